"""Time between two dates as the conventions for yearly rates count it: the European and the American way."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from lending.calendar import Unit, add
from lending.problems import ProblemWithInput
from lending.terms import Every

_PER_YEAR = {"year": 1, "month": 12, "week": 52}
_IN_DAYS = {Unit.MONTH: 30, Unit.WEEK: 7, Unit.DAY: 1}


def european_years(start: date, end: date, unit: str = "month") -> Fraction:
    """Years from `start` to `end` by remark (c) of the European directives on consumer and mortgage credit.

    Whole regular units ("year", "month", "week"; with "day" none) are counted back from `end`. Days left over are
    divided by the days of the year that ends at the day reached, 365 or 366.
    """
    if end < start:
        raise ProblemWithInput("on", "must not be before the first flow")
    pivot, whole = end, 0
    if unit != "day":
        while (earlier := _back(end, unit, whole + 1)) >= start:
            pivot, whole = earlier, whole + 1
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

    What is left over counts in days, a month of thirty, over the days of the unit period. Source: 12 CFR part 1026,
    appendix J, paragraph (b)(5).
    """
    whole = 0
    while add(end, every.unit, -(whole + 1) * every.n) >= start:
        whole += 1
    months, pivot = 0, add(end, every.unit, -whole * every.n)
    if every.unit is Unit.MONTH:
        while add(end, Unit.MONTH, -(whole * every.n + months + 1)) >= start:
            months += 1
        pivot = add(end, Unit.MONTH, -(whole * every.n + months))
    days = months * 30 + (pivot - start).days
    return UnitPeriods(whole, Fraction(days, _IN_DAYS[every.unit] * every.n))
