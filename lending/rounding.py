"""Rounding, named and exact.

Every figure that a borrower sees was rounded once, by a rule that the product names. The rules work on
ratios of integers, so a tie is a tie and no binary fraction decides about a cent.
"""

from decimal import Context, Decimal
from enum import StrEnum
from fractions import Fraction

EXACT = Context(prec=60)
"""Decimal context for intermediate results: far more digits than any amount or rate has."""


class RoundingMode(StrEnum):
    """Where a value between two units goes."""

    HALF_EVEN = "half_even"
    HALF_UP = "half_up"
    UP = "up"
    DOWN = "down"
    CEILING = "ceiling"
    FLOOR = "floor"


def round_ratio(numerator: int, denominator: int, mode: RoundingMode) -> int:
    """The whole number that `numerator / denominator` rounds to.

    `half_up` and `up` go away from zero, `down` towards it, `ceiling` to the larger, `floor` to the smaller.
    """
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    low, rest = divmod(numerator, denominator)
    if rest == 0:
        return low
    return low + 1 if _takes_the_larger(low, rest * 2 - denominator, mode) else low


def _takes_the_larger(low: int, beyond_half: int, mode: RoundingMode) -> bool:
    """Whether a value between `low` and `low + 1` goes up; `beyond_half` has the sign of value less half."""
    negative = low < 0
    match mode:
        case RoundingMode.HALF_EVEN:
            return beyond_half > 0 or (beyond_half == 0 and low % 2 == 1)
        case RoundingMode.HALF_UP:
            return beyond_half > 0 or (beyond_half == 0 and not negative)
        case RoundingMode.UP:
            return not negative
        case RoundingMode.DOWN:
            return negative
        case RoundingMode.CEILING:
            return True
        case RoundingMode.FLOOR:
            return False


def round_value(value: Decimal | Fraction | int, mode: RoundingMode, multiple: int = 1) -> int:
    """The multiple of `multiple` (a positive whole number) that `value` rounds to."""
    numerator, denominator = value.as_integer_ratio()
    return round_ratio(numerator, denominator * multiple, mode) * multiple


def round_decimals(value: Decimal | Fraction, places: int, mode: RoundingMode) -> Decimal:
    """`value` with exactly `places` decimals, trailing zeros kept."""
    numerator, denominator = value.as_integer_ratio()
    return EXACT.scaleb(Decimal(round_ratio(numerator * 10**places, denominator, mode)), -places)
