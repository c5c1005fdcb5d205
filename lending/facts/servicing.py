"""Facts of a running loan beside ordinary payments: charges, changes of the plan, its ends, and what is taken back.

Each has an `event_id` of its own, by which it can be taken back, and the effect that it has on the books.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from lending.facts import effect
from lending.facts.base import Fact
from lending.money import Money


@dataclass(frozen=True, kw_only=True)
class ChargeMade(effect.Effect):
    """Something beside the schedule is to be paid, with the next instalment. `name` is what the key facts call it."""

    name: str
    amount: Money


@dataclass(frozen=True, kw_only=True)
class ChargeWaived(effect.Effect):
    """What is owed of a part (penalty, interest or fee) is given up: `amount` at most, all where it is None."""

    part: str
    amount: Money | None = None


@dataclass(frozen=True, kw_only=True)
class LoanRescheduled(effect.Effect):
    """The plan is another from here on. `change` is `lending/change.py` as JSON."""

    change: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class RateChanged(effect.Effect):
    """A floating rate changed, after notice. `change` is `lending/change.py` as JSON."""

    change: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class InterestPaused(effect.Effect):
    """No interest runs until `until`."""

    until: date


@dataclass(frozen=True, kw_only=True)
class ArrearsPaused(effect.Effect):
    """Lateness costs nothing and grows no older up to and with `until`."""

    until: date


@dataclass(frozen=True, kw_only=True)
class LoanAccelerated(effect.Effect):
    """All of the loan fell due."""


@dataclass(frozen=True, kw_only=True)
class LoanWithdrawn(effect.Effect):
    """The borrower changed their mind in time. The money they give back is a payment of its own."""


@dataclass(frozen=True, kw_only=True)
class LoanWrittenOff(effect.Effect):
    """The lender no longer counts on it. It is owed all the same."""


@dataclass(frozen=True, kw_only=True)
class RecoveryReceived(effect.Effect):
    """A received payment was laid on a loan that was written off; `event_id` is the payment's."""

    receipt: str
    amount: Money


@dataclass(frozen=True, kw_only=True)
class RefundMade(effect.Effect):
    """The borrower's credit went back to them over `rail`."""

    rail: str
    amount: Money


@dataclass(frozen=True, kw_only=True)
class DrawingMade(effect.Effect):
    """More was lent under the same agreement, over `rail`."""

    rail: str
    amount: Money


@dataclass(frozen=True, kw_only=True)
class PaymentReversed(effect.Effect):
    """A payment (or a recovery) never was, as far as the loan goes: its money lies in suspense again."""

    payment_id: UUID


@dataclass(frozen=True, kw_only=True)
class EventTakenBack(effect.Effect):
    """Another event of the loan, by its id, is taken back."""

    of: UUID


@dataclass(frozen=True, kw_only=True)
class ResidueGivenUp(effect.Effect):
    """After the payment `event_id` the loan's books changed beyond what it paid: a rest too small to ask for was given
    up, or a backdated payment laid later ones anew. Nothing happens to the loan by it: its fold knows.
    """


@dataclass(frozen=True, kw_only=True)
class LoanStands(Fact):
    """What the books call the loan follows its fold: running (again), or written_off. The third is `LoanSettled`."""

    loan_id: UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class PaymentReturned(Fact):
    """Money in suspense went back to who sent it."""

    payment_id: UUID
    rail: str
    amount: Money


@dataclass(frozen=True, kw_only=True)
class ClearingSettled(Fact):
    """The provider of `rail` took from the pool what stood open in its clearing account (or, negative, gave)."""

    rail: str
    key: str
    amount: Money


@dataclass(frozen=True, kw_only=True)
class BucketMoved(Fact):
    """At the end of a day the loan was in another arrears bucket than before, contagion counted."""

    loan_id: UUID
    was: str
    bucket: str
    days_past_due: int


@dataclass(frozen=True, kw_only=True)
class InterestSuspended(Fact):
    """From this day interest of the loan is no income until it is paid. `why`: own or contagion."""

    loan_id: UUID
    why: str


@dataclass(frozen=True, kw_only=True)
class InterestResumed(Fact):
    """Interest of the loan is income again as it is earned."""

    loan_id: UUID
