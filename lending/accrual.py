"""Interest that has been earned by a day, by the contract's day count, due or not.

It serves the pay-off figure: who pays early pays for the days used and no more.
"""

from datetime import date
from fractions import Fraction

from lending.day_count import DayCount, year_fraction
from lending.periods import Period
from lending.rounding import round_value
from lending.schedule import Instalment, Schedule
from lending.terms import LoanTerms


def interest_earned(plan: Schedule, terms: LoanTerms, on: date) -> int:
    """Interest earned from disbursement until `on`, in smallest units: whole periods, and a part of the running one."""
    return sum(_earned(instalment, terms, on) for instalment in plan.instalments)


def _earned(instalment: Instalment, terms: LoanTerms, on: date) -> int:
    period, whole = instalment.period, instalment.earned.minor
    if on >= period.end:
        return whole
    if on <= period.start:
        return 0
    part = round_value(instalment.exact_interest * _share(terms, period, on), terms.rounding.mode)
    return min(part, whole)


def _share(terms: LoanTerms, period: Period, on: date) -> Fraction:
    """The share of `period` that has passed on `on`."""
    if terms.day_count is DayCount.PERIOD:
        return Fraction((on - period.start).days, (period.end - period.start).days)
    return min(Fraction(1), max(Fraction(0), year_fraction(terms.day_count, period.start, on) / period.years))
