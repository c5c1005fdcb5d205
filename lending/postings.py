"""Which balanced postings each fact makes: the one table between what happened and the books.

Income is booked when it is received (cash basis): an unpaid instalment is a claim in the schedule, not income. At the
end of a month one entry for each product, currency and bucket adds what was earned beside it, and is taken out again
the next day: the books are right where they are read, and nothing is booked day by day.
Every function returns lines that add up to zero per currency; `postings` checks it and refuses to continue otherwise.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any
from uuid import UUID

from lending.chart import Account
from lending.effect_lines import effect_lines
from lending.facts import servicing
from lending.facts.accounting import AccrualBooked, AccrualReversed, ProvisionBooked
from lending.facts.base import Fact
from lending.facts.effect import Effect
from lending.facts.loans import (
    CapitalAdded,
    MoneyCounted,
    PaymentAllocated,
    PaymentReceived,
    PayoutConfirmed,
    PayoutOrdered,
    PayoutRefused,
)
from lending.money import Money
from lending.posting import Posting


def _capital(f: CapitalAdded) -> tuple[Posting, ...]:
    return Posting(Account.BANK, f.amount, rail="pool"), Posting(Account.CAPITAL, -f.amount)


def _counted(f: MoneyCounted) -> tuple[Posting, ...]:
    """The books follow what is there; the difference is gain or loss until somebody finds out what it was."""
    return Posting(Account.BANK, f.over, rail=f.rail), Posting(Account.OVER_SHORT, -f.over)


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
        *_with_tax(Account.FEES, f.fees, f.tax, f.loan_id),
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
        *_with_tax(Account.FEES, f.fee, f.fee_tax, f.loan_id),
        *_with_tax(Account.PENALTIES, f.penalty, f.penalty_tax, f.loan_id),
        Posting(Account.BORROWER_CREDIT, -f.credit, f.loan_id),
    )


def _with_tax(income: Account, amount: Money, tax: Money | None, loan_id: UUID) -> tuple[Posting, Posting]:
    """What was received as income, and the tax in it, which is the state's."""
    for_the_state = tax or Money.zero(amount.currency)
    return Posting(income, for_the_state - amount, loan_id), Posting(Account.TAX, -for_the_state, loan_id)


def _returned(f: servicing.PaymentReturned) -> tuple[Posting, ...]:
    return Posting(Account.SUSPENSE, f.amount), Posting(Account.BANK, -f.amount, rail="pool")


def _cleared(f: servicing.ClearingSettled) -> tuple[Posting, ...]:
    return Posting(Account.CLEARING, f.amount, rail=f.rail), Posting(Account.BANK, -f.amount, rail="pool")


def _accrued(f: AccrualBooked | AccrualReversed, sign: int = 1) -> tuple[Posting, ...]:
    """Interest of suspended loans that was earned is no income; interest paid ahead never is before it is earned."""
    receivable, ahead = (Money(sign * m.minor, m.currency) for m in (f.receivable, f.paid_ahead))
    income = Account.INTEREST_IN_SUSPENSE if f.suspended else Account.INTEREST
    return (
        Posting(Account.INTEREST_RECEIVABLE, receivable),
        Posting(income, -receivable),
        Posting(Account.INTEREST, ahead),
        Posting(Account.INTEREST_PAID_AHEAD, -ahead),
    )


def _accrual_reversed(f: AccrualReversed) -> tuple[Posting, ...]:
    return _accrued(f, -1)


def _provided(f: ProvisionBooked) -> tuple[Posting, ...]:
    return Posting(Account.PROVISION_EXPENSE, f.change), Posting(Account.PROVISIONS, -f.change)


_TABLE: dict[type[Fact], Callable[[Any], tuple[Posting, ...]]] = {
    CapitalAdded: _capital,
    MoneyCounted: _counted,
    PayoutOrdered: _payout_ordered,
    PayoutConfirmed: _payout_confirmed,
    PayoutRefused: _payout_refused,
    PaymentReceived: _payment_received,
    PaymentAllocated: _payment_allocated,
    servicing.PaymentReturned: _returned,
    servicing.ClearingSettled: _cleared,
    AccrualBooked: _accrued,
    AccrualReversed: _accrual_reversed,
    ProvisionBooked: _provided,
}


class Unbalanced(Exception):
    """A fact's postings do not add up to zero: the program is wrong and must not write."""


def postings(fact: Fact) -> tuple[Posting, ...]:
    """The ledger lines of a fact, without lines of zero; none for a fact that moves no money."""
    make = _TABLE.get(type(fact))
    made = effect_lines(fact) if isinstance(fact, Effect) else make(fact) if make else ()
    lines = tuple(line for line in made if line.amount.minor != 0)
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        sums[line.amount.currency] += line.amount.minor
    if any(sums.values()):
        raise Unbalanced(type(fact).__name__)
    return lines
