"""How each method spreads principal and interest over the periods, in whole smallest units.

Interest of a period is rounded once, on the balance at its start. The annuity of changing period rates is
P x prod(1 + r) / G with G(k) = G(k-1) x (1 + r(k)) + 1, which is the textbook payment when all rates are equal.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from lending.periods import Period
from lending.problems import ProblemWithInput
from lending.rounding import EXACT, RoundingMode, round_ratio, round_value
from lending.terms import LastInstalment, LoanTerms, Method


@dataclass(frozen=True, slots=True)
class Row:
    """One period's principal and the interest it earns, in smallest units; `exact` is the unrounded interest."""

    period: Period
    principal: int
    interest: int
    exact: Fraction


@dataclass(frozen=True, slots=True)
class Rules:
    """What the methods need of the terms: rounding, the multiple of a level instalment, the last one, grace."""

    mode: RoundingMode
    multiple: int
    last: LastInstalment
    grace: int
    free: int


def spread(terms: LoanTerms, principal: int, periods: Sequence[Period]) -> list[Row]:
    """The rows of the schedule for `principal` smallest units; principal parts add up to it exactly."""
    multiple = terms.rounding.instalment_multiple_of
    rules = Rules(
        mode=terms.rounding.mode,
        multiple=1 if multiple is None else terms.money(multiple, "rounding.instalment_multiple_of").minor,
        last=terms.last_instalment,
        grace=terms.grace.principal,
        free=terms.grace.interest_free,
    )
    rows = _METHODS[terms.method](principal, periods, rules)
    _check_every_row_pays(rows, principal)
    return rows


def _interest(balance: int, period: Period, mode: RoundingMode) -> int:
    return round_ratio(balance * period.rate.numerator, period.rate.denominator, mode)


def _on_balance(principals: Sequence[int], principal: int, periods: Sequence[Period], rules: Rules) -> list[Row]:
    """Rows with these principal parts and interest on the balance that is left before each."""
    rows, balance = [], principal
    for period, part in zip(periods, principals, strict=True):
        rows.append(Row(period, part, _interest(balance, period, rules.mode), balance * period.rate))
        balance -= part
    return rows


def level_instalment(principal: int, rates: Sequence[Fraction]) -> Decimal:
    """The unrounded level instalment that repays `principal` over periods with these rates."""
    growth, weight = Decimal(principal), Decimal(0)
    for rate in rates:
        factor = EXACT.add(1, EXACT.divide(Decimal(rate.numerator), Decimal(rate.denominator)))
        growth = EXACT.multiply(growth, factor)
        weight = EXACT.add(EXACT.multiply(weight, factor), 1)
    return EXACT.divide(growth, weight)


def _equal_instalment(principal: int, periods: Sequence[Period], rules: Rules) -> list[Row]:
    rates = [period.rate for period in periods[rules.grace :]]
    level = round_value(level_instalment(principal, rates), rules.mode, rules.multiple)
    rows = _with_level(principal, periods, rules, level)
    if rules.last is LastInstalment.SMOOTH:
        return _smoothed(principal, periods, rules, level, rows)
    if rules.last is LastInstalment.PLUG_INTEREST:
        return _plugged(rows, level)
    return rows


def _with_level(principal: int, periods: Sequence[Period], rules: Rules, level: int) -> list[Row]:
    """Rows with a level instalment after the grace; the last takes what is left."""
    parts, balance = [], principal
    for k, period in enumerate(periods):
        part = 0 if k < rules.grace else level - _interest(balance, period, rules.mode)
        parts.append(balance if k == len(periods) - 1 else part)
        balance -= parts[-1]
    return _on_balance(parts, principal, periods, rules)


def _smoothed(principal: int, periods: Sequence[Period], rules: Rules, level: int, rows: list[Row]) -> list[Row]:
    """Spread the last instalment's difference over all of them, to the nearest level, while that makes it smaller."""
    while True:
        gap = rows[-1].principal + rows[-1].interest - level
        moved = level + Fraction(gap, len(periods) - rules.grace)
        candidate = round_value(moved, RoundingMode.HALF_EVEN, rules.multiple)
        other = _with_level(principal, periods, rules, candidate)
        if abs(other[-1].principal + other[-1].interest - candidate) >= abs(gap):
            return rows
        level, rows = candidate, other


