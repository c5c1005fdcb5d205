"""How long a stretch of time is, in years, by the day count that a contract names.

Each convention is a function of two dates. `period` is no day count (a regular period is one part of the year,
whatever its days) and is handled where periods are known, in `lending/periods.py`.
"""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from fractions import Fraction

YearFraction = Callable[[date, date], Fraction]


class DayCount(StrEnum):
    """The conventions a contract can name."""

    PERIOD = "period"
    THIRTY_360 = "30/360"
    THIRTY_E_360 = "30e/360"
    ACT_360 = "act/360"
    ACT_364 = "act/364"
    ACT_365 = "act/365"
    ACT_ACT_ISDA = "act/act_isda"

    @property
    def months_are_equal(self) -> bool:
        """Whether every month counts the same, whatever its days."""
        return self in (DayCount.THIRTY_360, DayCount.THIRTY_E_360)

    @property
    def counts_actual_days(self) -> bool:
        """Whether every day counts, whatever the month."""
        return self.value.startswith("act/")


def year_fraction(day_count: DayCount, start: date, end: date) -> Fraction:
    """Years from `start` to `end` as an exact fraction; for `period`, actual days over 365."""
    return _FUNCTIONS[day_count](start, end)


def _days_of_360(start: date, end: date, start_day: int, end_day: int) -> Fraction:
    months = (end.year - start.year) * 12 + end.month - start.month
    return Fraction(months * 30 + end_day - start_day, 360)


def _thirty_360(start: date, end: date) -> Fraction:
    """30/360 as in the United States: a 31st counts as the 30th, at the end only after a start on 30 or 31."""
    start_day = min(start.day, 30)
    end_day = 30 if end.day == 31 and start_day == 30 else end.day
    return _days_of_360(start, end, start_day, end_day)


def _thirty_e_360(start: date, end: date) -> Fraction:
    """30E/360, the European form: a 31st counts as the 30th, always."""
    return _days_of_360(start, end, min(start.day, 30), min(end.day, 30))


def _actual_over(days: int) -> YearFraction:
    return lambda start, end: Fraction((end - start).days, days)


def _act_act_isda(start: date, end: date) -> Fraction:
    """Days in leap years over 366 and days in other years over 365."""
    if end < start:
        return -_act_act_isda(end, start)
    years, day = Fraction(0), start
    while day < end:
        stop = min(end, date(day.year + 1, 1, 1)) if day.year < date.max.year else end
        years += Fraction((stop - day).days, days_in_year(day.year))
        day = stop
    return years


def days_in_year(year: int) -> int:
    """366 in a leap year, else 365."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 366 if leap else 365


_FUNCTIONS: dict[DayCount, YearFraction] = {
    DayCount.PERIOD: _actual_over(365),
    DayCount.THIRTY_360: _thirty_360,
    DayCount.THIRTY_E_360: _thirty_e_360,
    DayCount.ACT_360: _actual_over(360),
    DayCount.ACT_364: _actual_over(364),
    DayCount.ACT_365: _actual_over(365),
    DayCount.ACT_ACT_ISDA: _act_act_isda,
}
