"""What if: a loan tried out with a payment that nobody made. Nothing is written; every figure is the fold's own.

Each answer names its ground. To be done early, instalments until then are taken as paid on their days; where something
is overdue already, and for lateness and single payments, nothing else is taken as paid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from lending.dues import what_is_due
from lending.happened import Happened, Kind
from lending.loan import InstalmentState, Loan
from lending.money import Money
from lending.pay_off import pay_off

_TRIED = "what-if"
"""Begins the ids of payments that are only tried; they never leave this file."""
_LONGEST_WAIT = 40
"""Days after the free ones in which a penalty that exists has become at least one smallest unit of money."""


@dataclass(frozen=True, slots=True)
class PaidOff:
    """Done with the loan on `on` for `amount`, after `before` in `times` instalments paid on their days until then.

    `saved` is interest that is not asked for. `total` is all that is ever paid, `was` the same without this. `in_it`
    says whether an instalment that is due that very day is part of `amount`.
    """

    on: date
    amount: Money
    saved: Money
    times: int
    before: Money
    total: Money
    was: Money
    in_it: bool


@dataclass(frozen=True, slots=True)
class PaidLate:
    """One instalment paid `days` after its day, on `on`, with all that has fallen due by then: `amount`.

    `penalty` is in it and began on `penalty_from` (the day it would begin, where it has not; None where there is
    none). `others` says whether later instalments are in `amount`. `after` is the loan once that is paid.
    """

    on: date
    amount: Money
    penalty: Money
    penalty_from: date | None
    others: bool
    after: Loan
    total: Money
    was: Money


@dataclass(frozen=True, slots=True)
class PaidSum:
    """`amount` paid on `on`. `saved` is interest that falls away by it, `credit` what was too much, `overdue` what is
    still late after it, penalties included. `after` is the loan then.
    """

    on: date
    amount: Money
    saved: Money
    credit: Money
    overdue: Money
    after: Loan


def paid_off(loan: Loan, on: date) -> PaidOff:
    """Done with `loan` on `on`, which is not before the loan's own day."""
    currency = loan.terms.currency
    late = any(i.overdue.minor for i in loan.instalments)
    ahead = [] if late else [i for i in loan.instalments if loan.as_of <= i.due_on < on and _open(i).minor]
    then = _with(loan, [(i.due_on, _open(i)) for i in ahead], on)
    figure = pay_off(then, on)
    return PaidOff(
        on=on,
        amount=figure.amount,
        saved=figure.interest_saved,
        times=len(ahead),
        before=sum((_open(i) for i in ahead), Money.zero(currency)),
        total=then.paid.total + figure.amount,
        was=_in_all(loan),
        in_it=any(i.due_on == on and _open(i).minor for i in then.instalments),
    )


def oldest_open(loan: Loan) -> InstalmentState | None:
    """The instalment that is to be paid next, be it overdue or to come; None where none is left."""
    return next((i for i in loan.instalments if _open(i).minor), None)


def paid_late(loan: Loan, days: int) -> PaidLate:
    """The oldest open instalment paid `days` after its day and nothing before; the loan must have an open one."""
    late = oldest_open(loan)
    assert late is not None, "asked of a loan with something left to pay"
    on = late.due_on + timedelta(days=days)
    due = what_is_due(loan, on)
    after = _with(loan, [(on, due.now)], on)
    return PaidLate(
        on=on,
        amount=due.now,
        penalty=due.penalty,
        penalty_from=_penalty_from(loan, late),
        others=any(i.due_on <= on and i.n != late.n and _open(i).minor for i in loan.instalments),
        after=after,
        total=_in_all(after),
        was=_in_all(loan),
    )


def paid_sum(loan: Loan, amount: Money, on: date) -> PaidSum:
    """`amount` paid on `on` and nothing else before."""
    before, after = loan.at(on), _with(loan, [(on, amount)], on)
    overdue = [i.left.total for i in after.instalments if i.overdue.minor or i.left.penalty.minor]
    return PaidSum(
        on=on,
        amount=amount,
        saved=before.left_to_pay - amount - after.left_to_pay,
        credit=after.credit - before.credit if after.settled else Money.zero(amount.currency),
        overdue=sum(overdue, Money.zero(amount.currency)),
        after=after,
    )


def _penalty_from(loan: Loan, late: InstalmentState) -> date | None:
    """The first day on which lateness of the instalment costs something, found by asking the fold day by day."""
    if loan.penalty is None or loan.penalty.is_nothing:
        return None
    free = loan.penalty.grace_days
    for days in range(free, free + _LONGEST_WAIT):
        day = late.due_on + timedelta(days=days)
        if day >= loan.terms.disbursed_on and loan.at(day).instalments[late.n - 1].penalty.minor:
            return day
    return None


def _with(loan: Loan, payments: Sequence[tuple[date, Money]], on: date) -> Loan:
    """The loan on `on`, had these payments been made."""
    tried = [
        Happened(f"{_TRIED}-{number}", day, Kind.PAYMENT, amount)
        for number, (day, amount) in enumerate(payments)
        if amount.minor
    ]
    return Loan.from_happened(
        loan.terms, loan.penalty, (*loan.happened, *tried), on, pauses=loan.pauses, servicing=loan.servicing
    )


def _open(instalment: InstalmentState) -> Money:
    """What is left of an instalment, penalty aside."""
    return instalment.left.total - instalment.left.penalty


def _in_all(loan: Loan) -> Money:
    """All that is paid from the first day to the last as things stand."""
    return loan.paid.total + loan.left_to_pay
