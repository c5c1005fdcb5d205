"""Dates of a contract: adding days, weeks and months, and stepping off days on which banks do not work.

The days that are not worked are handed in. This file knows no country.
"""

from calendar import isleap
from collections.abc import Callable
from datetime import date, timedelta
from enum import StrEnum

from lending.problems import ProblemWithInput

NonWorking = Callable[[date], bool]
"""Whether a date is a day on which nobody can pay."""

_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

_MOST_STEPS = 60
"""No calendar closes the banks for two months; one that says so is wrong."""


class Unit(StrEnum):
    """What an interval is counted in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Adjustment(StrEnum):
    """Where a due date goes when it falls on a day that is not worked."""

    AS_IS = "as_is"
    NEXT = "next"
    PREVIOUS = "previous"
    MODIFIED_FOLLOWING = "modified_following"


def add(start: date, unit: Unit, n: int, own_day: int | None = None) -> date:
    """`start` moved by `n` units (backwards when negative).

    Months keep the day of the month, or take the month's last day where it is missing. `own_day` is the day that
    dates return to: from 28 February with own day 31, the next month gives 31 March.
    """
    try:
        if unit is Unit.MONTH:
            return _add_months(start, n, own_day or start.day)
        return start + timedelta(days=n * (7 if unit is Unit.WEEK else 1))
    except (OverflowError, ValueError):
        raise ProblemWithInput("dates", "run beyond the calendar, past the year 9999") from None


def _add_months(start: date, n: int, own_day: int) -> date:
    year, month = divmod(start.year * 12 + start.month - 1 + n, 12)
    return date(year, month + 1, min(own_day, last_day(year, month + 1)))


def last_day(year: int, month: int) -> int:
    """The number of the month's last day."""
    if not 1 <= year <= 9999:
        raise OverflowError("no such year")
    return 29 if month == 2 and isleap(year) else _DAYS[month - 1]


def adjusted(day: date, rule: Adjustment, is_non_working: NonWorking) -> date:
    """The day on which an instalment due on `day` is really due.

    `modified_following` goes forward, but back instead of into the next month.
    """
    if rule is Adjustment.AS_IS or not is_non_working(day):
        return day
    if rule is Adjustment.PREVIOUS:
        return _step(day, -1, is_non_working)
    forward = _step(day, 1, is_non_working)
    if rule is Adjustment.MODIFIED_FOLLOWING and forward.month != day.month:
        return _step(day, -1, is_non_working)
    return forward


def _step(day: date, direction: int, is_non_working: NonWorking) -> date:
    for _ in range(_MOST_STEPS):
        day = add(day, Unit.DAY, direction)
        if not is_non_working(day):
            return day
    raise ProblemWithInput("non_working_days", f"leave no working day within {_MOST_STEPS} days")
