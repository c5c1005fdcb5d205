"""The terms of a loan, as `microloan quote` reads them and as a contract keeps them.

One model for both, so that what was quoted is what is signed. Amounts are text in major units on the outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, ValidationInfo, field_validator, model_validator

from lending.calendar import Adjustment, Unit
from lending.day_count import DayCount
from lending.down_payment import DownPayment, with_principal
from lending.exact import FrozenModel, IsoDate, NotNegativeDecimal, PositiveDecimal, exact_decimal, read_model
from lending.fees import Fee, PenaltyBase, PenaltyTerms, Tax
from lending.money import Money
from lending.payday import first_chosen_day, first_payday
from lending.plan_rules import LAST_INSTALMENT_OF, Grace, LastInstalment, Method, Rounding, StubInterest
from lending.problems import ProblemWithInput
from lending.repayment_interval import Every

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
    "StubInterest",
    "Tax",
]

MOST_INSTALMENTS = 1200
"""A hundred years of months: more is a mistake."""


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
    """Everything that decides a schedule. `principal` is what is lent, after any down payment.

    `first_due_on` left out is one interval after `disbursed_on`, or the first `payday` (of the month, or of the week)
    that is at least half an interval away. `months_without_principal` are months of the year, 1 January, in which only
    interest is paid. `instalment` (major units) is a level instalment that was agreed; the last one takes what is left.
    `daily_rate_percent` may be given for `annual_rate_percent`: the days of the day count's year make one of the other.
    """

    currency: str
    principal: Principal
    annual_rate_percent: NotNegativeDecimal = Field(le=Decimal(10_000))
    method: Method = Method.EQUAL_INSTALMENT
    count: int = Field(ge=1, le=MOST_INSTALMENTS)
    every: Every = Every()
    disbursed_on: IsoDate
    first_due_on: IsoDate | None = None
    payday: int | None = Field(default=None, ge=1, le=31)
    stub_interest: StubInterest = StubInterest.BY_DAYS
    day_count: DayCount = DayCount.THIRTY_360
    grace: Grace = Grace()
    months_without_principal: tuple[int, ...] = ()
    rounding: Rounding = Rounding()
    instalment: PositiveDecimal | None = None
    last_instalment: LastInstalment = LastInstalment.RESIDUAL
    fees: tuple[Fee, ...] = Field(default=(), max_length=20)
    price: PositiveDecimal | None = None
    down_payment: DownPayment | None = None
    payments_on_non_working_days: Adjustment = Adjustment.AS_IS
    non_working_days: tuple[IsoDate, ...] = ()
    working_days: tuple[IsoDate, ...] = ()
    weekend: tuple[int, ...] = (6, 7)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> LoanTerms:
        """`data` (the keys of `microloan quote`) as terms, or a `ProblemWithInput` that names the key."""
        return read_model(cls, data)

    @model_validator(mode="before")
    @classmethod
    def _said_another_way(cls, data: Any) -> Any:
        """A price with its down payment becomes the principal, a rate a day the rate a year."""
        if not isinstance(data, Mapping):
            return data
        asked = with_principal(data)
        daily = asked.pop("daily_rate_percent", None)
        if daily is not None:
            if "annual_rate_percent" in asked:
                raise ProblemWithInput("daily_rate_percent", "stands beside annual_rate_percent; give one of them")
            days = _year_of(asked.get("day_count", DayCount.THIRTY_360))
            asked["annual_rate_percent"] = exact_decimal(daily, "daily_rate_percent") * days
        return asked

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

    @field_validator("months_without_principal")
    @classmethod
    def _leaves_months(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if any(not 1 <= month <= 12 for month in value) or not len(set(value)) == len(value) < 12:
            raise ProblemWithInput(
                "months_without_principal", "lists months of the year, 1 January to 12 December, each once, not all"
            )
        return value

    @model_validator(mode="after")
    def _fits_together(self) -> LoanTerms:
        if self.first_due_on is not None and self.first_due_on <= self.disbursed_on:
            raise ProblemWithInput("first_due_on", "must be after disbursed_on")
        self._check_payday()
        for length, name in ((self.grace.principal, "principal"), (self.grace.interest_payment, "interest_payment")):
            if length >= self.count:
                raise ProblemWithInput(f"grace.{name}", "must leave at least one instalment")
        self._check_method()
        names = [fee.name for fee in self.fees]
        for fee in self.fees:
            if names.count(fee.name) > 1:
                raise ProblemWithInput("fees.name", f"{fee.name!r} stands twice; a fee is charged by its name")
            if fee.amount is not None:
                Money.parse(format(fee.amount, "f"), self.currency, "fees.amount")
        for key in ("instalment_multiple_of", "interest_multiple_of", "payment_multiple_of"):
            if (multiple := getattr(self.rounding, key)) is not None:
                self.money(multiple, f"rounding.{key}")
        return self

    def _check_payday(self) -> None:
        if self.payday is None:
            return
        if self.first_due_on is None:
            first_payday(self.disbursed_on, self.payday, self.every)
        elif self.first_due_on != first_payday(self.first_due_on, self.payday, self.every, 0):
            raise ProblemWithInput("first_due_on", f"does not fall on the payday, {self.payday}")

    def _check_method(self) -> None:
        method = self.method
        if method.repays_at_the_end and (self.grace.principal or self.grace.interest_payment):
            raise ProblemWithInput("grace", f"of principal or interest payment does not go with {method}")
        if method.repays_at_the_end and self.months_without_principal:
            raise ProblemWithInput("months_without_principal", f"do not go with {method}")
        if self.last_instalment not in LAST_INSTALMENT_OF.get(method, (LastInstalment.RESIDUAL,)):
            raise ProblemWithInput("last_instalment", f"{self.last_instalment} does not go with {method}")
        if method is Method.DAILY_RATE and not self.day_count.counts_actual_days:
            raise ProblemWithInput("day_count", f"must count actual days, like act/365, with {method}")
        if self.rounding.payment_multiple_of is not None and method is not Method.EQUAL_PRINCIPAL:
            raise ProblemWithInput("rounding.payment_multiple_of", f"goes with equal_principal, not with {method}")
        if self.instalment is not None:
            self.money(self.instalment, "instalment")
            if method is not Method.EQUAL_INSTALMENT or self.last_instalment is not LastInstalment.RESIDUAL:
                raise ProblemWithInput("instalment", "goes with equal_instalment and a residual last instalment")

    def money(self, major: Decimal, field: str) -> Money:
        """`major` units as an amount in the loan's currency; `field` names it when it does not fit."""
        return Money.parse(format(major, "f"), self.currency, field)

    @property
    def first_due(self) -> date:
        """The first due date, before it is moved off a day that is not worked."""
        if self.first_due_on is not None:
            return self.first_due_on
        if self.payday is not None:
            return first_payday(self.disbursed_on, self.payday, self.every)
        if self.every.days:
            return first_chosen_day(self.disbursed_on, self.every)
        return self.every.after(self.disbursed_on)

    @property
    def first_is_regular(self) -> bool:
        """Whether the first period is as long as the others."""
        chosen = bool(self.every.days) or self.payday is not None
        if chosen and self.every.after(self.first_due, -1, self.payday) == self.disbursed_on:
            return True
        return not self.every.days and self.every.after(self.disbursed_on) == self.first_due

    @property
    def own_day(self) -> int | None:
        """The day of the month that due dates return to: the payday, or that of a regular start."""
        if self.every.unit is not Unit.MONTH or self.every.days:
            return None
        if self.payday is not None:
            return self.payday
        return self.disbursed_on.day if self.first_is_regular else self.first_due.day

    def is_non_working(self, day: date) -> bool:
        """Whether nobody can pay on `day`: a weekend that is not worked, or one of the days handed in."""
        return (day.isoweekday() in self.weekend and day not in self.working_days) or day in self.non_working_days


def _year_of(day_count: object) -> int:
    """Days of the year that a rate a day is multiplied by."""
    return {"act/360": 360, "30/360": 360, "30e/360": 360, "act/364": 364}.get(str(day_count), 365)
