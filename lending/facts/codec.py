"""Facts as JSON and back, with the personal part apart, so that the journal can encrypt it under its person's key.

Only the types that facts use are known here; an unknown one is an error of the program and is refused loudly.
"""

import dataclasses
import types
import typing
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from lending.facts import KINDS
from lending.facts.base import Dated, Fact, personal_fields
from lending.money import Money
from lending.term import Term


def plain(value: Any) -> Any:
    """A fact's value as JSON."""
    match value:
        case None | bool() | int() | str() | dict():
            return value
        case Money():
            return [value.minor, value.currency]
        case Term():
            return value.plain()
        case datetime() | date():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case Dated():
            return [value.value_date.isoformat(), value.booked_on.isoformat()]
        case tuple():
            return [plain(item) for item in value]
    raise TypeError(f"a fact cannot hold a {type(value).__name__}")


def to_json(fact: Fact) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """The fact's kind, its plain part and its personal part, both JSON objects."""
    hidden = personal_fields(type(fact))
    fields = {f.name: plain(getattr(fact, f.name)) for f in dataclasses.fields(fact)}
    open_part = {name: value for name, value in fields.items() if name not in hidden}
    return type(fact).__name__, open_part, {name: fields[name] for name in hidden if fields[name] is not None}


def from_json(kind: str, open_part: dict[str, Any], personal_part: dict[str, Any] | None) -> Fact:
    """The fact again. With `personal_part` None (the person was erased) its personal fields are None."""
    fact_type = KINDS[kind]
    known = {**open_part, **(personal_part or {})}
    known |= {now: known[before] for now, before in _CALLED_BEFORE.items() if now not in known and before in known}
    values = {name: _read(hint, known.get(name)) for name, hint in _hints(kind).items()}
    return fact_type(**values)


@cache
def _hints(kind: str) -> dict[str, Any]:
    return typing.get_type_hints(KINDS[kind])


_CALLED_BEFORE = {"term": "months"}
"""Fields by their name of today, with the one that older entries of the journal have."""

_READERS: dict[Any, Any] = {
    UUID: UUID,
    Decimal: Decimal,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    Money: lambda pair: Money(pair[0], pair[1]),
    Term: Term.of,
    Dated: lambda pair: Dated(date.fromisoformat(pair[0]), date.fromisoformat(pair[1])),
}


def _read(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        hint = next(option for option in typing.get_args(hint) if option is not type(None))
    if typing.get_origin(hint) is tuple:
        return tuple(_read(typing.get_args(hint)[0], item) for item in value)
    return _READERS.get(hint, lambda same: same)(value)
