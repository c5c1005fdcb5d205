"""What can happen to a running loan, as the fold reads it: one record an event, with its value date."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lending.change import Change
from lending.money import Money


class Kind(StrEnum):
    """The kinds of event that the fold understands."""

    PAYMENT = "payment"
    REVERSAL = "reversal"
    WAIVER = "waiver"
    CHARGE = "charge"
    REFUND = "refund"
    RESCHEDULE = "reschedule"
    RATE_CHANGE = "rate_change"
    PAUSE_INTEREST = "pause_interest"
    PAUSE_ARREARS = "pause_arrears"
    ACCELERATE = "accelerate"
    WITHDRAW = "withdraw"
    WRITE_OFF = "write_off"
    RECOVERY = "recovery"
    DRAW = "draw"


MONEY_IN = (Kind.PAYMENT, Kind.RECOVERY)
"""Events that bring money and lay it on what is owed."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened to a loan.

    `on` is the value date, the day it counts from; `booked_on` the day it was written, the same when None. `of` is
    the id of the event that a reversal takes back; for a waiver the part that is given up ("penalty", "interest" or
    "fee", "penalty" when None); for a charge its name. `amount` is positive; None for a reversal, for a waiver of
    everything that is owed of that part, and where the kind moves no money. `change` says how a reschedule or a rate
    change alters the plan. `until` is the last day of a pause.
    """

    id: str
    on: date
    kind: str
    amount: Money | None = None
    of: str | None = None
    booked_on: date | None = None
    change: Change | None = None
    until: date | None = None

    @property
    def written_on(self) -> date:
        """The day it was written: the booking date, or the value date where none is given."""
        return self.booked_on or self.on
