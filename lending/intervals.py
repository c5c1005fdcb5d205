"""Time between two dates as the conventions for yearly rates count it: the European and the American way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from lending.calendar import Unit, add
from lending.problems import ProblemWithInput
from lending.repayment_interval import Every

_PER_YEAR = {"year": 1, "month": 12, "week": 52}
_IN_DAYS = {Unit.MONTH: 30, Unit.WEEK: 7, Unit.DAY: 1}
_ABOUT_DAYS = {"year": 366, "month": 31, "week": 7}
_SEMI_MONTH = 15


def whole_units_back(start: date, end: date, back: Callable[[int], date], longest: int) -> int:
    """How many whole units fit between the dates, counted back from `end`; `longest` is the most days a unit has."""
    whole = (end - start).days // longest
    while back(whole + 1) >= start:
        whole += 1
    return whole


def european_years(start: date, end: date, unit: str = "month") -> Fraction:
    """Years from `start` to `end` by remark (c) of the European directives on consumer and mortgage credit.

    Whole regular units ("year", "month", "week"; with "day" none) are counted back from `end`. Days left over are
    divided by the days of the year that ends at the day reached, 365 or 366.
    """
    if end < start:
        raise ProblemWithInput("on", "must not be before the first flow")
    whole = 0 if unit == "day" else whole_units_back(start, end, lambda n: _back(end, unit, n), _ABOUT_DAYS[unit])
    pivot = end if unit == "day" else _back(end, unit, whole)
    left = Fraction((pivot - start).days, (pivot - _back(pivot, "year", 1)).days)
    return Fraction(whole, _PER_YEAR.get(unit, 1)) + left


def _back(day: date, unit: str, n: int) -> date:
    if unit == "week":
        return add(day, Unit.WEEK, -n)
    return add(day, Unit.MONTH, -n * (12 if unit == "year" else 1))


@dataclass(frozen=True, slots=True)
class UnitPeriods:
    """Whole unit periods and the fraction of one that is left, of Regulation Z, appendix J."""

    whole: int
    fraction: Fraction


def unit_periods(start: date, end: date, every: Every) -> UnitPeriods:
    """Unit periods of length `every` from `start` to `end`, counted back from `end`.

    What is left over counts in days, a month of thirty, over the days of the unit period; half months are fifteen
    days. Source: 12 CFR part 1026, appendix J, paragraph (b)(5).
    """
    if every.unit is not Unit.MONTH:
        length = _IN_DAYS[every.unit] * every.n
        whole, days = divmod((end - start).days, length)
        return UnitPeriods(whole, Fraction(days, length))
    months = whole_units_back(start, end, lambda n: add(end, Unit.MONTH, -n), _ABOUT_DAYS["month"])
    left = (add(end, Unit.MONTH, -months) - start).days
    if every.days:
        whole, days = divmod(months * 30 + left, _SEMI_MONTH)
        return UnitPeriods(whole, Fraction(days, _SEMI_MONTH))
    whole, months = divmod(months, every.n)
    return UnitPeriods(whole, Fraction(months * 30 + left, 30 * every.n))
