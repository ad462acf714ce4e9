"""The types of the Dhall package and the schema of descriptions say the same, field by field.

Both sides are what they are: the types come from the evaluator, the schema is the one that documentation_test.py holds
against the reader, key by key. Nothing here lists fields.
"""

import copy
import json
import subprocess

import pytest
from support import json_schema, tree

FOLDER = tree.ROOT / "dhall"
SCHEMA = json.loads((tree.ROOT / "docs/formats/system-description.schema.json").read_text())
NODE = "#/$defs/node"


class Types:
    """Types in the shape of their encoding: "Text", [7, fields], [11, alternatives], [0, "List", element]."""

    def __init__(self, sigil):
        self.sigil = sigil
        self.tree = self.normal("./Tree.dhall")
        self.records, self.defaults = {}, {}
        for path in FOLDER.glob("*.dhall"):
            name = f"./{path.name}"
            of_type = json.loads(self.dhall("type", name, encode=True))
            if isinstance(of_type, list) and of_type[0] == 7 and "default" in of_type[1]:
                self.records[path.stem.lower()] = self.normal(f"({name}).Type")
                self.defaults[path.stem.lower()] = json.loads(
                    self.dhall("to-json", f"({name}).default", options=["--preserve-null"]))

    def dhall(self, command, text, encode=False, options=()):
        output = self.sigil.command("dhall", *([command] if command else []), *options)
        run = subprocess.run(output, input=text.encode(), cwd=FOLDER, check=True, capture_output=True,
                             env=self.sigil.environment).stdout
        if encode:
            run = subprocess.run(self.sigil.command("dhall", "encode", "--json"), input=run, check=True,
                                 capture_output=True, env=self.sigil.environment).stdout
        return run.decode()

    def normal(self, text):
        return json.loads(self.dhall("", text, encode=True))


@pytest.fixture
def types(sigil):
    return Types(sigil)


class Comparison:
    def __init__(self, types, schema):
        self.types, self.schema, self.faults, self.seen = types, schema, [], set()

    def run(self):
        self.compare(self.types.records["system"], self.schema, "system", "system")
        self.compare(self.types.records["node"], self.schema["$defs"]["node"], "node", "node")
        unseen = set(self.types.records) - self.seen
        return self.faults + [f"{name}: no object of the schema" for name in sorted(unseen)]

    def wrong(self, at, what):
        self.faults.append(f"{at}: {what}")

    def compare(self, type_, schema, at, name=None):
        """`name` is the definition's, if it has one."""
        if "$ref" in schema:
            name = schema["$ref"].rsplit("/", 1)[1]
            if schema["$ref"] == NODE and type_ == self.types.tree:
                return
            return self.compare(type_, self.schema["$defs"][name], at, name)
        if "enum" in schema:
            if type_ != [11, dict.fromkeys(schema["enum"])]:
                self.wrong(at, f"{type_} is not {schema['enum']}")
        elif "properties" in schema:
            if "oneOf" in schema:
                self.compare_forms(type_, schema, at)
            else:
                self.compare_record(type_, schema, at, name)
        elif "oneOf" in schema:
            self.compare_union(type_, schema["oneOf"], at)
        else:
            self.compare_plain(type_, schema, at)

    def compare_plain(self, type_, schema, at):
        kind = schema["type"]
        if kind == "object":
            if not self.is_application(type_, "List") or set(type_[2][1]) != {"mapKey", "mapValue"} or \
                    type_[2][1]["mapKey"] != "Text":
                return self.wrong(at, f"{type_} is no map")
            return self.compare(type_[2][1]["mapValue"], schema["additionalProperties"], f"{at}.*")
        if kind == "array":
            if not self.is_application(type_, "List"):
                return self.wrong(at, f"{type_} is no List")
            return self.compare(type_[2], schema["items"], f"{at}[]")
        expected = {"string": "Text", "integer": "Natural" if schema.get("minimum", -1) >= 0 else "Integer"}[kind]
        if type_ != expected:
            self.wrong(at, f"{type_} is not {expected}")
        return None

    @staticmethod
    def is_application(type_, function):
        return isinstance(type_, list) and type_[:2] == [0, function]

    def fields(self, type_, schema, at):
        """Of a record that has the schema's keys and no others."""
        keys = set(schema["properties"]) - {"$schema"}
        if not isinstance(type_, list) or type_[0] != 7:
            self.wrong(at, f"{type_} is no record")
            return {}
        for key in sorted(keys ^ set(type_[1])):
            self.wrong(at, f"only one side has '{key}'")
        return {key: (field, schema["properties"][key]) for key, field in type_[1].items() if key in keys}

    def compare_record(self, type_, schema, at, name):
        """A field has a default exactly if the key may be absent, and the default means that it is."""
        has_defaults = type_ == self.types.records.get(name)
        defaults = self.types.defaults[name] if has_defaults else {}
        self.seen |= {name} if has_defaults else set()
        for key, (field, below) in self.fields(type_, schema, at).items():
            is_optional = self.is_application(field, "Optional")
            if (key in schema["required"]) != (key not in defaults):
                self.wrong(f"{at}.{key}", "is required on one side only")
            elif key in defaults:
                absent = below.get("default", {"array": [], "object": {}}.get(below.get("type")))
                if defaults[key] != absent or is_optional != (absent is None):
                    self.wrong(f"{at}.{key}", f"default {defaults[key]}, expected {absent}")
            elif is_optional:
                self.wrong(f"{at}.{key}", "is Optional and required")
            self.compare(field[2] if is_optional else field, below, f"{at}.{key}")

    def compare_forms(self, type_, schema, at):
        """An object of several forms is a union of records; what no form requires is Optional."""
        if not isinstance(type_, list) or type_[0] != 11:
            return self.wrong(at, f"{type_} is no union")
        forms = [set(form["required"]) for form in schema["oneOf"]]
        free = set(schema["properties"]) - set().union(*forms)
        for name, payload in type_[1].items():
            required = {key for key, field in payload[1].items() if not self.is_application(field, "Optional")}
            if required not in forms:
                self.wrong(f"{at}.{name}", f"requires {sorted(required)}, expected one of {schema['oneOf']}")
                continue
            forms.remove(required)
            part = {"properties": {key: schema["properties"][key] for key in required | free}}
            for key, (field, below) in self.fields(payload, part, f"{at}.{name}").items():
                self.compare(field[2] if key in free else field, below, f"{at}.{name}.{key}")
        if forms:
            self.wrong(at, f"no alternative for {forms}")
        return None

    def compare_union(self, type_, forms, at):
        """Each form has an alternative of its own."""
        if not isinstance(type_, list) or type_[0] != 11 or len(type_[1]) != len(forms):
            return self.wrong(at, f"{type_} is no union of {len(forms)}")
        for form in forms:
            found = [Comparison(self.types, self.schema) for _ in type_[1]]
            for comparison, payload in zip(found, type_[1].values(), strict=True):
                comparison.compare(payload, form, at)
            if all(comparison.faults for comparison in found):
                self.faults += min((comparison.faults for comparison in found), key=len)
        return None


