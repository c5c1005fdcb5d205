"""The calendar of a loan's periods, beyond its last one too: where an extension goes on, what of a period is left."""

from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache

from lending.accrual import Stretch, bearing_years
from lending.day_count import DayCount, year_fraction
from lending.periods import Period, periods
from lending.problems import ProblemWithInput
from lending.terms import MOST_INSTALMENTS, LoanTerms


@lru_cache(maxsize=4096)
def _periods(terms: LoanTerms) -> tuple[Period, ...]:
    return periods(terms)


@dataclass(slots=True)
class PeriodCalendar:
    """Periods by their slot, 0 the first; those beyond the term go on as the others did. `moved` are other days.

    `rate` is the yearly rate, exact and not in percent, that holds from now on.
    """

    terms: LoanTerms
    rate: Fraction
    moved: dict[int, Period] = field(default_factory=dict)
    pauses: list[Stretch] = field(default_factory=list)
    _known: tuple[Period, ...] = ()

    def slot(self, k: int) -> Period:
        """The period of slot `k`."""
        if k in self.moved:
            return self.moved[k]
        if k >= len(self._known):
            if k >= MOST_INSTALMENTS:
                raise ProblemWithInput("count", f"would be more than {MOST_INSTALMENTS}")
            count = max(self.terms.count, k + 1 + k // 2)
            self._known = _periods(self.terms.model_copy(update={"count": min(count, MOST_INSTALMENTS)}))
        return self._known[k]

    def first_after(self, on: date, start: int) -> int:
        """The first slot from `start` on whose instalment is due after `on`."""
        k = start
        while self.slot(k).end <= on or self.slot(k).due_on <= on:
            k += 1
        return k

    def left(self, first: int, last: int, since: date) -> Period:
        """What is left after `since` of the slots `first` to `last`, as one period; its years bear interest all."""
        years = free = Fraction(0)
        for k in range(first, last + 1):
            whole = self.slot(k)
            part = bearing_years(whole, self.terms.day_count, max(since, whole.start), whole.end, self.pauses)
            years += part
            free += part if k < self.terms.grace.interest_free else 0
        start, end = max(since, self.slot(first).start), self.slot(last).end
        rate = self.rate * (years - free)
        return Period(min(start, end), end, self.slot(last).due_on, years, rate, rate)

    def move(self, k: int, day: date) -> None:
        """Let slot `k` end, and be due, on `day`; the next one starts there."""
        this, after = self.slot(k), self.slot(k + 1)
        count = self.terms.day_count
        first = replace(this, end=day, due_on=day, years=_years(this.start, day, this, count))
        self.moved[k] = first
        self.moved[k + 1] = replace(after, start=day, years=_years(day, after.end, after, count))


def _years(start: date, end: date, like: Period, count: DayCount) -> Fraction:
    """Years from `start` to `end`; by `period`, days in the measure of a period like the one that was there."""
    if count is DayCount.PERIOD:
        return like.years * Fraction((end - start).days, (like.end - like.start).days)
    return year_fraction(count, start, end)
