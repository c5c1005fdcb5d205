"""A running loan: its state on a day, from its terms and what happened to it.

    loan = Loan.from_happened(terms, penalty, happened, as_of)

`lending/fold.py` says by which rules. Figures that a person asks for are in `lending/dues.py` and `lending/pay_off.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lending.accrual import interest_earned
from lending.claims import Claim, Pause
from lending.event_order import Played, in_order
from lending.fold import Fold, fold
from lending.happened import Happened, Kind
from lending.money import Money
from lending.parts import Part, PartKind, Transaction
from lending.problems import ProblemWithInput
from lending.schedule import Schedule, schedule
from lending.terms import LoanTerms, PenaltyTerms

__all__ = ["Amounts", "Happened", "InstalmentState", "Kind", "Loan", "Pause", "bucket_of"]

_BUCKETS = ((0, "current"), (30, "1-30"), (60, "31-60"), (90, "61-90"))


@dataclass(frozen=True, slots=True)
class Amounts:
    """Money by part."""

    principal: Money
    interest: Money
    fee: Money
    penalty: Money

    @property
    def total(self) -> Money:
        """All parts together."""
        return self.principal + self.interest + self.fee + self.penalty


@dataclass(frozen=True, slots=True)
class InstalmentState:
    """One instalment on the day the loan is looked at.

    `principal`, `interest`, `fee` and `penalty` are what it asks for; `left` what of that is neither paid nor waived.
    `balance` is the scheduled principal after it. `overdue` is what is left of it past its day, without penalty;
    nothing when its money had arrived in time and only older penalties took some of it. `paid_on` is the day on which
    it was complete, penalties aside.
    """

    n: int
    due_on: date
    principal: Money
    interest: Money
    fee: Money
    penalty: Money
    balance: Money
    paid: Amounts
    waived: Amounts
    left: Amounts
    overdue: Money
    paid_on: date | None

    @property
    def due(self) -> Money:
        """What falls due on its day, without penalty."""
        return self.principal + self.interest + self.fee


@dataclass(frozen=True, slots=True)
class Loan:
    """A loan as it stands at the end of the day `as_of`.

    `outstanding` is all that is neither paid nor waived, future interest of the schedule included; `accrued` the
    interest earned that has not fallen due; `credit` the borrower's own money that was too much. `days_past_due` counts
    from the oldest due date that was missed.
    """

    terms: LoanTerms
    penalty: PenaltyTerms | None
    happened: tuple[Happened, ...]
    pauses: tuple[Pause, ...]
    as_of: date
    plan: Schedule
    instalments: tuple[InstalmentState, ...]
    outstanding: Amounts
    paid: Amounts
    credit: Money
    accrued: Money
    days_past_due: int
    settled_on: date | None
    transactions: tuple[Transaction, ...]
    pay_off_parts: tuple[Part, ...]
    interest_saved: Money

    @classmethod
    def from_happened(
        cls,
        terms: LoanTerms,
        penalty: PenaltyTerms | None,
        happened: Sequence[Happened],
        as_of: date,
        *,
        pauses: Sequence[Pause] = (),
        known_on: date | None = None,
    ) -> Loan:
        """The loan at the end of `as_of`; `known_on` leaves out what was booked after that day.

        Raises `ProblemWithInput` for events that cannot be: before the payout, in another currency, taking back what
        is not there.
        """
        if as_of < terms.disbursed_on:
            raise ProblemWithInput("as_of", f"is before the money was paid out on {terms.disbursed_on}")
        plan = schedule(terms)
        played = in_order(happened, terms, plan, as_of, known_on)
        state = fold(terms, plan, penalty, played.events, as_of, pauses)
        return _loan(state, penalty, tuple(happened), tuple(pauses), as_of, played)

    def at(self, on: date) -> Loan:
        """The same loan on another day: later as if nothing more happens, earlier as it then was."""
        return Loan.from_happened(self.terms, self.penalty, self.happened, on, pauses=self.pauses)

    def with_event(self, event: Happened, as_of: date | None = None) -> Loan:
        """The loan with one more event, on the later of the event's day and `as_of` (the loan's own when None)."""
        on = max(event.on, as_of or self.as_of)
        return Loan.from_happened(self.terms, self.penalty, (*self.happened, event), on, pauses=self.pauses)

    @property
    def settled(self) -> bool:
        """Whether nothing is left to pay."""
        return self.outstanding.total.minor == 0

    @property
    def left_to_pay(self) -> Money:
        """All that the schedule still asks for, penalties included, less the borrower's credit."""
        return self.outstanding.total - self.credit

    @property
    def bucket(self) -> str:
        """The arrears bucket of the days past due."""
        return bucket_of(self.days_past_due)