def test_types_and_schema_agree(types):
    assert not Comparison(types, SCHEMA).run()


def test_each_object_with_keys_that_may_be_absent_has_defaults(types):
    """So that `::` works for all of them."""
    named = {"system": SCHEMA, **SCHEMA["$defs"]}
    wanted = {name for name, schema in named.items() if "oneOf" not in schema and
              set(schema.get("properties", {})) - set(schema.get("required", [])) - {"$schema"}}
    assert wanted == set(types.records)


def objects(schema):
    return {"": schema, **{name: value for name, value in schema["$defs"].items() if "properties" in value}}


@pytest.mark.parametrize("name", objects(SCHEMA))
def test_a_new_key_on_either_side_is_seen(types, name):
    """Each object of the schema with a key more, and with each of its keys less."""
    changed = copy.deepcopy(SCHEMA)
    objects(changed)[name]["properties"]["colour"] = {"type": "string"}
    assert Comparison(types, changed).run()
    for key in set(objects(SCHEMA)[name]["properties"]) - {"$schema"}:
        changed = copy.deepcopy(SCHEMA)
        where = objects(changed)[name]
        del where["properties"][key]
        if key in where.get("required", []):
            where["required"].remove(key)
        for form in where.get("oneOf", []):
            form["required"] = [other for other in form["required"] if other != key]
        assert Comparison(types, changed).run(), key


@pytest.mark.parametrize("name", objects(SCHEMA))
def test_another_kind_of_key_is_seen(types, name):
    for key in set(objects(SCHEMA)[name]["properties"]) - {"$schema"}:
        changed = copy.deepcopy(SCHEMA)
        where = objects(changed)[name]
        where["properties"][key] = {"type": "array", "items": {"type": "integer"}}
        assert Comparison(types, changed).run(), key
        changed = copy.deepcopy(SCHEMA)
        required = objects(changed)[name].get("required", [])
        required.remove(key) if key in required else required.append(key)
        if "oneOf" not in objects(changed)[name]:
            objects(changed)[name]["required"] = required
            assert Comparison(types, changed).run(), key


def test_another_alternative_is_seen(types):
    for change in [lambda defs: defs["child"]["properties"]["caps"].update(minimum=-1),
                   lambda defs: defs["rom"]["properties"]["placement"]["enum"].append("disk"),
                   lambda defs: defs["kernel"]["properties"]["arguments"]["default"].pop(),
                   lambda defs: defs["binary"]["properties"]["package"]["oneOf"].append({"type": "integer", "minimum": 0})]:
        changed = copy.deepcopy(SCHEMA)
        change(changed["$defs"])
        assert Comparison(types, changed).run()


def test_values_of_the_types_obey_the_schema(types):
    """But for configurations, which are lists of parts."""
    for path in sorted((tree.ROOT / "examples").glob("*/system*.dhall")):
        value = json.loads(types.dhall("to-json", str(path)))
        for child in value["children"]:
            child.pop("config", None)
        assert not json_schema.faults(value, SCHEMA, SCHEMA), path
