"""A loan product: one `[[products]]` section of the configuration, and the terms it makes for one borrower."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pydantic import Field, ValidationInfo, field_validator, model_validator

from lending.calendar import Adjustment, Unit
from lending.day_count import DayCount
from lending.exact import FrozenModel, IsoDate, NotNegativeDecimal, PositiveDecimal, read_model
from lending.money import Money
from lending.problems import ProblemWithInput
from lending.rounding import RoundingMode, round_ratio
from lending.servicing import Servicing
from lending.term import Term, TermUnit
from lending.terms import (
    Every,
    Fee,
    Grace,
    LastInstalment,
    LoanTerms,
    Method,
    PenaltyTerms,
    Rounding,
    StubInterest,
)

HALF_UP = RoundingMode.HALF_UP
MOST_DAYS_MOVED = 31
"""No due date moves further than this off days that are not worked, in any calendar that there is."""

_TAKEN_OVER = (
    "currency",
    "method",
    "every",
    "stub_interest",
    "day_count",
    "grace",
    "months_without_principal",
    "rounding",
    "last_instalment",
    "fees",
    "payments_on_non_working_days",
    "weekend",
)
"""What the terms of a loan take from its product as it stands."""

_UNITS = {
    "days": TermUnit.DAY,
    "weeks": TermUnit.WEEK,
    "half_months": TermUnit.HALF_MONTH,
    "months": TermUnit.MONTH,
}
"""The keys that say how long may be asked for, one of them in each product."""
_MOST = {"days": 3660, "weeks": 520, "half_months": 240, "months": 360}
_SAME_UNIT = {"days": {"unit": "day"}, "weeks": {"unit": "week"}}
_DAYS_IN = {TermUnit.DAY: 1, TermUnit.WEEK: 7}
_DAYS_OF = {Unit.DAY: 1, Unit.WEEK: 7}


class Product(FrozenModel):
    """What is lent to whom at what price. Amounts are text in major units of `currency`.

    One of `days`, `weeks`, `half_months` and `months` is how long a borrower may ask for: a list, or `{"min": 1, "max":
    12}` for every number between; how many instalments that makes follows from `every`, which left out is one day, week
    or month of these. From `payday_choices` the borrower may choose the day of the month (or of the week) on which
    instalments fall. `annual_rate_percent` gives the nominal rate for each grade; a grade
    that is missing is not served. `valid_days` is how long an offer stands. `residue_below` is a rest so small that
    it is given up after a payment. The days off come from `country` (and `region`), read where the program starts, or
    are listed.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")
    name: dict[str, str] = Field(min_length=1)
    currency: str
    min_amount: PositiveDecimal
    max_amount: PositiveDecimal
    amount_step: PositiveDecimal = Decimal(100)
    days: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    half_months: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    method: Method = Method.EQUAL_INSTALMENT
    every: Every = Every()
    payday: int | None = Field(default=None, ge=1, le=31)
    payday_choices: tuple[int, ...] = ()
    stub_interest: StubInterest = StubInterest.BY_DAYS
    grace: Grace = Grace()
    months_without_principal: tuple[int, ...] = ()
    day_count: DayCount = DayCount.THIRTY_360
    rounding: Rounding = Rounding()
    last_instalment: LastInstalment = LastInstalment.RESIDUAL
    payments_on_non_working_days: Adjustment = Adjustment.AS_IS
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    region: str | None = Field(default=None, min_length=1, max_length=10)
    non_working_days: tuple[IsoDate, ...] = ()
    working_days: tuple[IsoDate, ...] = ()
    weekend: tuple[int, ...] = (6, 7)
    fees: tuple[Fee, ...] = ()
    penalty: PenaltyTerms
    annual_rate_percent: dict[str, NotNegativeDecimal] = Field(min_length=1)
    valid_days: int = Field(default=7, ge=1, le=90)
    purposes: tuple[str, ...] = ()
    residue_below: NotNegativeDecimal | None = None

    @classmethod
    def read(cls, data: Mapping[str, Any], at: str = "products") -> Product:
        """`data` as a product, or a `ProblemWithInput` that names the key below `at`."""
        return read_model(cls, data, at=at)

    @model_validator(mode="before")
    @classmethod
    def _every_by_the_term(cls, data: Any) -> Any:
        """Days and weeks are paid back by days and weeks, unless said otherwise."""
        named = [key for key in _SAME_UNIT if isinstance(data, Mapping) and data.get(key)]
        return data if not named or "every" in data else {**data, "every": _SAME_UNIT[named[0]]}

    @field_validator("days", "weeks", "half_months", "months", "payday_choices", mode="before")
    @classmethod
    def _numbers_of_a_range(cls, value: object, info: ValidationInfo) -> object:
        if isinstance(value, Mapping):
            if set(value) != {"min", "max"} or not all(type(n) is int for n in value.values()):
                raise ProblemWithInput(str(info.field_name), "are a list, or min and max as whole numbers")
            return tuple(range(value["min"], value["max"] + 1))
        return value

    @field_validator("days", "weeks", "half_months", "months")
    @classmethod
    def _in_order(cls, value: tuple[int, ...], info: ValidationInfo) -> tuple[int, ...]:
        key = str(info.field_name)
        if value and (list(value) != sorted(set(value)) or value[0] < 1 or value[-1] > _MOST[key]):
            raise ProblemWithInput(key, f"must rise from 1 or more to {_MOST[key]} or less")
        return value

    @model_validator(mode="after")
    def _has_one_kind_of_term(self) -> Product:
        named = [key for key in _UNITS if getattr(self, key)]
        if not named:
            raise ProblemWithInput("months", "are missing: say months, weeks, half_months or days, one of them")
        if len(named) > 1:
            raise ProblemWithInput(named[1], f"stand beside {named[0]}; a product has one of them")
        for term in self.offered:
            self._whole_intervals(term, named[0])
        return self

    def _whole_intervals(self, term: Term, key: str) -> None:
        """Refuses a term that is no whole number of intervals; months by weeks or days are rounded to some."""
        every = self.every
        if term.unit is TermUnit.MONTH:
            if every.unit is Unit.MONTH and term.count % every.n:
                raise ProblemWithInput(key, f"{term.count} is no multiple of the {every.n} months between instalments")
        elif term.unit is TermUnit.HALF_MONTH:
            if not every.days:
                raise ProblemWithInput(
                    key, 'go with every = { unit = "month", days = [5, 20] }, the two days of a month'
                )
        elif every.unit is Unit.MONTH:
            raise ProblemWithInput(key, "do not go with instalments every month")
        elif term.count * _DAYS_IN[term.unit] % (every.n * _DAYS_OF[every.unit]):
            raise ProblemWithInput(
                key, f"{term.count} is no multiple of the {every.n} {every.unit}s between instalments"
            )

    @model_validator(mode="after")
    def _paydays_fit(self) -> Product:
        if not self.payday_choices:
            return self
        most = {Unit.WEEK: 7, Unit.MONTH: 31}.get(self.every.unit, 0) if not self.every.days else 0
        if not most or self.method.pays_once:
            raise ProblemWithInput("payday_choices", "go with instalments every n weeks or months")
        if self.payday is not None:
            raise ProblemWithInput("payday_choices", "stand beside payday; a product has one of them")
        rising = list(self.payday_choices) == sorted(set(self.payday_choices))
        if not rising or not 1 <= self.payday_choices[0] <= self.payday_choices[-1] <= most:
            raise ProblemWithInput("payday_choices", f"must rise from 1 or more to {most} or less")
        return self

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

    @property
    def servicing(self) -> Servicing:
        """How a loan of it is served: by the defaults, which cost the borrower least, and with its residue."""
        return Servicing(residue_below=self.residue_below)

    def rate_for(self, grade: str) -> Decimal | None:
        """The nominal annual rate in percent for `grade`, None where the product does not serve it."""
        return self.annual_rate_percent.get(grade)

    @property
    def unit(self) -> TermUnit:
        """What its terms are counted in."""
        return next(unit for key, unit in _UNITS.items() if getattr(self, key))

    @property
    def offered(self) -> tuple[Term, ...]:
        """Every term that may be asked for, the shortest first."""
        key = next(key for key in _UNITS if getattr(self, key))
        return tuple(Term(count, _UNITS[key]) for count in getattr(self, key))

    def count_for(self, term: Term) -> int:
        """How many intervals a term makes: by the product's own, at least one."""
        every = self.every
        if term.unit is TermUnit.HALF_MONTH:
            return term.count
        if term.unit is not TermUnit.MONTH:
            return term.count * _DAYS_IN[term.unit] // (every.n * _DAYS_OF[every.unit])
        if every.unit is Unit.MONTH and not every.days:
            return term.count // every.n
        return max(1, round_ratio(term.count * int(every.per_year * every.n), 12 * every.n, HALF_UP))

    def terms(
        self, principal: Money, term: Term | int, rate: Decimal, disbursed_on: date, payday: int | None = None
    ) -> LoanTerms:
        """The terms of one loan, on the day of the payout, the product's payday or the borrower's own.

        `term` as a bare number counts the product's unit. `rate` is the nominal annual rate in percent. An amount or
        term that the product does not have is refused. A plan that would end in a month without principal ends in the
        next month that has it.
        """
        if not self.minimum <= principal <= self.maximum or principal.minor % self.step.minor:
            reason = f"must be {self.minimum} to {self.maximum} in steps of {self.step}"
            raise ProblemWithInput("principal", reason)
        wanted = Term(term, self.unit) if isinstance(term, int) else term
        if wanted not in self.offered:
            raise ProblemWithInput(f"{wanted.unit}s", f"{wanted.count} is not among those of this product")
        own = {name: getattr(self, name) for name in _TAKEN_OVER}
        made = read_model(
            LoanTerms,
            own
            | {
                "principal": principal,
                "annual_rate_percent": rate,
                "count": self.count_for(wanted),
                "disbursed_on": disbursed_on,
                "payday": self.payday if payday is None else payday,
            },
        )
        return self._with_days_off(self._ending_in_season(made))

    def _ending_in_season(self, terms: LoanTerms) -> LoanTerms:
        if not self.months_without_principal:
            return terms
        count = terms.count
        while self._last_due(terms, count).month in self.months_without_principal:
            count += 1
        return terms.model_copy(update={"count": count})

    def _with_days_off(self, terms: LoanTerms) -> LoanTerms:
        """The days that are not worked while this loan runs; a contract keeps no more of the calendar than it needs."""
        if self.payments_on_non_working_days is Adjustment.AS_IS:
            return terms
        first, last = terms.disbursed_on, self._last_due(terms, terms.count) + timedelta(days=MOST_DAYS_MOVED)
        within = {
            name: tuple(day for day in getattr(self, name) if first <= day <= last)
            for name in ("non_working_days", "working_days")
        }
        return terms.model_copy(update=within)

    def _last_due(self, terms: LoanTerms, count: int) -> date:
        return terms.every.after(terms.first_due, count - 1, terms.own_day) if count > 1 else terms.first_due
