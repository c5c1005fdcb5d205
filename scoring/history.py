"""How earlier loans with us went, as the decision sees it: read off the loans' own records, never told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lending.loan import InstalmentState, Loan
from lending.money import Money, total
from lending.records import LoanRecord, Promise
from lending.servicing import read_servicing
from lending.terms import LoanTerms, PenaltyTerms


@dataclass(frozen=True)
class History:
    """How earlier loans with us went. `worst_days_late` is over all of them, running ones included.

    `early_payments` counts instalments paid in full before their day. `running_loans` are promised, being paid out or
    running; `outstanding` is principal still owed on them.
    """

    loans_repaid: int
    worst_days_late: int
    early_payments: int
    promises_kept: int
    promises_broken: int
    running_loans: int
    outstanding: Money

    @classmethod
    def none(cls, currency: str) -> "History":
        """The history of somebody who never borrowed here."""
        return cls(0, 0, 0, 0, 0, 0, Money.zero(currency))

    @property
    def is_new(self) -> bool:
        """Whether this is a first loan, so that nothing is known from repayment."""
        return self.loans_repaid == 0 and self.running_loans == 0


def history_of(loans: Sequence[LoanRecord], promises: Sequence[Promise], today: date, currency: str) -> History:
    """The history that these loans and promises make by the end of `today`.

    A cancelled loan was never lent and says nothing.
    """
    lent = [loan for loan in loans if loan.state != "cancelled"]
    states = [(record, _as_of(record, today)) for record in lent if record.state in ("running", "settled")]
    instalments = [i for _, loan in states for i in loan.instalments]
    running = [loan for loan in lent if loan.state != "settled"]
    owed = [loan.outstanding.principal for record, loan in states if record.state == "running"]
    promised = [record.principal for record in running if record.state != "running"]
    return History(
        loans_repaid=sum(1 for loan in lent if loan.state == "settled"),
        worst_days_late=max((_days_late(i, today) for i in instalments), default=0),
        early_payments=sum(1 for i in instalments if i.paid_on is not None and i.paid_on < i.due_on),
        promises_kept=sum(1 for promise in promises if promise.state == "kept"),
        promises_broken=sum(1 for promise in promises if promise.state == "broken"),
        running_loans=len(running),
        outstanding=total([*owed, *promised], currency),
    )


def _as_of(record: LoanRecord, today: date) -> Loan:
    terms = LoanTerms.read(record.terms)
    penalty = PenaltyTerms.read(record.penalty) if record.penalty else None
    day = max(today, terms.disbursed_on)
    return Loan.from_happened(terms, penalty, record.happened, day, servicing=read_servicing(record.servicing))


def _days_late(instalment: InstalmentState, today: date) -> int:
    """Days from the due date to the day it was paid, or to today while it is not."""
    return max(0, ((instalment.paid_on or today) - instalment.due_on).days)
