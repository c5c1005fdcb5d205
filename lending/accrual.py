"""Interest that has been earned by a day, by the contract's day count, due or not.

It serves the pay-off figure and every change of the plan: who pays early pays for the days used and no more. Nothing is
stored day by day: a stretch of time with its balance is one `Earning`, and any day is computed from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from lending.day_count import DayCount, year_fraction
from lending.periods import Period
from lending.rounding import RoundingMode, round_value
from lending.schedule import Instalment

Stretch = tuple[date, date]
"""Days without interest: it stops at the end of the first day and starts again at the end of the second."""


def years_within(period: Period, day_count: DayCount, start: date, end: date) -> Fraction:
    """Years that the days from `start` to `end` count for as a part of `period`; never more than the period."""
    first, last = max(start, period.start), min(end, period.end)
    if last <= first:
        return Fraction(0)
    if day_count is DayCount.PERIOD:
        return period.years * Fraction((last - first).days, (period.end - period.start).days)
    if first == period.start and last == period.end:
        return period.years
    return min(period.years, max(Fraction(0), year_fraction(day_count, first, last)))


def bearing_years(
    period: Period, day_count: DayCount, start: date, end: date, pauses: Iterable[Stretch] = ()
) -> Fraction:
    """The years of `years_within` less those on which interest was stopped; pauses do not overlap."""
    free = sum(
        (years_within(period, day_count, max(first, start), min(last, end)) for first, last in pauses), Fraction(0)
    )
    return max(Fraction(0), years_within(period, day_count, start, end) - free)


@dataclass(frozen=True, slots=True)
class Earning:
    """The interest of one stretch: `exact` over `period` beside what was earned `before` it began, rounded together.

    `whole` is all of it, rounded once as the schedule rounds it. `slot` is the calendar period in which it ends.
    `bearing` are the years of the period that bear interest, `pauses` the days in it that do not.
    """

    period: Period
    exact: Fraction
    whole: int
    slot: int
    bearing: Fraction
    before: Fraction = Fraction(0)
    pauses: Sequence[Stretch] = ()

    @classmethod
    def of(cls, instalment: Instalment, slot: int) -> Earning:
        """What an instalment of an untouched schedule earns."""
        period = instalment.period
        return cls(period, instalment.exact_interest, instalment.earned.minor, slot, period.years)

    @classmethod
    def done(cls, whole: int, on: date, slot: int) -> Earning:
        """Interest that was all earned by `on`, and does not grow."""
        nothing = Fraction(0)
        return cls(Period(on, on, on, nothing, nothing, nothing), nothing, whole, slot, nothing)

    def exactly(self, on: date, day_count: DayCount) -> Fraction:
        """Earned until `on`, before rounding; the rounded whole once the period is over."""
        if on >= self.period.end:
            return Fraction(self.whole)
        if on <= self.period.start or not self.bearing:
            return self.before
        passed, bearing = self._measure(on, day_count), self.bearing
        if day_count is DayCount.PERIOD:
            bearing = self._measure(self.period.end, day_count)
        share = passed / bearing if bearing else Fraction(1)
        return self.before + self.exact * min(Fraction(1), max(Fraction(0), share))

    def _measure(self, on: date, day_count: DayCount) -> Fraction:
        """How much of the period has passed on `on` without pauses: in years, or in days where they have no years."""
        start = self.period.start
        passed = _length(day_count, start, on)
        for first, last in self.pauses:
            stopped, again = max(first, start), min(last, on)
            passed -= _length(day_count, stopped, again) if again > stopped else 0
        return passed

    def by(self, on: date, day_count: DayCount, mode: RoundingMode) -> int:
        """Earned until `on` in smallest units, never more than the whole."""
        if on >= self.period.end:
            return self.whole
        return min(self.whole, round_value(self.exactly(on, day_count), mode))


def _length(day_count: DayCount, start: date, end: date) -> Fraction:
    return Fraction((end - start).days) if day_count is DayCount.PERIOD else year_fraction(day_count, start, end)


def interest_earned(earnings: Iterable[Earning], on: date, day_count: DayCount, mode: RoundingMode) -> int:
    """Interest earned from disbursement until `on`, in smallest units: whole periods, and a part of the running one."""
    return sum(earning.by(on, day_count, mode) for earning in earnings)