def _plugged(rows: list[Row], level: int) -> list[Row]:
    """The last instalment like the others; its interest absorbs the cents."""
    last = rows[-1]
    if level < last.principal:
        raise ProblemWithInput("last_instalment", "plug_interest would leave a negative interest; take residual")
    interest = level - last.principal
    return [*rows[:-1], Row(last.period, last.principal, interest, Fraction(interest))]


def _equal_parts(principal: int, count: int, rules: Rules) -> list[int]:
    """Principal in equal rounded parts after the grace; the last takes what is left."""
    paying = count - rules.grace
    part = round_ratio(principal, paying, rules.mode)
    return [0] * rules.grace + [part] * (paying - 1) + [principal - part * (paying - 1)]


def _equal_principal(principal: int, periods: Sequence[Period], rules: Rules) -> list[Row]:
    return _on_balance(_equal_parts(principal, len(periods), rules), principal, periods, rules)


def _flat(principal: int, periods: Sequence[Period], rules: Rules) -> list[Row]:
    """Interest on the whole principal for the whole time, computed once and spread evenly."""
    count, bearing = len(periods), max(1, len(periods) - rules.free)
    interest = round_value(principal * sum((p.rate for p in periods), Fraction(0)), rules.mode)
    each = round_ratio(interest, bearing, rules.mode)
    paying = count - rules.grace
    level = Fraction(principal, paying) + Fraction(interest, bearing)
    part = round_value(level, rules.mode, rules.multiple) - each
    interests = [0] * (count - bearing) + _spread_evenly(interest, each, bearing)
    parts = [0] * rules.grace + [part] * (paying - 1) + [principal - part * (paying - 1)]
    return [
        Row(period, part, share, Fraction(share)) for period, part, share in zip(periods, parts, interests, strict=True)
    ]


def _spread_evenly(interest: int, each: int, count: int) -> list[int]:
    """`interest` as `count` shares of `each`; the last takes what is left, and none is ever negative."""
    shares, left = [], interest
    for _ in range(count - 1):
        shares.append(min(each, left))
        left -= shares[-1]
    return [*shares, left]


def _interest_only(principal: int, periods: Sequence[Period], rules: Rules) -> list[Row]:
    return _on_balance([0] * (len(periods) - 1) + [principal], principal, periods, rules)


def _bullet(principal: int, periods: Sequence[Period], rules: Rules) -> list[Row]:
    """One instalment at the very end, with simple interest for the whole time."""
    first, last = periods[0], periods[-1]
    years = sum((period.years for period in periods), Fraction(0))
    rate = sum((period.rate for period in periods), Fraction(0))
    whole = Period(first.start, last.end, last.due_on, years, rate)
    return _on_balance([principal], principal, [whole], rules)


_METHODS: dict[Method, Callable[[int, Sequence[Period], Rules], list[Row]]] = {
    Method.EQUAL_INSTALMENT: _equal_instalment,
    Method.EQUAL_PRINCIPAL: _equal_principal,
    Method.FLAT: _flat,
    Method.INTEREST_ONLY: _interest_only,
    Method.BULLET: _bullet,
}


def _check_every_row_pays(rows: list[Row], principal: int) -> None:
    """Refuse rounding that makes the debt grow, or that repays it before the last instalment."""
    balance = principal
    for row, _ in pairwise(rows):
        if row.principal < 0 or row.interest < 0:
            raise ProblemWithInput("rounding", "makes an instalment that does not pay its interest: never repaid")
        balance -= row.principal
        if balance <= 0:
            raise ProblemWithInput("rounding", "repays the loan before its last instalment; take fewer, or a finer one")
    if rows[-1].interest < 0:
        raise ProblemWithInput("rounding", "leaves a negative interest in the last instalment")
