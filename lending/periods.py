"""The periods of a schedule: when each starts, ends and falls due, and what share of the yearly rate it bears."""

from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise

from lending.calendar import Adjustment, Unit, adjusted
from lending.day_count import DayCount, year_fraction
from lending.intervals import whole_units_back
from lending.plan_rules import StubInterest
from lending.problems import ProblemWithInput
from lending.terms import LoanTerms


@dataclass(frozen=True, slots=True)
class Period:
    """Interest runs from `start` to `end` and is a `rate` (exact, not in percent) of the balance.

    `years` is what the contract's day count makes of that time. `due_on` is `end` moved off days that are not
    worked. Moving it changes no amount: the borrower does not pay for a holiday, and does not gain by one.
    `level_rate` is the rate that a level instalment is reckoned with; it differs only for an odd first period whose
    difference is due with the first instalment.
    """

    start: date
    end: date
    due_on: date
    years: Fraction
    rate: Fraction
    level_rate: Fraction


def periods(terms: LoanTerms) -> tuple[Period, ...]:
    """All periods of the loan, the first possibly longer or shorter than the others."""
    ends = due_dates(terms)
    starts = (terms.disbursed_on, *ends[:-1])
    yearly = Fraction(terms.annual_rate_percent) / 100
    regular = _regular_years(terms)
    stays = terms.payments_on_non_working_days is Adjustment.AS_IS
    usual = None if regular is None else yearly * regular
    found = []
    for k, (start, end) in enumerate(zip(starts, ends, strict=True)):
        alike = regular is not None and k > 0
        length = regular if regular is not None and alike else years(terms, start, end, regular=k > 0)
        due_on = end if stays else adjusted(end, terms.payments_on_non_working_days, terms.is_non_working)
        rate = usual if usual is not None and alike else yearly * length
        if k < terms.grace.interest_free:
            rate = Fraction(0)
        found.append(Period(start, end, due_on, length, rate, rate))
    if not terms.first_is_regular and terms.stub_interest is not StubInterest.BY_DAYS:
        found[0] = _with_stub_rule(found[0], terms, yearly)
    _check_due_dates(found, terms)
    return tuple(found)


def _regular_years(terms: LoanTerms) -> Fraction | None:
    """Years of every regular period where they are all alike: nothing of the dates matters then."""
    if terms.day_count is DayCount.PERIOD:
        return 1 / Fraction(terms.every.per_year)
    if terms.every.unit is Unit.MONTH:
        alike = terms.day_count.months_are_equal and not terms.every.days
        return 1 / Fraction(terms.every.per_year) if alike else None
    return None


def due_dates(terms: LoanTerms) -> tuple[date, ...]:
    """The due dates before any is moved; month-end dates return to their own day."""
    own_day, first = terms.own_day, terms.first_due
    return (first, *(terms.every.after(first, k, own_day) for k in range(1, terms.count)))


def years(terms: LoanTerms, start: date, end: date, *, regular: bool) -> Fraction:
    """Years that the period from `start` to `end` counts for, by the contract's day count."""
    every = terms.every
    whole = regular or terms.first_is_regular
    if terms.day_count is DayCount.PERIOD:
        part_of_year = 1 / Fraction(every.per_year)
        return part_of_year * (1 if whole else _regular_periods(terms, start, end))
    if whole and every.unit is Unit.MONTH and terms.day_count.months_are_equal:
        return Fraction(every.days_of_360(end), 360) if every.days else 1 / Fraction(every.per_year)
    return year_fraction(terms.day_count, start, end)


def _regular_periods(terms: LoanTerms, start: date, end: date) -> Fraction:
    """How many regular periods an odd one is: whole ones counted back from its end, then days of one more."""
    every = terms.every
    whole = whole_units_back(start, end, lambda n: every.after(end, -n), every.about_days + 2 * every.n)
    before, pivot = every.after(end, -whole - 1), every.after(end, -whole)
    return whole + Fraction((pivot - start).days, (pivot - before).days)


def _with_stub_rule(first: Period, terms: LoanTerms, yearly: Fraction) -> Period:
    """The odd first period by the product's rule, beside the regular one that ends on the same day."""
    if first.rate == 0:
        return first
    usual = years(terms, terms.every.after(first.end, -1), first.end, regular=True)
    if terms.stub_interest is StubInterest.ADDED_TO_FIRST:
        return replace(first, level_rate=yearly * usual)
    if terms.stub_interest is StubInterest.FREE:
        usual = min(usual, first.years)
    return replace(first, years=usual, rate=yearly * usual, level_rate=yearly * usual)


def _check_due_dates(found: list[Period], terms: LoanTerms) -> None:
    days = [terms.disbursed_on, *(period.due_on for period in found)]
    if any(later <= earlier for earlier, later in pairwise(days)):
        raise ProblemWithInput(
            "payments_on_non_working_days", "moves two due dates to one day, or the first before disbursement"
        )


def principal_is_due(terms: LoanTerms, found: tuple[Period, ...]) -> tuple[bool, ...]:
    """For each period whether principal is due at its end: not in the grace, not in the months without it."""
    without = frozenset(terms.months_without_principal)
    pays = tuple(k >= terms.grace.principal and p.end.month not in without for k, p in enumerate(found))
    if not pays[-1] and not terms.method.pays_once:
        raise ProblemWithInput("months_without_principal", "hold the last instalment, which takes what is left")
    return pays
