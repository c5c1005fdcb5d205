"""A down payment: the part of a price that the buyer pays at once. What is lent is the rest.

{"price": "5000.00", "down_payment": {"percent": "20"}}     lends 4,000.00
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field, model_validator

from lending.exact import FrozenModel, PositiveDecimal, exact_decimal, read_model
from lending.money import Money
from lending.problems import ProblemWithInput
from lending.rounding import EXACT


class DownPayment(FrozenModel):
    """How much of the price is paid at once: `amount` (major units) or `percent`, one of the two."""

    amount: PositiveDecimal | None = None
    percent: PositiveDecimal | None = Field(default=None)

    @model_validator(mode="after")
    def _says_how_much_once(self) -> DownPayment:
        if (self.amount is None) == (self.percent is None):
            raise ProblemWithInput("amount", "a down payment has either an amount or a percent")
        return self

    def of(self, price: Money) -> Money:
        """The down payment for something that costs `price`, rounded half to even; less than the price."""
        if self.amount is not None:
            paid = Money.parse(format(self.amount, "f"), price.currency, "down_payment.amount")
        else:
            assert self.percent is not None
            paid = price.times(EXACT.divide(self.percent, 100))
        if paid >= price:
            raise ProblemWithInput("down_payment", "leaves nothing to lend")
        return paid


def lent(price: object, down_payment: object, currency: str) -> Money:
    """What is lent of `price` after the down payment, from values as they are handed in."""
    amount = Money.parse(format(exact_decimal(price, "price"), "f"), currency, "price")
    if amount.minor <= 0:
        raise ProblemWithInput("price", "must be more than zero")
    read = (
        down_payment if isinstance(down_payment, DownPayment) else read_model(DownPayment, down_payment, "down_payment")
    )
    return amount - read.of(amount)


def with_principal(data: Mapping[str, Any]) -> dict[str, Any]:
    """`data` with the principal that follows from a price and a down payment, where those are given."""
    asked = dict(data)
    if asked.get("price") is None and asked.get("down_payment") is None:
        return asked
    for key in ("price", "down_payment", "currency"):
        if asked.get(key) is None:
            raise ProblemWithInput(key, "is missing: a price and a down payment belong together")
    principal = lent(asked["price"], asked["down_payment"], asked["currency"])
    said = asked.setdefault("principal", principal)
    if str(said) != str(principal) and exact_decimal(said, "principal") != principal.major():
        raise ProblemWithInput("principal", f"must be {principal}, the price less the down payment, or be left out")
    return asked
