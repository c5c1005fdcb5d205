"""Yearly rates from cash flows, by the convention that a jurisdiction shows: they are not the same number.

The European rate is effective, the American and the Indian are nominal, and China shows a simple and a compound one.
All come from one equation: the flows, each discounted by its time, add up to nothing. Results are percentages with six
decimals, half up.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from fractions import Fraction

from lending.problems import NoSingleRate, ProblemWithInput
from lending.roots import DIGITS, single_root
from lending.rounding import RoundingMode, round_decimals

MOST_FLOWS = 20_000
"""More than fifty years of daily payments: beyond it the input is a mistake."""

_OVERFLOW = 700.0


@dataclass(frozen=True, slots=True)
class Flow:
    """Money at time `t` in years: positive to the borrower, negative from the borrower."""

    amount: Decimal
    t: Fraction


@dataclass(frozen=True, slots=True)
class DatedFlow:
    """Money on a date: positive to the borrower, negative from the borrower (or the other way round)."""

    amount: Decimal
    on: date


@dataclass(frozen=True, slots=True)
class UnitFlow:
    """Money after `t` whole unit periods and a fraction `f` of one; always positive."""

    amount: Decimal
    t: int
    f: Fraction = Fraction(0)


def eu_aprc(flows: Sequence[Flow]) -> Decimal:
    """Effective annual rate of the European directives (2008/48 annex I, 2014/17, 2023/2225)."""
    return _percent(lambda growth: growth.exp() - 1, _log_growth(flows))


def cn_irr_compound(flows: Sequence[Flow]) -> Decimal:
    """China's compound rate (PBoC announcement 3 of 2021): (1 + monthly rate)^12 - 1."""
    return eu_aprc(flows)


def cn_simple(flows: Sequence[Flow]) -> Decimal:
    """China's simple rate (same announcement): twelve times the monthly internal rate of return."""
    return _percent(lambda growth: 12 * ((growth / 12).exp() - 1), _log_growth(flows))


def in_rbi(flows: Sequence[Flow]) -> Decimal:
    """India's rate (RBI key facts statement, April 2024): twelve times the monthly internal rate of return."""
    return cn_simple(flows)


def xirr_act365(flows: Sequence[DatedFlow]) -> Decimal:
    """Effective annual rate of dated flows, actual days over 365 always, as spreadsheets compute it."""
    return _percent(lambda growth: growth.exp() - 1, _log_growth(years_act365(flows)))


def years_act365(flows: Sequence[DatedFlow]) -> list[Flow]:
    """Dated flows with times in years of 365 days since the earliest."""
    start = min((flow.on for flow in flows), default=date.min)
    return [Flow(flow.amount, Fraction((flow.on - start).days, 365)) for flow in flows]


def us_actuarial(advances: Sequence[UnitFlow], payments: Sequence[UnitFlow], unit_periods_per_year: Decimal) -> Decimal:
    """Nominal rate of Regulation Z, appendix J: the rate of a unit period times unit periods a year.

    Within the fraction of a unit period interest is simple: each flow is divided by (1 + f i)(1 + i)^t.
    """
    if unit_periods_per_year <= 0:
        raise ProblemWithInput("unit_periods_per_year", "must be more than zero")
    signed = [(flow.amount, flow) for flow in advances] + [(-flow.amount, flow) for flow in payments]
    signed.sort(key=lambda pair: pair[1].t + pair[1].f)
    _check_size(signed)
    per_year = unit_periods_per_year

    def value(growth: Decimal) -> Decimal:
        rate = (growth / per_year).exp() - 1
        return sum((amount / _us_factor(rate, flow) for amount, flow in signed), Decimal(0))

    def rough(growth: float) -> float:
        rate = math.expm1(min(growth / float(per_year), _OVERFLOW / 10))
        terms = ((float(a), math.log1p(float(f.f) * rate) + f.t * math.log1p(rate)) for a, f in signed)
        return _sum_discounted(terms)

    found = single_root(value, rough, [amount for amount, _ in signed])
    return _percent(lambda growth: per_year * ((growth / per_year).exp() - 1), found)


def _us_factor(rate: Decimal, flow: UnitFlow) -> Decimal:
    fraction = Decimal(flow.f.numerator) / Decimal(flow.f.denominator)
    return (1 + fraction * rate) * (1 + rate) ** flow.t


def _percent(rate: Callable[[Decimal], Decimal], growth: Decimal) -> Decimal:
    with localcontext(prec=DIGITS):
        return round_decimals(rate(growth) * 100, 6, RoundingMode.HALF_UP)


def _log_growth(flows: Sequence[Flow]) -> Decimal:
    """The logarithm of yearly growth at which `flows` balance."""
    _check_size(flows)
    if any(flow.t < 0 for flow in flows):
        raise ProblemWithInput("flows.t", "must not be negative")
    steps_a_year = math.lcm(*(flow.t.denominator for flow in flows))
    merged: dict[int, Decimal] = {}
    for flow in flows:
        step = int(flow.t * steps_a_year)
        merged[step] = merged.get(step, Decimal(0)) + flow.amount
    ordered = sorted((step, amount) for step, amount in merged.items() if amount)

    def value(growth: Decimal) -> Decimal:
        return _polynomial(ordered, (-growth / steps_a_year).exp())

    def rough(growth: float) -> float:
        return _sum_discounted((float(amount), growth * step / steps_a_year) for step, amount in ordered)

    return single_root(value, rough, [amount for _, amount in ordered])


def _polynomial(ordered: Sequence[tuple[int, Decimal]], base: Decimal) -> Decimal:
    """The sum of amount x base^step; gaps between steps repeat, so their powers are kept."""
    powers: dict[int, Decimal] = {}
    result, power, reached = Decimal(0), Decimal(1), 0
    for step, amount in ordered:
        gap = step - reached
        if gap not in powers:
            powers[gap] = base**gap
        power, reached = power * powers[gap], step
        result += amount * power
    return result


def _sum_discounted(terms: Iterable[tuple[float, float]]) -> float:
    """The sum of amount x exp(-exponent) over its largest factor: nothing overflows, and only the sign counts."""
    pairs = list(terms)
    largest = max(-exponent for _, exponent in pairs)
    return math.fsum(amount * math.exp(max(-exponent - largest, -_OVERFLOW)) for amount, exponent in pairs)


def _check_size(flows: Sequence[object]) -> None:
    if not flows:
        raise NoSingleRate("are missing")
    if len(flows) > MOST_FLOWS:
        raise ProblemWithInput("flows", f"are more than {MOST_FLOWS}")
