"""Facts of the books as a whole: what is booked at the end of a month, and periods that are closed.

`bucket` and `suspended` say which loans of a product an entry sums up. Amounts are of one currency in each entry.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lending.facts.base import Fact
from lending.money import Money


@dataclass(frozen=True, kw_only=True)
class AccrualBooked(Fact):
    """Interest at the end of a month, beside what was received: `receivable` was earned and is not paid, `paid_ahead`
    was paid and is not earned. Of `suspended` loans what is receivable is no income.
    """

    entry_id: UUID
    month_end: date
    product: str
    bucket: str
    suspended: bool
    loans: int
    receivable: Money
    paid_ahead: Money


@dataclass(frozen=True, kw_only=True)
class AccrualReversed(Fact):
    """The next day the entry of a month's end is taken out again, so that payments are income as they come."""

    entry_id: UUID
    suspended: bool
    receivable: Money
    paid_ahead: Money


@dataclass(frozen=True, kw_only=True)
class ProvisionBooked(Fact):
    """What is set aside for losses of a bucket is `held` from now on: `change` more than before, or less.

    `base` is what was owed: principal, and interest taken as income and not received. `percent` is for information.
    """

    entry_id: UUID
    month_end: date
    product: str
    bucket: str
    rescheduled: bool
    loans: int
    percent: str
    base: Money
    held: Money
    change: Money


@dataclass(frozen=True, kw_only=True)
class PeriodClosed(Fact):
    """Nothing is booked any more with a booking date up to and with `through`."""

    through: date
    by: int | None = None
