"""Small builders: the loan that the tests are about, and the people who pay it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lending.happened import Happened
from lending.loan import Loan
from lending.money import Money
from lending.schedule import schedule
from lending.terms import LoanTerms, PenaltyTerms

PAID_OUT = date(2026, 11, 23)
LATE = PenaltyTerms.read({"percent_per_day": "0.05", "grace_days": 4, "cap_per_instalment": "20.00"})


def yuan(text: str) -> Money:
    """An amount in yuan."""
    return Money.parse(text, "CNY")


def lins_terms(**changes: Any) -> LoanTerms:
    """Lin's loan: 5,000.00 yuan over 6 months at 18 %, paid out on 23 November 2026, no fees."""
    terms: dict[str, Any] = {
        "principal": "5000.00",
        "currency": "CNY",
        "annual_rate_percent": "18",
        "count": 6,
        "disbursed_on": "2026-11-23",
    }
    return LoanTerms.read(terms | changes)


def paid(amount: str, on: date, name: str | None = None, booked_on: date | None = None) -> Happened:
    """A payment, named by its day unless a name is given."""
    return Happened(name or f"paid-{on}", on, "payment", yuan(amount), booked_on=booked_on)


def taken_back(event: Happened, on: date) -> Happened:
    """The reversal of an event."""
    return Happened(f"undo-{event.id}", on, "reversal", of=event.id)


def lins_loan(*happened: Happened, as_of: date, terms: LoanTerms | None = None) -> Loan:
    """Lin's loan on a day, after what happened."""
    return Loan.from_happened(terms or lins_terms(), LATE, happened, as_of)


def on_time(terms: LoanTerms, first: int) -> Sequence[Happened]:
    """Payments of the `first` instalments, each in full on its day."""
    return [paid(str(i.due), i.due_on) for i in schedule(terms).instalments[:first]]
