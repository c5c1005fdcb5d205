"""The ceilings of a policy pack on what a loan costs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from lending.calendar import Unit, add
from lending.exact import FrozenModel
from lending.money import Money
from lending.pack_values import Count, Flag, Number, Sourced


class BenchmarkRate(FrozenModel):
    """What a benchmark rate was, in percent a year, from a day on until the next row."""

    since: date
    percent: Number


class BenchmarkCap(FrozenModel):
    """A ceiling that is a multiple of a benchmark, for loans paid out on or after the day `applies_from`.

    For China the loan prime rate of one year, as a table of dated rows; the operator confirms newer ones.
    """

    multiple: Number
    applies_from: Sourced[date]
    table: tuple[BenchmarkRate, ...]

    def rate_on(self, day: date) -> BenchmarkRate | None:
        """The row in force on `day`, None before the first."""
        return max((row for row in self.table if row.since <= day), key=lambda row: row.since, default=None)

    def limit_on(self, day: date) -> Decimal | None:
        """The ceiling in percent a year for a loan paid out on `day`, None where no row is in force yet."""
        row = self.rate_on(day)
        return None if row is None else self.multiple.value * row.percent.value


class SmallLoan(FrozenModel):
    """The loans that a rule is made for: up to this amount (major units) and this many months."""

    max_amount: Number
    max_months: Count

    def has(self, principal: Money, paid_out_on: date, last_due_on: date) -> bool:
        """Whether a loan is among them."""
        longest = add(paid_out_on, Unit.MONTH, self.max_months.value)
        return principal.major() <= self.max_amount.value and last_due_on <= longest


class Cap(FrozenModel):
    """Ceilings on the price. Rates in percent, amounts in major units; None where the place has no such limit.

    `all_in_percent` and `benchmark` are held against the compound yearly rate of all cash flows. The two monthly rates
    are the nominal one and that of all cash flows; where `monthly_for` names the loans that they are made for, all
    others are held to `all_in_percent` and these are not.
    `daily_percent` is held, on every due date, against all charges so far over the principal outstanding each day;
    for a term of more than `daily_long_after_months` it is `daily_percent_long`.

    `late_percent` is held against late interest and penalty together, as a simple yearly rate of what is overdue, the
    two penalty rates against the same for a day and for thirty. `late_within_contract` keeps a daily rate of lateness
    at or below the loan's own. `default_fee` is the most that all charges for lateness can come to in the life of the
    loan, beside a daily rate. `total_cost_ratio` is of everything paid beyond the principal, lateness included, over
    the principal. `in_duplum`: interest is never more than the principal owed.
    """

    all_in_percent: Number | None = None
    benchmark: BenchmarkCap | None = None
    nominal_percent_per_month: Number | None = None
    effective_percent_per_month: Number | None = None
    monthly_for: SmallLoan | None = None
    daily_percent: Number | None = None
    daily_percent_long: Number | None = None
    daily_long_after_months: Count | None = None
    late_percent: Number | None = None
    late_within_contract: Flag
    penalty_percent_per_day: Number | None = None
    penalty_percent_per_month: Number | None = None
    penalty_base: Sourced[Literal["overdue_principal", "overdue_principal_and_interest"]]
    default_fee: Number | None = None
    total_cost_ratio: Number | None = None
    in_duplum: Flag
