"""As much of JSON Schema 2020-12 as the schemas in docs/formats use."""

import re

_TYPES = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}

KNOWN = {"$schema", "$defs", "$ref", "title", "type", "enum", "required", "properties", "additionalProperties",
         "propertyNames", "dependentRequired", "items", "minItems", "uniqueItems", "pattern", "minLength",
         "minimum", "maximum", "oneOf", "default"}


def faults(value, schema: dict, root: dict, at: str = "") -> list[str]:
    """Where and why `value` does not obey; empty if it does."""
    if unknown := set(schema) - KNOWN:
        raise NotImplementedError(f"keywords {sorted(unknown)}")
    if "$ref" in schema:
        target = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        return faults(value, target, root, at)
    if "type" in schema and (not isinstance(value, _TYPES[schema["type"]]) or isinstance(value, bool)):
        return [f"{at}: no {schema['type']}"]
    found = []
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{at}: not in {schema['enum']}")
    if isinstance(value, str):
        if "pattern" in schema and not re.search(schema["pattern"], value):
            found.append(f"{at}: does not match {schema['pattern']}")
        if len(value) < schema.get("minLength", 0):
            found.append(f"{at}: too short")
    elif isinstance(value, int):
        if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
            found.append(f"{at}: out of range")
    elif isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            found.append(f"{at}: too few")
        if schema.get("uniqueItems") and any(item in value[:index] for index, item in enumerate(value)):
            found.append(f"{at}: an item twice")
        for index, item in enumerate(value):
            found += faults(item, schema.get("items", {}), root, f"{at}/{index}")
    elif isinstance(value, dict):
        found += _object_faults(value, schema, root, at)
    if "oneOf" in schema and sum(not faults(value, one, root, at) for one in schema["oneOf"]) != 1:
        found.append(f"{at}: not exactly one of the forms")
    return found


def _object_faults(value: dict, schema: dict, root: dict, at: str) -> list[str]:
    found = [f"{at}: lacks {key}" for key in schema.get("required", []) if key not in value]
    for key, others in schema.get("dependentRequired", {}).items():
        found += [f"{at}: lacks {other}" for other in others if key in value and other not in value]
    for key, item in value.items():
        if "propertyNames" in schema:
            found += faults(key, schema["propertyNames"], root, f"{at}/{key}")
        if key in schema.get("properties", {}):
            found += faults(item, schema["properties"][key], root, f"{at}/{key}")
        elif schema.get("additionalProperties", True) is False:
            found.append(f"{at}/{key}: unknown")
        elif schema.get("additionalProperties") not in (None, True):
            found += faults(item, schema["additionalProperties"], root, f"{at}/{key}")
    return found
