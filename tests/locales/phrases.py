"""Finds every phrase that the sources say, by reading their syntax: its key, its parameters, and where it stands."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("conversations", "bot")


@dataclass(frozen=True)
class Said:
    """One `P("key", ...)`. `in_table` phrases are looked up by a code and may get their parameters there."""

    key: str
    params: frozenset[str]
    in_table: bool
    where: str


@dataclass(frozen=True)
class Unread:
    """A phrase whose key cannot be read off the source."""

    where: str


def found() -> tuple[list[Said], list[Unread]]:
    said: list[Said] = []
    unread: list[Unread] = []
    for path in sorted(p for package in PACKAGES for p in (ROOT / package).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        tabled = {id(call) for node in ast.walk(tree) if isinstance(node, ast.Dict) for call in _calls(node)}
        for call in _calls(tree):
            where = f"{path.relative_to(ROOT)}:{call.lineno}"
            if _name(call) == "P":
                item = _read(call, id(call) in tabled, where)
                (said if isinstance(item, Said) else unread).append(item)  # type: ignore[arg-type]
            elif _name(call) == "Phrase" and not _allowed(call) and path.name != "say.py":
                unread.append(Unread(where))
    return said, unread


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _read(call: ast.Call, in_table: bool, where: str) -> Said | Unread:
    named = [keyword.arg for keyword in call.keywords]
    literal = call.args[0] if len(call.args) == 1 else None
    if not (isinstance(literal, ast.Constant) and isinstance(literal.value, str)) or None in named:
        return Unread(where)
    return Said(literal.value, frozenset(n for n in named if n), in_table, where)


def _allowed(call: ast.Call) -> bool:
    """`Phrase(TABLE[code].key, ...)`: the key of a phrase that stands in a table; or an empty line."""
    key = call.args[0] if call.args else None
    empty = isinstance(key, ast.Constant) and key.value == ""
    return empty or (isinstance(key, ast.Attribute) and key.attr == "key")
