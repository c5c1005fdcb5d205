"""How often a loan is repaid: every so many days, weeks or months, or on two days of each month.

Every(unit="month", n=1).after(date(2027, 1, 31), 2)     # 31 March: a missing day is clipped, then comes back
Every(unit="month", days=(5, 20)).after(date(2027, 1, 5)) # 20 January
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property

from pydantic import Field, model_validator

from lending.calendar import Unit, add, last_day
from lending.exact import FrozenModel
from lending.problems import ProblemWithInput

_A_YEAR = {Unit.DAY: 365, Unit.WEEK: 52, Unit.MONTH: 12}
_LATEST_FIRST_OF_TWO = 21
_LEAST_APART = 7


class Every(FrozenModel):
    """The interval between instalments: `n` units, or twice a month on the two `days` (`unit` month, `n` 1)."""

    unit: Unit = Unit.MONTH
    n: int = Field(default=1, ge=1, le=366)
    days: tuple[int, ...] = ()

    @model_validator(mode="after")
    def _twice_a_month(self) -> Every:
        if not self.days:
            return self
        if self.unit is not Unit.MONTH or self.n != 1:
            raise ProblemWithInput("days", "go with the unit month and n 1")
        if len(self.days) != 2 or not all(1 <= day <= 31 for day in self.days):
            raise ProblemWithInput("days", "are two days of the month, like [5, 20]")
        if self.days[0] > _LATEST_FIRST_OF_TWO or self.days[1] - self.days[0] < _LEAST_APART:
            raise ProblemWithInput("days", "must rise, lie a week apart, and the first be at most the 21st")
        return self

    @cached_property
    def per_year(self) -> Decimal:
        """Periods in a year: 24 half months, 12 months, 52 weeks or 365 days make one."""
        return Decimal(24) if self.days else Decimal(_A_YEAR[self.unit]) / self.n

    def after(self, day: date, k: int = 1, own_day: int | None = None) -> date:
        """The date `k` intervals after `day` (before it when negative).

        Months keep the day of the month, or return to `own_day`. With two days a month it is the k-th chosen day that
        comes after (or before) `day`.
        """
        if self.days:
            return self._chosen_day(day, k)
        return add(day, self.unit, k * self.n, own_day)

    def _chosen_day(self, day: date, k: int) -> date:
        if k == 0:
            return day
        slot = (day.year * 12 + day.month - 1) * 2
        reached = [self._of_slot(slot), self._of_slot(slot + 1)]
        if k > 0:
            return self._of_slot(slot + sum(found <= day for found in reached) + k - 1)
        return self._of_slot(slot + sum(found < day for found in reached) + k)

    def _of_slot(self, slot: int) -> date:
        month, which = divmod(slot, 2)
        year = month // 12
        try:
            return date(year, month % 12 + 1, min(self.days[which], last_day(year, month % 12 + 1)))
        except (OverflowError, ValueError):
            raise ProblemWithInput("dates", "run beyond the calendar, past the year 9999") from None

    def is_chosen(self, day: date) -> bool:
        """Whether `day` is one of the two days of its month."""
        return any(day.day == min(chosen, last_day(day.year, day.month)) for chosen in self.days)

    def days_of_360(self, end: date) -> int:
        """Days of a month of thirty between the chosen day before `end` and `end`, a chosen day itself."""
        first, second = (min(day, 30) for day in self.days)
        at_second = end.day == min(self.days[1], last_day(end.year, end.month))
        return second - first if at_second else 30 - second + first

    @property
    def about_days(self) -> int:
        """Days of one interval, a month of thirty, to tell what is soon."""
        return 15 if self.days else {Unit.DAY: 1, Unit.WEEK: 7, Unit.MONTH: 30}[self.unit] * self.n