def bucket_of(days_past_due: int) -> str:
    """current, 1-30, 31-60, 61-90 or 90+."""
    return next((name for limit, name in _BUCKETS if days_past_due <= limit), "90+")


def _loan(
    state: Fold,
    penalty: PenaltyTerms | None,
    happened: tuple[Happened, ...],
    pauses: tuple[Pause, ...],
    as_of: date,
    played: Played,
) -> Loan:
    terms, currency = state.terms, state.terms.currency
    instalments = tuple(_instalment(claim, state, as_of) for claim in state.claims)
    saved = sum(
        claim.due[PartKind.INTEREST] - due[PartKind.INTEREST]
        for claim, due in zip(state.claims, state.settled_dues(as_of), strict=True)
    )
    fallen = sum(claim.due[PartKind.INTEREST] for claim in state.claims if claim.due_on <= as_of)
    accrued = 0 if state.settled_on else max(0, interest_earned(state.plan, terms, as_of) - fallen)
    return Loan(
        terms=terms,
        penalty=penalty,
        happened=happened,
        pauses=pauses,
        as_of=as_of,
        plan=state.plan,
        instalments=instalments,
        outstanding=_sum([i.left for i in instalments], currency),
        paid=_sum([i.paid for i in instalments], currency),
        credit=Money(state.credit, currency),
        accrued=Money(accrued, currency),
        days_past_due=_days_past_due(instalments, as_of),
        settled_on=state.settled_on,
        transactions=_transactions(state, played, currency),
        pay_off_parts=tuple(state.pay_off_parts(as_of)),
        interest_saved=Money(saved, currency),
    )


def _instalment(claim: Claim, state: Fold, as_of: date) -> InstalmentState:
    currency, planned = state.terms.currency, claim.instalment

    def amounts(by_kind: dict[PartKind, int], penalty: int) -> Amounts:
        parts = (by_kind[PartKind.PRINCIPAL], by_kind[PartKind.INTEREST], by_kind[PartKind.FEE], penalty)
        return Amounts(*(Money(minor, currency) for minor in parts))

    late = claim.due_on < as_of and not claim.spared
    due = amounts(claim.due, claim.penalty_charged(state.rule))
    return InstalmentState(
        n=planned.n,
        due_on=claim.due_on,
        principal=due.principal,
        interest=due.interest,
        fee=due.fee,
        penalty=due.penalty,
        balance=planned.balance,
        paid=amounts(claim.paid, claim.penalty_paid),
        waived=amounts(claim.waived, claim.penalty_waived),
        left=amounts({kind: claim.left(kind) for kind in claim.due}, claim.penalty_left(state.rule)),
        overdue=Money(claim.open if late else 0, currency),
        paid_on=claim.paid_on,
    )


def _sum(amounts: Sequence[Amounts], currency: str) -> Amounts:
    def of(name: str) -> Money:
        return Money(sum(getattr(a, name).minor for a in amounts), currency)

    return Amounts(of("principal"), of("interest"), of("fee"), of("penalty"))


def _days_past_due(instalments: Sequence[InstalmentState], as_of: date) -> int:
    missed = [i.due_on for i in instalments if i.overdue]
    return (as_of - min(missed)).days if missed else 0


def _transactions(state: Fold, played: Played, currency: str) -> tuple[Transaction, ...]:
    """Everything that happened, the events taken back (with no parts) and what took them back among them."""
    nothing = Money.zero(currency)
    undone = [
        Transaction(e.id, e.on, e.kind, e.amount or nothing, (), played.reversals[e.id].id) for e in played.taken_back
    ]
    reversals = [Transaction(r.id, r.on, r.kind, nothing, ()) for r in played.reversals.values()]
    return tuple(sorted((*state.transactions, *undone, *reversals), key=lambda t: t.on))
