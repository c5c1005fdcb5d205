"""The arithmetic of level payments: how much, how many, what is left after some, and what later money is worth now.

All in Decimal with far more digits than any amount has; nothing is rounded here. Payments are at the end of a period.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from lending.problems import ProblemWithInput
from lending.rounding import EXACT


def level_instalment(principal: int | Decimal, rates: Sequence[Fraction]) -> Decimal:
    """The level instalment that repays `principal` over periods with these rates.

    P x prod(1 + r) / G with G(k) = G(k-1) x (1 + r(k)) + 1: the textbook payment when all rates are equal.
    """
    growth, weight = Decimal(principal), Decimal(0)
    for rate in rates:
        factor = EXACT.add(1, EXACT.divide(Decimal(rate.numerator), Decimal(rate.denominator)))
        growth = EXACT.multiply(growth, factor)
        weight = EXACT.add(EXACT.multiply(weight, factor), 1)
    return EXACT.divide(growth, weight)


def periods_to_repay(principal: Decimal, rate: Decimal, instalment: Decimal) -> Decimal:
    """How many instalments of one size repay `principal` at `rate` a period; the fraction is what the last one needs.

    -ln(1 - P r / A) / ln(1 + r). An instalment that does not pay its interest never repays and is refused.
    """
    if rate == 0:
        return EXACT.divide(principal, instalment)
    left = EXACT.subtract(1, EXACT.divide(EXACT.multiply(principal, rate), instalment))
    if left <= 0:
        raise ProblemWithInput("instalment", "does not pay the interest of its period: the loan is never repaid")
    return EXACT.divide(-left.ln(EXACT), (1 + rate).ln(EXACT))


def balance_after(principal: Decimal, rate: Decimal, instalment: Decimal, n: int) -> Decimal:
    """The principal left after `n` payments of `instalment` at `rate` a period."""
    growth = EXACT.power(1 + rate, n)
    paid = instalment * n if rate == 0 else EXACT.divide(EXACT.multiply(instalment, growth - 1), rate)
    return EXACT.subtract(EXACT.multiply(principal, growth), paid)


def present_value(amounts: Sequence[Decimal], rate: Decimal) -> Decimal:
    """What `amounts`, one a period from now on, are worth now at `rate` a period."""
    worth = Decimal(0)
    for amount in reversed(amounts):
        worth = EXACT.add(amount, EXACT.divide(worth, 1 + rate))
    return worth
