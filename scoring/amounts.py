"""Amounts of the settings, which are in major units of whatever currency the lender uses, as money."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from lending.currency import decimals
from lending.money import Money


def major_units(amount: Decimal, currency: str) -> Money:
    """`amount` major units as money; where it is finer than the currency, rounded up."""
    return Money(int(amount.scaleb(decimals(currency)).to_integral_value(ROUND_CEILING)), currency)


def share_of(amount: Money, factor: Decimal) -> Money:
    """`amount` times `factor`, rounded down: a limit never grows by rounding."""
    return Money(int((amount.minor * factor).to_integral_value(ROUND_FLOOR)), amount.currency)
