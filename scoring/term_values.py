"""Terms among the values of a decision, as JSON and back.

Terms in months keep the form that decisions were stored in when there were no others (`"months": 6`), so that what was
decided then is made again to the same bits. Terms in other units say their unit: `"term": {"term": [14, "day"]}`.
"""

from collections.abc import Mapping
from typing import Any

from lending.term import Term, TermUnit

_IN_MONTHS = {"term": "months", "least_term": "least_months", "most_term": "most_months"}
"""What a term in months is called where it is stored."""


def name_of(name: str, value: Any) -> str:
    """The key that a value of this name is stored under."""
    in_months = isinstance(value, Term) and value.unit is TermUnit.MONTH
    return _IN_MONTHS.get(name, name) if in_months else name


def with_term(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Values with the term of a request in them, where it was stored in months."""
    return _renamed(stored, "term")


def with_bounds(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Values with a shortest and a longest term in them; other figures that are called months stay numbers."""
    if "most_months" not in stored:
        return dict(stored)
    return _renamed(_renamed(stored, "least_term"), "most_term")


def _renamed(stored: Mapping[str, Any], name: str) -> dict[str, Any]:
    old = _IN_MONTHS[name]
    return {name if key == old else key: Term(value) if key == old else value for key, value in stored.items()}
