"""Facts about money: the pool, payouts, payments, promises and reminders."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from lending.facts.base import Fact, personal
from lending.money import Money


@dataclass(frozen=True, kw_only=True)
class CapitalAdded(Fact):
    """The lender put its own money into the pool. `key` makes it happen once."""

    key: str
    amount: Money


@dataclass(frozen=True, kw_only=True)
class MoneyCounted(Fact):
    """The money of a rail was counted, or its statement read: `counted` is there, which is `over` more than the books
    said, or (negative) less. `by` counted it, a member of staff by their Telegram id. `key` makes it happen once.
    """

    key: str
    rail: str
    counted: Money
    over: Money
    by: int | None = None


@dataclass(frozen=True, kw_only=True)
class PayoutOrdered(Fact):
    """Money is to leave: the order stands in the books, with its idempotency key, before any provider is called."""

    payout_id: UUID
    loan_id: UUID
    key: str
    rail: str
    amount: Money
    account: str | None = personal()
    payee: str | None = personal()


@dataclass(frozen=True, kw_only=True)
class PayoutConfirmed(Fact):
    """The provider did it: the loan begins. `amount` is the cash, `fees` what was deducted from `principal`, with the
    `tax` in them (None where there is none).
    """

    payout_id: UUID
    loan_id: UUID
    rail: str
    provider_id: str
    principal: Money
    fees: Money
    amount: Money
    tax: Money | None = None


@dataclass(frozen=True, kw_only=True)
class PayoutRefused(Fact):
    """The provider says it did not and will not do it: the money is back in the pool. `reason` is a code."""

    payout_id: UUID
    loan_id: UUID
    rail: str
    amount: Money
    reason: str


@dataclass(frozen=True, kw_only=True)
class PayoutUnclear(Fact):
    """No answer, or one that says nothing: to be looked up by its key, never ordered again."""

    payout_id: UUID
    loan_id: UUID


@dataclass(frozen=True, kw_only=True)
class PaymentReceived(Fact):
    """Money came in, booked to suspense. (`rail`, `external_id`) is once for ever; `receipt` is our number for it.

    `reference` is what the payer wrote on the transfer: free text, and so personal.
    """

    payment_id: UUID
    receipt: str
    rail: str
    external_id: str
    amount: Money
    reference: str | None = personal()
    payer: str | None = personal()


@dataclass(frozen=True, kw_only=True)
class PaymentAllocated(Fact):
    """A received payment was laid on a loan, by parts that add up to `amount`; `credit` is what was too much.

    `fee_tax` and `penalty_tax` are the tax within those parts; None where there is none.
    """

    payment_id: UUID
    loan_id: UUID
    receipt: str
    amount: Money
    principal: Money
    interest: Money
    fee: Money
    penalty: Money
    credit: Money
    fee_tax: Money | None = None
    penalty_tax: Money | None = None


@dataclass(frozen=True, kw_only=True)
class LoanSettled(Fact):
    """Everything of the loan is paid."""

    loan_id: UUID


@dataclass(frozen=True, kw_only=True)
class PromiseMade(Fact):
    """The borrower says when they will pay: reminders fall silent until then."""

    promise_id: UUID
    loan_id: UUID
    pay_on: date
    amount: Money


@dataclass(frozen=True, kw_only=True)
class PromiseEnded(Fact):
    """A promise was kept or broken."""

    promise_id: UUID
    loan_id: UUID
    kept: bool


@dataclass(frozen=True, kw_only=True)
class ReminderGiven(Fact):
    """A reminder of one instalment went out, once per `kind` (before, on, after...)."""

    loan_id: UUID
    instalment: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class ReminderWithheld(Fact):
    """A reminder was due and was not sent; `why` is a coded reason (paid, promised, hours, opted_out, unreachable)."""

    loan_id: UUID
    instalment: int
    kind: str
    why: str
