"""Each loan as its own fold against the ledger: what the borrower is told is owed is what the books say."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from lending.chart import Account
from lending.happened import Happened
from lending.loan import Loan
from lending.moved import moved
from lending.problems import Problem
from lending.terms import LoanTerms, PenaltyTerms
from storage import readers
from storage.finding import Finding
from storage.schema import loan, loan_event, payout, posting

CHECK = "the fold of a loan says what its ledger accounts say"


def check_loans(connection: Connection) -> Iterator[Finding]:
    """Folds every loan that was paid out, on the day it was last written to."""
    posted = _posted(connection)
    fees = _kept_back(connection)
    for row in connection.execute(
        select(loan).where(loan.c.state.in_(("running", "settled"))).order_by(loan.c.sequence)
    ):
        try:
            folded = _folded(connection, row)
        except Problem as problem:
            yield Finding(CHECK, row.ref, f"cannot be folded: {problem}")
            continue
        books = posted[row.id]
        said = {
            Account.LOAN_PRINCIPAL: folded.outstanding.principal.minor,
            Account.INTEREST: -folded.paid.interest.minor,
            Account.FEES: -folded.paid.fee.minor - fees.get(row.id, 0),
            Account.PENALTIES: -folded.paid.penalty.minor,
            Account.BORROWER_CREDIT: -folded.credit.minor,
        }
        for account, minor in said.items():
            if books.get(account.value, 0) != minor:
                detail = f"{account.value} is {books.get(account.value, 0)}, the loan says {minor}"
                yield Finding(CHECK, row.ref, detail)


def _folded(connection: Connection, row: Any) -> Loan:
    started: date = row.disbursed_on or row.accepted_on
    terms = moved(LoanTerms.read(row.terms), started)
    events = select(loan_event).where(loan_event.c.loan_id == row.id).order_by(loan_event.c.place)
    happened: list[Happened] = [readers.happened_of(e) for e in connection.execute(events)]
    last = max([started, *(h.on for h in happened), *(h.booked_on or h.on for h in happened)])
    return Loan.from_happened(terms, PenaltyTerms.read(row.penalty), happened, last)


def _posted(connection: Connection) -> dict[UUID, dict[str, int]]:
    p = posting.c
    query = select(p.loan_id, p.account, func.sum(p.amount_minor)).where(p.loan_id.is_not(None))
    sums: dict[UUID, dict[str, int]] = defaultdict(dict)
    for loan_id, account, minor in connection.execute(query.group_by(p.loan_id, p.account)):
        sums[loan_id][account] = int(minor)
    return sums


def _kept_back(connection: Connection) -> dict[UUID, int]:
    """The fees that were kept back from each loan's money when it was paid out."""
    done = (payout.c.state == "done", loan.c.id == payout.c.loan_id)
    query = select(loan.c.id, loan.c.principal_minor - payout.c.amount_minor).where(*done)
    return {loan_id: int(minor) for loan_id, minor in connection.execute(query)}
