"""The periods of a schedule: when each starts, ends and falls due, and what share of the yearly rate it bears."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from lending.calendar import Unit, add, adjusted
from lending.day_count import DayCount, year_fraction
from lending.problems import ProblemWithInput
from lending.terms import LoanTerms


@dataclass(frozen=True, slots=True)
class Period:
    """Interest runs from `start` to `end` and is a `rate` (exact, not in percent) of the balance.

    `years` is what the contract's day count makes of that time. `due_on` is `end` moved off days that are not
    worked. Moving it changes no amount: the borrower does not pay for a holiday, and does not gain by one.
    """

    start: date
    end: date
    due_on: date
    years: Fraction
    rate: Fraction


def periods(terms: LoanTerms) -> tuple[Period, ...]:
    """All periods of the loan, the first possibly longer or shorter than the others."""
    ends = due_dates(terms)
    starts = (terms.disbursed_on, *ends[:-1])
    yearly = Fraction(terms.annual_rate_percent) / 100
    free = terms.grace.interest_free
    found = []
    for k, (start, end) in enumerate(zip(starts, ends, strict=True)):
        length = years(terms, start, end, regular=k > 0)
        due_on = adjusted(end, terms.payments_on_non_working_days, terms.is_non_working)
        found.append(Period(start, end, due_on, length, Fraction(0) if k < free else yearly * length))
    _check_due_dates(found, terms)
    return tuple(found)


def due_dates(terms: LoanTerms) -> tuple[date, ...]:
    """The due dates before any is moved; month-end dates return to their own day."""
    own_day = _own_day(terms)
    every = terms.every
    return tuple(add(terms.first_due, every.unit, k * every.n, own_day) for k in range(terms.count))


def _own_day(terms: LoanTerms) -> int | None:
    """The day of the month that due dates return to: the day of disbursement where the first period is regular."""
    if terms.every.unit is not Unit.MONTH:
        return None
    regular = add(terms.disbursed_on, Unit.MONTH, terms.every.n) == terms.first_due
    return terms.disbursed_on.day if regular else terms.first_due.day


def years(terms: LoanTerms, start: date, end: date, *, regular: bool) -> Fraction:
    """Years that the period from `start` to `end` counts for, by the contract's day count."""
    every = terms.every
    whole = regular or add(start, every.unit, every.n) == end
    part_of_year = Fraction(1) / Fraction(every.per_year)
    if terms.day_count is DayCount.PERIOD:
        return part_of_year * (1 if whole else _regular_periods(terms, start, end))
    if whole and every.unit is Unit.MONTH and terms.day_count.months_are_equal:
        return part_of_year
    return year_fraction(terms.day_count, start, end)


def _regular_periods(terms: LoanTerms, start: date, end: date) -> Fraction:
    """How many regular periods an odd one is: whole ones counted back from its end, then days of one more."""
    every, whole = terms.every, 0
    while add(end, every.unit, -(whole + 1) * every.n) >= start:
        whole += 1
    pivot = add(end, every.unit, -whole * every.n)
    before = add(end, every.unit, -(whole + 1) * every.n)
    return whole + Fraction((pivot - start).days, (pivot - before).days)


def _check_due_dates(found: list[Period], terms: LoanTerms) -> None:
    days = [terms.disbursed_on, *(period.due_on for period in found)]
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise ProblemWithInput(
            "payments_on_non_working_days", "moves two due dates to one day, or the first before disbursement"
        )
