"""What the program accepts and what docs/ says it accepts are the same."""

import copy
import json
import re

import pytest
from support import json_schema, tree
from support.sigil import INVALID, LIMIT

PAGES = tree.ROOT / "docs/cli"
SCHEMA = json.loads((tree.ROOT / "docs/formats/system-description.schema.json").read_text())


# The command line

OPTION = re.compile(r"(?m)^  (?:-\w, )?(--[a-z][a-z-]+)")


def commands(sigil, path=()):
    """Each command as (path, its help), the program itself first."""
    text = sigil.succeed(*path, "--help").stdout
    yield path, text
    listing = re.search(r"(?ms)^Commands:\n(.*?)(?:\n\n|\Z)", text)
    for name in re.findall(r"(?m)^  ([a-z-]+)\b", listing.group(1) if listing else ""):
        yield from commands(sigil, (*path, name))


def test_every_option_is_documented(sigil):
    """On a page that names the command; options of every command on any page."""
    pages = [page.read_text() for page in PAGES.glob("*.md")]
    missing, found = [], set()
    for path, text in commands(sigil):
        name = " ".join(("sigil-build", *path))
        if not path:
            everywhere = set(OPTION.findall(text))
        own = [page for page in pages if name in page]
        if not own:
            missing.append(f"no page names '{name}'")
        for option in set(OPTION.findall(text)):
            found.add(option)
            where = pages if option in everywhere else own
            if not any(re.search(rf"{option}(?![\w-])", page) for page in where):
                missing.append(f"{name}: {option}")
    assert {"--output", "--expect", "--json", "--help"} <= found, "the options were not recognised"
    assert not missing, "\n".join(missing)


def test_no_option_is_documented_that_is_not_there(sigil):
    known = {option for _, text in commands(sigil) for option in re.findall(r"--[a-z][a-z-]+", text)}
    for page in PAGES.glob("*.md"):
        # Options of sigil-build stand in backticks or in lines that start with its name.
        mentioned = set(re.findall(r"`(--[a-z][a-z-]+)", page.read_text()))
        for line in re.findall(r"(?m)^\s*sigil-build .*", page.read_text()):
            mentioned |= set(re.findall(r"(?<!\S)\[?(--[a-z][a-z-]+)", line))
        assert mentioned <= known, f"{page.name}: {sorted(mentioned - known)}"


def statuses_of_page(text):
    """Number -> meaning, from rows `| 3 | meaning |`."""
    rows = re.findall(r"(?m)^\| *`?(\d+)`? *\| *([^|]+)\|", text)
    return {int(number): meaning.strip() for number, meaning in rows}


def statuses_of_help(text):
    """The same from lines `  3    meaning`, which may be folded."""
    rows = re.sub(r"\n {20,}", " ", text[text.index("\nExit status:\n"):])
    return {int(number): meaning for number, meaning in re.findall(r"(?m)^  (\d+) +(\S.*)$", rows)}


def test_exit_statuses_of_help_and_page_agree(sigil):
    page = statuses_of_page((PAGES / "exit-status.md").read_text())
    assert sorted(page) == [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 70, 130]
    for path, text in commands(sigil):
        assert statuses_of_help(text) == page, path


def test_version(sigil):
    lists = (tree.ROOT / "CMakeLists.txt").read_text()
    declared = re.search(r"project\(sigil-build VERSION ([\d.]+)", lists).group(1)
    assert declared in sigil.succeed("--version").stdout


# The schema of descriptions

PLACES = {
    "root": [], "kernel": ["kernel"], "rom": ["roms", "greeting"], "child": ["children", 0],
    "binary": ["children", 0, "binary"], "route": ["children", 0, "routes", 0], "node": ["children", 0, "config"],
    "capability": ["children", 0, "config", "attributes", "urn"], "package": ["children", 1, "binary", "package"],
}
"""Where in `full` an object of each kind stands."""


@pytest.fixture
def full(tiny):
    """A description that has an object of every kind."""
    tiny.child["routes"] = [{"service": "LOG"}]
    tiny.data["roms"]["stored"] = {"text": "hello", "placement": "store"}
    tiny.child["config"] = {"type": "config", "attributes": {"urn": {"capability": "stored"}}}
    tiny.data["children"].append({**tiny.child, "name": "other", "binary": {"package": {"folder": "demo"}, "file": "reader"}})
    tiny.data["kernel"] = {"bender": "init", "hypervisor": "init"}
    tiny.data["core"] = "init"
    return tiny


def definition(kind):
    return SCHEMA if kind == "root" else SCHEMA["$defs"][kind]


def spoiled(full, kind, change):
    """The description's text after `change` of its object of that kind."""
    data = copy.deepcopy(full.data)
    place = data
    for step in PLACES[kind]:
        place = place[step]
    change(place)
    return json.dumps(data, indent=2)


