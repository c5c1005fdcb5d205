"""The yearly rates of a schedule: its cash flows put on the time line of each convention."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from lending.apr import (
    DatedFlow,
    Flow,
    UnitFlow,
    cn_irr_compound,
    cn_simple,
    eu_aprc,
    in_rbi,
    us_actuarial,
    xirr_act365,
)
from lending.intervals import european_years, unit_periods
from lending.problems import ProblemWithInput
from lending.rounding import RoundingMode, round_decimals
from lending.schedule import Schedule, schedule
from lending.terms import LoanTerms


def cash_flows(plan: Schedule, terms: LoanTerms) -> list[tuple[date, Decimal]]:
    """What the borrower receives (positive) and pays (negative), in major units: fees included."""
    received = (terms.disbursed_on, plan.received.major())
    return [received, *((i.due_on, -i.due.major()) for i in plan.instalments if i.due)]


def yearly_rate(plan: Schedule, terms: LoanTerms, convention: str) -> Decimal:
    """The rate in percent, six decimals, of the schedule by `convention` (a key of `CONVENTIONS`)."""
    if convention not in CONVENTIONS:
        raise ProblemWithInput("apr", f"{convention!r} is not one of {', '.join(CONVENTIONS)}")
    return CONVENTIONS[convention](plan, terms)


def yearly_rates(terms: LoanTerms) -> dict[str, Decimal]:
    """The rates that people are shown, in percent with two decimals, half up: China's two and the European one."""
    plan = schedule(terms)
    shown = ("cn_simple", "cn_irr_compound", "eu_aprc")
    return {name: round_decimals(yearly_rate(plan, terms, name), 2, RoundingMode.HALF_UP) for name in shown}


def _flows(plan: Schedule, terms: LoanTerms) -> list[Flow]:
    start, unit = terms.disbursed_on, terms.every.unit.value
    return [Flow(amount, european_years(start, on, unit)) for on, amount in cash_flows(plan, terms)]


def _by_period(plan: Schedule, terms: LoanTerms) -> list[Flow]:
    """The flows by whole periods of the contract, as a monthly rate of return is reckoned.

    A regular month is a month, also where the 31st is clipped to the end of February; only an odd first period is
    measured in days.
    """
    if not terms.first_is_regular:
        return _flows(plan, terms)
    period = 1 / Fraction(terms.every.per_year)
    received = Flow(plan.received.major(), Fraction(0))
    each = terms.count if terms.method.pays_once else 1
    return [received, *(Flow(-i.due.major(), i.n * each * period) for i in plan.instalments if i.due)]


def _dated(plan: Schedule, terms: LoanTerms) -> list[DatedFlow]:
    return [DatedFlow(amount, on) for on, amount in cash_flows(plan, terms)]


def _us(plan: Schedule, terms: LoanTerms) -> Decimal:
    (_, received), *paid = cash_flows(plan, terms)
    times = [(unit_periods(terms.disbursed_on, on, terms.every), -amount) for on, amount in paid]
    payments = [UnitFlow(amount, time.whole, time.fraction) for time, amount in times]
    return us_actuarial([UnitFlow(received, 0, Fraction(0))], payments, terms.every.per_year)


CONVENTIONS: Mapping[str, Callable[[Schedule, LoanTerms], Decimal]] = {
    "eu_aprc": lambda plan, terms: eu_aprc(_flows(plan, terms)),
    "cn_simple": lambda plan, terms: cn_simple(_by_period(plan, terms)),
    "cn_irr_compound": lambda plan, terms: cn_irr_compound(_by_period(plan, terms)),
    "in_rbi": lambda plan, terms: in_rbi(_by_period(plan, terms)),
    "xirr_act365": lambda plan, terms: xirr_act365(_dated(plan, terms)),
    "us_actuarial": _us,
}
"""The conventions by the names that `microloan quote` and `microloan apr` take."""
