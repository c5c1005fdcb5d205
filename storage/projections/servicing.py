"""What facts of a running loan change: its events, its state where it ends or begins again, the payment behind it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, update

from lending.facts import servicing as facts
from lending.facts.base import Fact
from lending.facts.effect import Effect
from storage.hot import Hot
from storage.projections.happening import happens
from storage.schema import loan, payment
from storage.writing import IllegalTransition, Writing

SERVED = ("running", "settled", "written_off")
"""States of a loan to which something can still happen."""

_BUCKET = Hot(update(loan).where(loan.c.id == bindparam("this_id")).values(bucket=bindparam("new")))
_SUSPENDED = Hot(update(loan).where(loan.c.id == bindparam("this_id")).values(suspended=bindparam("new")))


def _serves(w: Writing, f: Effect) -> None:
    w.must_be(loan, f.loan_id, SERVED)
    happens(w, f.loan_id, f)


def _recovered(w: Writing, f: facts.RecoveryReceived) -> None:
    w.must_be(loan, f.loan_id, ("written_off", "settled"))
    w.move(payment, f.event_id, ("suspense",), "allocated", loan_id=f.loan_id)
    happens(w, f.loan_id, f)


def _reversed(w: Writing, f: facts.PaymentReversed) -> None:
    """The money is nobody's again."""
    w.move(payment, f.payment_id, ("allocated",), "suspense", loan_id=None)
    _serves(w, f)


def _stands(w: Writing, f: facts.LoanStands) -> None:
    if f.state not in ("running", "written_off"):
        raise IllegalTransition(f"loan: {f.state} is none of its states")
    w.move(loan, f.loan_id, tuple(state for state in SERVED if state != f.state), f.state)


def _returned(w: Writing, f: facts.PaymentReturned) -> None:
    w.move(payment, f.payment_id, ("suspense",), "returned")


def _journal_alone(_w: Writing, _f: Fact) -> None:
    """A matter of the ledger, or known to the fold."""


def _bucket(w: Writing, f: facts.BucketMoved) -> None:
    if f.was == f.bucket:
        raise IllegalTransition("loan: a bucket moves to another one")
    _one(_BUCKET.run(w.connection, {"this_id": f.loan_id, "new": f.bucket}))


def _suspended(w: Writing, f: facts.InterestSuspended) -> None:
    _one(_SUSPENDED.run(w.connection, {"this_id": f.loan_id, "new": f.why}))


def _resumed(w: Writing, f: facts.InterestResumed) -> None:
    _one(_SUSPENDED.run(w.connection, {"this_id": f.loan_id, "new": None}))


def _one(rows: int) -> None:
    if rows != 1:
        raise IllegalTransition("loan: no such row")


TABLE: Mapping[type[Fact], Any] = {
    facts.ChargeMade: _serves,
    facts.ChargeWaived: _serves,
    facts.LoanRescheduled: _serves,
    facts.RateChanged: _serves,
    facts.InterestPaused: _serves,
    facts.ArrearsPaused: _serves,
    facts.LoanAccelerated: _serves,
    facts.LoanWithdrawn: _serves,
    facts.LoanWrittenOff: _serves,
    facts.RecoveryReceived: _recovered,
    facts.RefundMade: _serves,
    facts.DrawingMade: _serves,
    facts.PaymentReversed: _reversed,
    facts.EventTakenBack: _serves,
    facts.ResidueGivenUp: _journal_alone,
    facts.LoanStands: _stands,
    facts.PaymentReturned: _returned,
    facts.ClearingSettled: _journal_alone,
    facts.BucketMoved: _bucket,
    facts.InterestSuspended: _suspended,
    facts.InterestResumed: _resumed,
}
