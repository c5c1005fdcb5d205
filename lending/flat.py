"""Flat interest: on the whole principal for the whole time, computed once and spread evenly over the instalments."""

from collections.abc import Sequence
from fractions import Fraction

from lending.level import plugged
from lending.periods import Period
from lending.plan_rules import LastInstalment
from lending.rows import Row, Rules


def flat(principal: int, periods: Sequence[Period], rules: Rules) -> list[Row]:
    """Rows with even interest, and principal that makes them level wherever principal is due.

    What an odd first period costs beyond a regular one is due with the first instalment where the product says so.
    """
    bearing = max(1, len(periods) - rules.free)
    interest = rules.interest(principal * sum((p.level_rate for p in periods), Fraction(0)))
    each = rules.interest(Fraction(interest, bearing))
    smooth = rules.last is LastInstalment.SMOOTH
    interests = [0] * (len(periods) - bearing) + (
        even_shares(interest, bearing, rules.interest.multiple) if smooth else _shares(interest, each, bearing)
    )
    level = rules.level(Fraction(principal, rules.paying) + Fraction(interest, bearing))
    if smooth:
        parts = iter(even_shares(principal, rules.paying, rules.level.multiple))
    else:
        parts = iter([level - each] * (rules.paying - 1) + [principal - (level - each) * (rules.paying - 1)])
    rows = [
        Row(period, next(parts) if pays else 0, share, Fraction(share))
        for period, pays, share in zip(periods, rules.pays, interests, strict=True)
    ]
    if rules.last is LastInstalment.PLUG_INTEREST:
        rows = plugged(rows, level)
    return [_with_odd_days(principal, rows[0], rules), *rows[1:]]


def _with_odd_days(principal: int, first: Row, rules: Rules) -> Row:
    extra = principal * (first.period.rate - first.period.level_rate)
    if not extra:
        return first
    interest = max(0, first.interest + rules.interest(extra))
    return Row(first.period, first.principal, interest, Fraction(interest))


def _shares(amount: int, each: int, count: int) -> list[int]:
    """`amount` as `count` shares of `each`; the last takes what is left, and none is ever negative."""
    shares, left = [], amount
    for _ in range(count - 1):
        shares.append(min(each, left))
        left -= shares[-1]
    return [*shares, left]


def even_shares(amount: int, count: int, multiple: int) -> list[int]:
    """`amount` as `count` shares that differ by one multiple at most, the larger first; the last takes the rest."""
    whole, rest = divmod(amount, multiple)
    share, larger = divmod(whole, count)
    shares = [(share + (k < larger)) * multiple for k in range(count)]
    shares[-1] += rest
    return shares
