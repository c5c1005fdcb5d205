"""The few value types that decisions are made of, as JSON and back, exactly.

A stored decision must be made again to the bit years later, so every value says what it is: an amount is
`{"money": [500000, "CNY"]}`, a rate `{"decimal": "18"}`, a day `{"date": "2026-11-23"}`.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from lending.money import Money
from lending.term import Term, TermUnit
from scoring.history import History
from scoring.term_values import name_of

Param = Money | Term | Decimal | date | int | str | bool
"""What a reason or an advice may tell: never free text that a person wrote."""


def to_plain(value: Any) -> Any:
    """A value as JSON; mappings and tuples item by item. Types that have no exact form are refused."""
    match value:
        case None | bool() | int() | str():
            return value
        case Money():
            return {"money": [value.minor, value.currency]}
        case Term(unit=TermUnit.MONTH):
            return value.count
        case Term():
            return {"term": value.plain()}
        case Decimal():
            return {"decimal": str(value)}
        case datetime():
            raise TypeError("a decision holds days, not instants")
        case date():
            return {"date": value.isoformat()}
        case History():
            return {"history": {f.name: to_plain(getattr(value, f.name)) for f in fields(value)}}
        case Mapping():
            return {name_of(str(name), item): to_plain(item) for name, item in value.items()}
        case tuple() | list():
            return [to_plain(item) for item in value]
    raise TypeError(f"a decision cannot hold a {type(value).__name__}")


def from_plain(value: Any) -> Any:
    """What `to_plain` wrote; lists come back as tuples."""
    match value:
        case {"money": [minor, currency]}:
            return Money(minor, currency)
        case {"term": [int(), str()] as term}:
            return Term.of(term)
        case {"decimal": str(text)}:
            return Decimal(text)
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case {"history": dict(figures)} if len(value) == 1 and "outstanding" in figures:
            return History(**from_plain(figures))
        case dict():
            return {name: from_plain(item) for name, item in value.items()}
        case list():
            return tuple(from_plain(item) for item in value)
    return value
