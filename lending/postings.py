"""Which balanced postings each fact makes: the one table between what happened and the books.

Income is booked when it is received (cash basis): an unpaid instalment is a claim in the schedule, not income.
Every function returns lines that add up to zero per currency; `postings` checks it and refuses to continue otherwise.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from lending.chart import Account
from lending.facts.base import Fact
from lending.facts.loans import (
    CapitalAdded,
    PaymentAllocated,
    PaymentReceived,
    PayoutConfirmed,
    PayoutOrdered,
    PayoutRefused,
)
from lending.money import Money


@dataclass(frozen=True)
class Posting:
    """One line: a debit is positive. `rail` tells bank accounts apart; `loan_id` ties a line to its loan."""

    account: Account
    amount: Money
    loan_id: UUID | None = None
    rail: str = ""


def _capital(f: CapitalAdded) -> tuple[Posting, ...]:
    return Posting(Account.BANK, f.amount, rail="pool"), Posting(Account.CAPITAL, -f.amount)


def _payout_ordered(f: PayoutOrdered) -> tuple[Posting, ...]:
    """The money leaves the pool at once, so that it cannot be promised twice."""
    return (
        Posting(Account.PAYOUTS_UNDER_WAY, f.amount, f.loan_id),
        Posting(Account.BANK, -f.amount, f.loan_id, "pool"),
    )


def _payout_confirmed(f: PayoutConfirmed) -> tuple[Posting, ...]:
    return (
        Posting(Account.LOAN_PRINCIPAL, f.principal, f.loan_id),
        Posting(Account.PAYOUTS_UNDER_WAY, -f.amount, f.loan_id),
        Posting(Account.FEES, -f.fees, f.loan_id),
    )


def _payout_refused(f: PayoutRefused) -> tuple[Posting, ...]:
    return (
        Posting(Account.BANK, f.amount, f.loan_id, "pool"),
        Posting(Account.PAYOUTS_UNDER_WAY, -f.amount, f.loan_id),
    )


def _payment_received(f: PaymentReceived) -> tuple[Posting, ...]:
    return Posting(Account.BANK, f.amount, rail="pool"), Posting(Account.SUSPENSE, -f.amount)


def _payment_allocated(f: PaymentAllocated) -> tuple[Posting, ...]:
    return (
        Posting(Account.SUSPENSE, f.amount),
        Posting(Account.LOAN_PRINCIPAL, -f.principal, f.loan_id),
        Posting(Account.INTEREST, -f.interest, f.loan_id),
        Posting(Account.FEES, -f.fee, f.loan_id),
        Posting(Account.PENALTIES, -f.penalty, f.loan_id),
        Posting(Account.BORROWER_CREDIT, -f.credit, f.loan_id),
    )


_TABLE: dict[type[Fact], Callable[[Any], tuple[Posting, ...]]] = {
    CapitalAdded: _capital,
    PayoutOrdered: _payout_ordered,
    PayoutConfirmed: _payout_confirmed,
    PayoutRefused: _payout_refused,
    PaymentReceived: _payment_received,
    PaymentAllocated: _payment_allocated,
}


class Unbalanced(Exception):
    """A fact's postings do not add up to zero: the program is wrong and must not write."""


def postings(fact: Fact) -> tuple[Posting, ...]:
    """The ledger lines of a fact, without lines of zero; none for a fact that moves no money."""
    make = _TABLE.get(type(fact))
    lines = tuple(line for line in make(fact) if line.amount.minor != 0) if make else ()
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        sums[line.amount.currency] += line.amount.minor
    if any(sums.values()):
        raise Unbalanced(type(fact).__name__)
    return lines
