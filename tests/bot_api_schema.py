"""Checks JSON against a machine-readable Bot API: required fields, types, fixed values, no nulls, nothing unknown.

The schema is a JSON file with `types` and `methods` (name, types, required and description of each field). It is found
by the environment variable MICROLOAN_BOT_API_SCHEMA, or beside the repository; without it `SCHEMA` is None.
"""

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data" / "telegram" / "botapi-10.1.json"
NEWER = "botapi-10.3-newer.json"
FIXED = re.compile(r"(?:always|must be) [“\"]?(\w+)[”\"]?\s*$")
SIMPLE: dict[str, tuple[type, ...]] = {
    "Integer": (int,),
    "String": (str,),
    "Float": (int, float),
    "Boolean": (bool,),
    "True": (bool,),
}


@cache
def schema() -> dict[str, Any] | None:
    """The schema; `newer` holds fields by type that came after its version, from a second file beside it."""
    path = Path(os.environ.get("MICROLOAN_BOT_API_SCHEMA") or BESIDE)
    if not path.is_file():
        return None
    newer = path.with_name(NEWER)
    fields = json.loads(newer.read_text())["new_fields"] if newer.is_file() else {}
    return json.loads(path.read_text()) | {"newer": fields}


def check(type_name: str, value: Any, where: str = "") -> list[str]:
    """What is wrong with the value as a Bot API object of this type; empty when all is right."""
    known = schema()
    assert known is not None, "no schema"
    where = where or type_name
    if value is None:
        return [f"{where}: null"]
    if type_name.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{where}: not an array"]
        inner = type_name.removeprefix("Array of ")
        return [error for n, item in enumerate(value) for error in check(inner, item, f"{where}[{n}]")]
    if type_name in SIMPLE:
        wrong = not isinstance(value, SIMPLE[type_name]) or (isinstance(value, bool) and bool not in SIMPLE[type_name])
        return [f"{where}: {value!r} is not {type_name}"] if wrong else []
    described = known["types"][type_name]
    if described.get("subtypes"):
        return check_any(described["subtypes"], value, where)
    return check_fields(described.get("fields", []), value, where, set(known["newer"].get(type_name, [])))


def check_any(types: list[str], value: Any, where: str) -> list[str]:
    """What is wrong with the value under the type that fits best."""
    found = [check(name, value, where) for name in types]
    return min(found, key=len)


def check_fields(described: list[dict[str, Any]], value: Any, where: str, newer: set[str]) -> list[str]:
    """What is wrong with the fields of one object; fields that came later are let through if they are not null."""
    if not isinstance(value, dict):
        return [f"{where}: not an object"]
    fields = {field["name"]: field for field in described}
    errors = [f"{where}.{name}: unknown field" for name in value.keys() - fields.keys() - newer]
    errors += [f"{where}.{name}: null" for name in value.keys() & newer if value[name] is None]
    for name, field in fields.items():
        if name not in value:
            errors += [f"{where}.{name}: missing"] if field["required"] else []
            continue
        errors += check_any(field["types"], value[name], f"{where}.{name}")
        fixed = FIXED.search(field.get("description", ""))
        if fixed and field["types"] == ["String"] and value[name] != fixed[1]:
            errors.append(f"{where}.{name}: {value[name]!r} is not {fixed[1]!r}")
    return errors


def check_answer(method: str, result: Any) -> list[str]:
    """What is wrong with the result of a method."""
    known = schema()
    assert known is not None, "no schema"
    return check_any(known["methods"][method]["returns"], result, method)
