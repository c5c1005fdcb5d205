"""The terms of a loan, as `microloan quote` reads them and as a contract keeps them.

One model for both, so that what was quoted is what is signed. Amounts are text in major units on the outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, ValidationInfo, field_validator, model_validator

from lending.calendar import Adjustment, Unit, add
from lending.day_count import DayCount
from lending.exact import FrozenModel, IsoDate, NotNegativeDecimal, PositiveDecimal, exact_decimal, read_model
from lending.fees import Fee, PenaltyBase, PenaltyTerms, Tax
from lending.money import Money
from lending.problems import ProblemWithInput
from lending.rounding import RoundingMode

__all__ = [
    "MOST_INSTALMENTS",
    "Every",
    "Fee",
    "Grace",
    "LastInstalment",
    "LoanTerms",
    "Method",
    "PenaltyBase",
    "PenaltyTerms",
    "Rounding",
    "Tax",
]

MOST_INSTALMENTS = 1200
"""A hundred years of months: more is a mistake."""


class Method(StrEnum):
    """How principal and interest are spread over the instalments."""

    EQUAL_INSTALMENT = "equal_instalment"
    EQUAL_PRINCIPAL = "equal_principal"
    FLAT = "flat"
    INTEREST_ONLY = "interest_only"
    BULLET = "bullet"


class LastInstalment(StrEnum):
    """What the last instalment does with the cents that rounding leaves."""

    RESIDUAL = "residual"
    SMOOTH = "smooth"
    PLUG_INTEREST = "plug_interest"


class Every(FrozenModel):
    """The interval between instalments."""

    unit: Unit = Unit.MONTH
    n: int = Field(default=1, ge=1, le=366)

    @property
    def per_year(self) -> Decimal:
        """Periods in a year: 12 months, 52 weeks or 365 days make one."""
        return Decimal({Unit.DAY: 365, Unit.WEEK: 52, Unit.MONTH: 12}[self.unit]) / self.n


class Grace(FrozenModel):
    """How many instalments at the start are without principal, pay their interest later, or bear none."""

    principal: int = Field(default=0, ge=0)
    interest_payment: int = Field(default=0, ge=0)
    interest_free: int = Field(default=0, ge=0)


class Rounding(FrozenModel):
    """How figures are rounded; `instalment_multiple_of` (major units) makes level instalments whole."""

    mode: RoundingMode = RoundingMode.HALF_EVEN
    instalment_multiple_of: PositiveDecimal | None = None


def _read_money(value: object, currency: str, field: str) -> Money:
    return Money.parse(format(exact_decimal(value, field), "f"), currency, field)


def _read_principal(value: object, info: ValidationInfo) -> Money:
    currency = info.data.get("currency")
    if currency is None:
        raise ProblemWithInput("principal", "cannot be read without a currency")
    money = value if isinstance(value, Money) else _read_money(value, currency, "principal")
    if money.currency != currency:
        raise ProblemWithInput("principal", f"is in {money.currency}, not in {currency}")
    if money.minor <= 0:
        raise ProblemWithInput("principal", "must be more than zero")
    return money


Principal = Annotated[Money, BeforeValidator(_read_principal), PlainSerializer(str, return_type=str)]


class LoanTerms(FrozenModel):
    """Everything that decides a schedule. `first_due_on` left out is one interval after `disbursed_on`."""

    currency: str
    principal: Principal
    annual_rate_percent: NotNegativeDecimal = Field(le=Decimal(10_000))
    method: Method = Method.EQUAL_INSTALMENT
    count: int = Field(ge=1, le=MOST_INSTALMENTS)
    every: Every = Every()
    disbursed_on: IsoDate
    first_due_on: IsoDate | None = None
    day_count: DayCount = DayCount.THIRTY_360
    grace: Grace = Grace()
    rounding: Rounding = Rounding()
    last_instalment: LastInstalment = LastInstalment.RESIDUAL
    fees: tuple[Fee, ...] = Field(default=(), max_length=20)
    payments_on_non_working_days: Adjustment = Adjustment.AS_IS
    non_working_days: tuple[IsoDate, ...] = ()
    weekend: tuple[int, ...] = (6, 7)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> LoanTerms:
        """`data` (the keys of `microloan quote`) as terms, or a `ProblemWithInput` that names the key."""
        return read_model(cls, data)

    @field_validator("currency")
    @classmethod
    def _is_a_currency(cls, value: str) -> str:
        return Money.zero(value).currency

    @field_validator("weekend")
    @classmethod
    def _leaves_working_days(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if any(not 1 <= day <= 7 for day in value) or len(set(value)) == 7:
            raise ProblemWithInput("weekend", "lists days of the week, 1 Monday to 7 Sunday, and not all of them")
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> LoanTerms:
        if self.first_due_on is not None and self.first_due_on <= self.disbursed_on:
            raise ProblemWithInput("first_due_on", "must be after disbursed_on")
        for length, name in ((self.grace.principal, "principal"), (self.grace.interest_payment, "interest_payment")):
            if length >= self.count:
                raise ProblemWithInput(f"grace.{name}", "must leave at least one instalment")
        self._check_method()
        for fee in self.fees:
            if fee.amount is not None:
                Money.parse(format(fee.amount, "f"), self.currency, "fees.amount")
        if self.rounding.instalment_multiple_of is not None:
            self.money(self.rounding.instalment_multiple_of, "rounding.instalment_multiple_of")
        return self

    def _check_method(self) -> None:
        principal_at_the_end = self.method in (Method.INTEREST_ONLY, Method.BULLET)
        if principal_at_the_end and (self.grace.principal or self.grace.interest_payment):
            raise ProblemWithInput("grace", f"of principal or interest payment does not go with {self.method}")
        rule, method = self.last_instalment, self.method
        if rule is not LastInstalment.RESIDUAL and method is not Method.EQUAL_INSTALMENT:
            raise ProblemWithInput("last_instalment", f"{rule} belongs to equal_instalment, not to {method}")

    def money(self, major: Decimal, field: str) -> Money:
        """`major` units as an amount in the loan's currency; `field` names it when it does not fit."""
        return Money.parse(format(major, "f"), self.currency, field)

    @property
    def first_due(self) -> date:
        """The first due date, before it is moved off a day that is not worked."""
        return self.first_due_on or add(self.disbursed_on, self.every.unit, self.every.n)

    def is_non_working(self, day: date) -> bool:
        """Whether nobody can pay on `day`: a weekend, or one of the days handed in."""
        return day.isoweekday() in self.weekend or day in self.non_working_days
