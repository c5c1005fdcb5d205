"""A loan product: one `[[products]]` section of the configuration, and the terms it makes for one borrower."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pydantic import Field, field_validator, model_validator

from lending.calendar import Adjustment, Unit, add, last_day
from lending.day_count import DayCount
from lending.exact import FrozenModel, NotNegativeDecimal, PositiveDecimal, read_model
from lending.money import Money
from lending.problems import ProblemWithInput
from lending.terms import Fee, LastInstalment, LoanTerms, Method, PenaltyTerms, Rounding

SHORTEST_FIRST_PERIOD = 15
"""Days between the money and the first instalment when the borrower chose a payday: nobody repays at once."""


class Product(FrozenModel):
    """What is lent to whom at what price. Amounts are text in major units of `currency`.

    `months` is a list, or `{"min": 1, "max": 12}` for every number between. `annual_rate_percent` gives the nominal
    rate for each grade; a grade that is missing is not served. `valid_days` is how long an offer stands.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")
    name: dict[str, str] = Field(min_length=1)
    currency: str
    min_amount: PositiveDecimal
    max_amount: PositiveDecimal
    amount_step: PositiveDecimal = Decimal(100)
    months: tuple[int, ...] = Field(min_length=1)
    method: Method = Method.EQUAL_INSTALMENT
    day_count: DayCount = DayCount.THIRTY_360
    rounding: Rounding = Rounding()
    last_instalment: LastInstalment = LastInstalment.RESIDUAL
    payments_on_non_working_days: Adjustment = Adjustment.AS_IS
    fees: tuple[Fee, ...] = ()
    penalty: PenaltyTerms
    annual_rate_percent: dict[str, NotNegativeDecimal] = Field(min_length=1)
    valid_days: int = Field(default=7, ge=1, le=90)
    purposes: tuple[str, ...] = ()

    @classmethod
    def read(cls, data: Mapping[str, Any], at: str = "products") -> Product:
        """`data` as a product, or a `ProblemWithInput` that names the key below `at`."""
        return read_model(cls, data, at=at)

    @field_validator("months", mode="before")
    @classmethod
    def _months_of_a_range(cls, value: object) -> object:
        if isinstance(value, Mapping):
            if set(value) != {"min", "max"} or not all(type(n) is int for n in value.values()):
                raise ProblemWithInput("months", "are a list, or min and max as whole numbers")
            return tuple(range(value["min"], value["max"] + 1))
        return value

    @field_validator("months")
    @classmethod
    def _months_in_order(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if list(value) != sorted(set(value)) or value[0] < 1 or value[-1] > 360:
            raise ProblemWithInput("months", "must rise from 1 or more to 360 or less")
        return value

    @model_validator(mode="after")
    def _amounts_fit(self) -> Product:
        if self.minimum > self.maximum:
            raise ProblemWithInput("max_amount", "must not be less than min_amount")
        if self.minimum.minor % self.step.minor or self.maximum.minor % self.step.minor:
            raise ProblemWithInput("amount_step", "must divide min_amount and max_amount")
        return self

    @property
    def minimum(self) -> Money:
        """The least that is lent."""
        return self._money(self.min_amount, "min_amount")

    @property
    def maximum(self) -> Money:
        """The most that is lent."""
        return self._money(self.max_amount, "max_amount")

    @property
    def step(self) -> Money:
        """Amounts lent are multiples of it."""
        return self._money(self.amount_step, "amount_step")

    def _money(self, major: Decimal, field: str) -> Money:
        return Money.parse(format(major, "f"), self.currency, field)

    def rate_for(self, grade: str) -> Decimal | None:
        """The nominal annual rate in percent for `grade`, None where the product does not serve it."""
        return self.annual_rate_percent.get(grade)

    def terms(
        self, principal: Money, months: int, rate: Decimal, disbursed_on: date, payday: int | None = None
    ) -> LoanTerms:
        """The terms of one loan: monthly instalments, on the day of the payout or on the borrower's payday.

        `rate` is the nominal annual rate in percent. An amount or term that the product does not have is refused.
        """
        if not self.minimum <= principal <= self.maximum or principal.minor % self.step.minor:
            reason = f"must be {self.minimum} to {self.maximum} in steps of {self.step}"
            raise ProblemWithInput("principal", reason)
        if months not in self.months:
            raise ProblemWithInput("months", f"{months} is not among those of this product")
        return read_model(
            LoanTerms,
            {
                "currency": self.currency,
                "principal": principal,
                "annual_rate_percent": rate,
                "method": self.method,
                "count": months,
                "disbursed_on": disbursed_on,
                "first_due_on": None if payday is None else first_payday(disbursed_on, payday),
                "day_count": self.day_count,
                "rounding": self.rounding,
                "last_instalment": self.last_instalment,
                "fees": self.fees,
                "payments_on_non_working_days": self.payments_on_non_working_days,
            },
        )


def first_payday(disbursed_on: date, payday: int) -> date:
    """The first `payday` (day of the month, its last day where it is missing) that is far enough from the payout."""
    if not 1 <= payday <= 31:
        raise ProblemWithInput("payday", "is a day of the month, 1 to 31")
    earliest = disbursed_on + timedelta(days=SHORTEST_FIRST_PERIOD)
    this_month = earliest.replace(day=min(payday, last_day(earliest.year, earliest.month)))
    return this_month if this_month >= earliest else add(this_month, Unit.MONTH, 1, payday)
