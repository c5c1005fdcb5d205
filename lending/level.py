"""Equal instalments: principal and interest together the same each time, and what the last one does with the cents."""

from collections.abc import Sequence
from fractions import Fraction

from lending.annuity import level_instalment
from lending.periods import Period
from lending.plan_rules import LastInstalment
from lending.problems import ProblemWithInput
from lending.rounding import RoundingMode, round_value
from lending.rows import Row, Rules


def equal_instalment(principal: int, periods: Sequence[Period], rules: Rules) -> list[Row]:
    """Rows whose principal and interest add up to one level amount wherever principal is due.

    Where it is not, only the interest is paid and the balance stays, so those periods do not enter the level.
    """
    if rules.agreed is not None:
        return _checked(with_level(principal, periods, rules, rules.agreed), rules)
    rates = [period.level_rate for period, pays in zip(periods, rules.pays, strict=True) if pays]
    level = round_value(level_instalment(principal, rates), rules.level.mode, rules.level.multiple)
    rows = with_level(principal, periods, rules, level)
    if rules.last is LastInstalment.SMOOTH:
        return _smoothed(principal, periods, rules, level, rows)
    if rules.last is LastInstalment.PLUG_INTEREST:
        return plugged(rows, level)
    return rows


def with_level(principal: int, periods: Sequence[Period], rules: Rules, level: int) -> list[Row]:
    """Rows with this level instalment; the last takes what is left."""
    rows, balance, last = [], principal, len(periods) - 1
    for k, period in enumerate(periods):
        interest = rules.interest.interest(balance, period.rate)
        usual = interest if period.level_rate is period.rate else rules.interest.interest(balance, period.level_rate)
        part = level - usual if rules.pays[k] else 0
        rows.append(Row(period, balance if k == last else part, interest, balance * period.rate))
        balance -= rows[-1].principal
    return rows


def _checked(rows: list[Row], rules: Rules) -> list[Row]:
    """Rows of an agreed instalment, or the reason why it does not repay the loan in its instalments."""
    left = sum(row.principal for row in rows)
    for row, pays in zip(rows[:-1], rules.pays, strict=False):
        left -= row.principal
        if pays and row.principal <= 0:
            raise ProblemWithInput("instalment", "does not pay the interest of its period: the loan is never repaid")
        if left <= 0:
            raise ProblemWithInput(
                "instalment", f"repays the loan before its last instalment; take fewer than {len(rows)}"
            )
    return rows


def _smoothed(principal: int, periods: Sequence[Period], rules: Rules, level: int, rows: list[Row]) -> list[Row]:
    """Spread the last instalment's difference over all of them, to the nearest level, while that makes it smaller."""
    while True:
        gap = rows[-1].principal + rows[-1].interest - level
        moved = level + Fraction(gap, rules.paying)
        candidate = round_value(moved, RoundingMode.HALF_EVEN, rules.level.multiple)
        other = with_level(principal, periods, rules, candidate)
        if abs(other[-1].principal + other[-1].interest - candidate) >= abs(gap):
            return rows
        level, rows = candidate, other


def plugged(rows: list[Row], level: int) -> list[Row]:
    """The last instalment like the others; its interest absorbs the cents."""
    last = rows[-1]
    if level < last.principal:
        raise ProblemWithInput("last_instalment", "plug_interest would leave a negative interest; take residual")
    interest = level - last.principal
    return [*rows[:-1], Row(last.period, last.principal, interest, Fraction(interest))]
