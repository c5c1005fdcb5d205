"""How long somebody wants to borrow, in the unit of a product: 14 days, 两周, 8 weeks, 六期, half a year."""

import re

from conversations.reading.count import months_named, read_count, read_months, spoken
from conversations.reading.days import read_days
from lending.term import TermUnit

_WEEKS_NAMED = re.compile(r"week|fortnight|周|週|星期|礼拜|天|日|day")
_HALF_MONTHS = re.compile(r"(?: ?half[- ]months?| ?(?:payments?|instal?lments?|times)|半月期?|期|次)$")
_MONTHS_AND_A_HALF = re.compile(r"[个個]半月")
"""Six and a half months, or six half months: nobody can tell."""


def read_term(text: str, unit: TermUnit) -> int | None:
    """How many of `unit` somebody named; a bare number counts the unit itself. None for anything else."""
    match unit:
        case TermUnit.DAY:
            return read_days(text)
        case TermUnit.WEEK:
            return _weeks(text)
        case TermUnit.HALF_MONTH:
            return _half_months(text)
    return read_months(text)


def _weeks(text: str) -> int | None:
    if not _WEEKS_NAMED.search(text.lower()):
        return read_count(text) if months_named(spoken(text)) is None else None
    days = read_days(text)
    return days // 7 if days is not None and days % 7 == 0 else None


def _half_months(text: str) -> int | None:
    """So many payments of two a month; months, where they are named, are two each."""
    said = spoken(text)
    if _MONTHS_AND_A_HALF.search(said):
        return None
    if _HALF_MONTHS.search(said):
        return read_count(_HALF_MONTHS.sub("", said))
    months = months_named(said)
    return read_count(said) if months is None else 2 * months