def complaint(sigil, full, text):
    full.write(text)
    return sigil.refuse(INVALID, r"system\.json", arguments=full.build_arguments()).stderr


def wrong_value(schema):
    """A value of another type than the schema wants."""
    return "text" if schema.get("type") in ("integer", "array", "object") or "/node" in schema.get("$ref", "") or (
        "/binary" in schema.get("$ref", "") or "/kernel" in schema.get("$ref", "")) else 7


def test_schema_describes_every_kind_of_object():
    kinds = {name for name, value in SCHEMA["$defs"].items() if value.get("type") == "object"}
    assert kinds == set(PLACES) - {"root"}


@pytest.mark.parametrize("kind", PLACES)
def test_reader_knows_every_key_of_the_schema(sigil, full, kind):
    for key, schema in definition(kind)["properties"].items():
        if key == "$schema":
            continue
        text = complaint(sigil, full, spoiled(full, kind, lambda place: place.update({key: wrong_value(schema)})))
        pointer = "/" + "/".join(map(str, [*PLACES[kind], key]))
        assert pointer in text and "unknown key" not in text, f"{kind}.{key}:\n{text}"


@pytest.mark.parametrize("kind", PLACES)
def test_reader_knows_no_other_key(sigil, full, kind):
    """The keys of all other objects, and those that the message lists as known."""
    own = set(definition(kind)["properties"])
    others = {key for other in PLACES for key in definition(other)["properties"]} - own
    for key in [*sorted(others), "colour"]:
        text = complaint(sigil, full, spoiled(full, kind, lambda place: place.update({key: 7})))
        assert re.search(rf"unknown key '{re.escape(key)}'", text), f"{kind}.{key}:\n{text}"


@pytest.mark.parametrize("kind", PLACES)
def test_reader_requires_what_the_schema_requires(sigil, full, kind):
    for key in definition(kind).get("required", []):
        text = complaint(sigil, full, spoiled(full, kind, lambda place: place.pop(key)))
        assert re.search(rf"'{re.escape(key)}'", text), f"{kind}.{key}:\n{text}"


def test_examples_obey_the_schema():
    examples = sorted((tree.ROOT / "examples").glob("*/system.json"))
    assert examples
    for example in examples:
        assert not json_schema.faults(json.loads(example.read_text()), SCHEMA, SCHEMA), example


SPOILS = {
    "name with a blank": lambda data: data.update(name="a b"),
    "long name": lambda data: data.update(name="n" * 64),
    "no child": lambda data: data.update(children=[]),
    "kernel without core": lambda data: data.update(kernel={"bender": "init", "hypervisor": "init"}),
    "no init": lambda data: data["roms"].pop("init"),
    "ROM of nothing": lambda data: data["roms"].update(greeting={}),
    "ROM of two things": lambda data: data["roms"].update(greeting={"file": "greeting", "text": "hello"}),
    "empty text": lambda data: data["roms"].update(greeting={"text": ""}),
    "ROM name with a bar": lambda data: data["roms"].update({"a|b": {"text": "hello"}}),
    "no caps": lambda data: data["children"][0].update(caps=0),
    "fraction of caps": lambda data: data["children"][0].update(caps=1.5),
    "ram without digits": lambda data: data["children"][0].update(ram="M"),
    "ram in words": lambda data: data["children"][0].update(ram="1 MiB"),
    "positive priority": lambda data: data["children"][0].update(priority=1),
    "low priority": lambda data: data["children"][0].update(priority=-128),
    "service twice": lambda data: data["children"][0].update(provides=["Log", "Log"]),
    "empty service": lambda data: data["children"][0].update(provides=[""]),
    "binary of two kinds": lambda data: data["children"][0].update(
        binary={"rom": "init", "package": "demo", "file": "reader"}),
    "package without file": lambda data: data["children"][0].update(binary={"package": "demo"}),
    "node type in capitals": lambda data: data["children"][0].update(config={"type": "Config"}),
    "placement on the moon": lambda data: data["roms"]["greeting"].update(placement="moon"),
    "attribute that is a number": lambda data: data["children"][0].update(
        config={"type": "config", "attributes": {"size": 1}}),
}


@pytest.mark.parametrize("spoil", SPOILS)
def test_reader_refuses_what_the_schema_refuses(sigil, tiny, spoil):
    assert not json_schema.faults(tiny.data, SCHEMA, SCHEMA)
    SPOILS[spoil](tiny.data)
    assert json_schema.faults(tiny.data, SCHEMA, SCHEMA)
    tiny.write()
    result = sigil.run(*tiny.build_arguments())
    assert result.status in (INVALID, LIMIT), str(result)
    assert not tiny.output.exists()
