"""What facts about money change: payouts, payments, promises, reminders, and what happened to each loan."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from lending.facts.base import Fact
from lending.facts.loans import (
    CapitalAdded,
    LoanSettled,
    MoneyCounted,
    PaymentAllocated,
    PaymentReceived,
    PayoutConfirmed,
    PayoutOrdered,
    PayoutRefused,
    PayoutUnclear,
    PromiseEnded,
    PromiseMade,
    ReminderGiven,
    ReminderWithheld,
)
from storage.projections.happening import happens
from storage.schema import loan, payment, payout, promise, reminder
from storage.writing import IllegalTransition, Writing, minor_of


def _capital(_w: Writing, _f: CapitalAdded) -> None:
    """Capital is a matter of the ledger alone."""


def _counted(_w: Writing, _f: MoneyCounted) -> None:
    """So is money that was counted."""


def _ordered(w: Writing, f: PayoutOrdered) -> None:
    w.move(loan, f.loan_id, ("accepted",), "paying_out")
    known = {name: value for name, value in (("account", f.account), ("payee", f.payee)) if value is not None}
    w.add(
        payout,
        id=f.payout_id,
        loan_id=f.loan_id,
        person_id=f.person_id,
        key=f.key,
        rail=f.rail,
        state="ordered",
        provider_id="",
        reason="",
        ordered_at=w.at,
        recipient=w.sealed(f.person_id, payout, "recipient", f.payout_id, known or None),
        **minor_of(amount=f.amount),
    )


def _confirmed(w: Writing, f: PayoutConfirmed) -> None:
    """The loan runs from the value date on, whatever day its terms were written for."""
    w.move(payout, f.payout_id, ("ordered", "unclear"), "done", provider_id=f.provider_id)
    w.move(loan, f.loan_id, ("paying_out",), "running", disbursed_on=f.dated.value_date)


def _refused(w: Writing, f: PayoutRefused) -> None:
    w.move(payout, f.payout_id, ("ordered", "unclear"), "refused", reason=f.reason)
    w.move(loan, f.loan_id, ("paying_out",), "accepted")


def _unclear(w: Writing, f: PayoutUnclear) -> None:
    w.move(payout, f.payout_id, ("ordered", "unclear"), "unclear")


def _received(w: Writing, f: PaymentReceived) -> None:
    w.add(
        payment,
        id=f.payment_id,
        person_id=f.person_id,
        receipt=f.receipt,
        rail=f.rail,
        external_id=f.external_id,
        value_date=f.dated.value_date,
        received_at=w.at,
        state="suspense",
        loan_id=None,
        reference=w.sealed(f.person_id, payment, "reference", f.payment_id, f.reference),
        payer=w.sealed(f.person_id, payment, "payer", f.payment_id, f.payer),
        **minor_of(amount=f.amount),
    )


def _allocated(w: Writing, f: PaymentAllocated) -> None:
    """A settled loan takes only what is kept as the borrower's credit."""
    w.must_be(loan, f.loan_id, ("running", "settled") if f.credit == f.amount else ("running",))
    w.move(payment, f.payment_id, ("suspense",), "allocated", loan_id=f.loan_id)
    happens(w, f.loan_id, f)


def _settled(w: Writing, f: LoanSettled) -> None:
    w.move(loan, f.loan_id, ("running", "written_off"), "settled")


def _promised(w: Writing, f: PromiseMade) -> None:
    w.add(
        promise,
        id=f.promise_id,
        loan_id=f.loan_id,
        pay_on=f.pay_on,
        state="open",
        made_at=w.at,
        **minor_of(amount=f.amount),
    )


def _promise_ended(w: Writing, f: PromiseEnded) -> None:
    w.move(promise, f.promise_id, ("open",), "kept" if f.kept else "broken")


def _reminded(w: Writing, f: ReminderGiven) -> None:
    _remember(w, f, given=True, why="")


def _withheld(w: Writing, f: ReminderWithheld) -> None:
    _remember(w, f, given=False, why=f.why)


def _remember(w: Writing, f: ReminderGiven | ReminderWithheld, *, given: bool, why: str) -> None:
    """Given once: one that was withheld may still be given, one that was given is never given or withheld again."""
    key = (reminder.c.loan_id == f.loan_id, reminder.c.instalment == f.instalment, reminder.c.kind == f.kind)
    standing = w.connection.execute(select(reminder.c.given).where(*key)).scalar_one_or_none()
    values = {"given": given, "why": why, "on_day": f.dated.value_date}
    if standing is None:
        w.add(reminder, loan_id=f.loan_id, instalment=f.instalment, kind=f.kind, **values)
    elif standing:
        raise IllegalTransition("reminder: was given already")
    else:
        w.connection.execute(update(reminder).where(*key).values(values))


TABLE: Mapping[type[Fact], Any] = {
    CapitalAdded: _capital,
    MoneyCounted: _counted,
    PayoutOrdered: _ordered,
    PayoutConfirmed: _confirmed,
    PayoutRefused: _refused,
    PayoutUnclear: _unclear,
    PaymentReceived: _received,
    PaymentAllocated: _allocated,
    LoanSettled: _settled,
    PromiseMade: _promised,
    PromiseEnded: _promise_ended,
    ReminderGiven: _reminded,
    ReminderWithheld: _withheld,
}
