"""What can happen to a running loan, as the fold reads it: one record an event, with its value date."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lending.money import Money


class Kind(StrEnum):
    """The kinds of event that the fold understands."""

    PAYMENT = "payment"
    REVERSAL = "reversal"
    WAIVER = "waiver"
    CHARGE = "charge"
    REFUND = "refund"


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened to a loan.

    `on` is the value date, the day it counts from; `booked_on` the day it was written, the same when None. `of` is
    the id of the event that a reversal takes back; for a waiver the part that is given up ("penalty", "interest" or
    "fee", "penalty" when None); for a charge its name. `amount` is positive; None for a reversal, or for a waiver of
    everything that is owed of that part.
    """

    id: str
    on: date
    kind: str
    amount: Money | None = None
    of: str | None = None
    booked_on: date | None = None
