"""What a folded loan looks like from outside: values that cannot change, in money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypedDict

from lending.arrears import Arrears, arrears
from lending.claims import Claim
from lending.event_order import Played
from lending.fold_state import Fold
from lending.money import Money
from lending.parts import Part, PartKind, Transaction
from lending.schedule import Schedule, Totals


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
    it was complete, penalties aside. `extra` marks principal paid early that made the plan anew: it was never due.
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
    extra: bool = False

    @property
    def due(self) -> Money:
        """What falls due on its day, without penalty."""
        return self.principal + self.interest + self.fee


@dataclass(frozen=True, slots=True)
class Ended:
    """What beside payments brought a loan to an end, and what was drawn, recovered or given up in its life.

    `drawn` is principal lent after the payout; `fees_refunded` what a withdrawal gave back of the fees at the payout;
    `given_up` residues too small to ask for.
    """

    withdrawn_on: date | None
    written_off_on: date | None
    accelerated_on: date | None
    drawn: Money
    recovered: Money
    fees_refunded: Money
    given_up: Money


@dataclass(frozen=True, slots=True)
class WithoutGround:
    """An event that could not be as things now stand: the `field` that is wrong with it, and why."""

    event_id: str
    field: str
    reason: str


class View(TypedDict):
    """The fields of a loan that come from its folded state."""

    plan: Schedule
    instalments: tuple[InstalmentState, ...]
    outstanding: Amounts
    paid: Amounts
    credit: Money
    accrued: Money
    earned: Money
    arrears: Arrears
    ended: Ended
    settled_on: date | None
    transactions: tuple[Transaction, ...]
    pay_off_parts: tuple[Part, ...]
    interest_saved: Money
    problems: tuple[WithoutGround, ...]


def view(state: Fold, as_of: date, played: Played) -> View:
    """The folded state on the day it was folded to."""
    currency = state.terms.currency
    instalments = tuple(_instalment(claim, state, as_of) for claim in state.claims)
    saved = sum(
        claim.due[PartKind.INTEREST] - due[PartKind.INTEREST]
        for claim, due in zip(state.claims, state.settled_dues(as_of), strict=True)
    )
    late = sum(claim.late_interest for claim in state.claims)
    return View(
        plan=_plan(state) if state.planned_anew else state.plan,
        instalments=instalments,
        outstanding=_sum([i.left for i in instalments], currency),
        paid=_sum([i.paid for i in instalments], currency),
        credit=Money(state.credit, currency),
        accrued=Money(0 if state.settled_on else state.accrued(as_of), currency),
        earned=Money(state.earned(as_of) + late, currency),
        arrears=arrears(state, as_of),
        ended=_ended(state),
        settled_on=state.settled_on,
        transactions=_transactions(state, played, currency),
        pay_off_parts=tuple(state.parts_of(state.pay_off_lines(as_of))),
        interest_saved=Money(saved, currency),
        problems=tuple(WithoutGround(id_, p.field, p.reason) for id_, p in state.problems.items()),
    )


def _ended(state: Fold) -> Ended:
    amounts = (state.drawn, state.recovered, state.fees_refunded, state.given_up)
    drawn, recovered, refunded, given_up = (Money(minor, state.terms.currency) for minor in amounts)
    return Ended(state.withdrawn_on, state.written_off_on, state.accelerated_on, drawn, recovered, refunded, given_up)


def _plan(state: Fold) -> Schedule:
    """The schedule in force: the instalments as they stand, and their sums."""
    currency = state.terms.currency
    instalments = tuple(replace(c.instalment, due_on=c.due_on) for c in state.claims)
    principal, interest, fee = (
        Money(sum(getattr(i, name).minor for i in instalments), currency) for name in ("principal", "interest", "fee")
    )
    totals = Totals(principal, interest, fee, principal + interest + fee)
    return replace(state.plan, instalments=instalments, totals=totals)


def _instalment(claim: Claim, state: Fold, as_of: date) -> InstalmentState:
    currency, planned = state.terms.currency, claim.instalment

    def amounts(by_kind: dict[PartKind, int], penalty: int) -> Amounts:
        parts = (by_kind[PartKind.PRINCIPAL], by_kind[PartKind.INTEREST], by_kind[PartKind.FEE], penalty)
        return Amounts(*(Money(minor, currency) for minor in parts))

    due = amounts(claim.due, claim.penalty_charged(state.rule))
    return InstalmentState(
        n=planned.n,
        due_on=claim.due_on,
        principal=due.principal,
        interest=Money(due.interest.minor + claim.late_interest, currency),
        fee=due.fee,
        penalty=due.penalty,
        balance=planned.balance,
        paid=amounts(claim.paid, claim.penalty_paid),
        waived=amounts(claim.waived, claim.penalty_waived),
        left=amounts({kind: claim.left(kind) for kind in claim.due}, claim.penalty_left(state.rule)),
        overdue=Money(claim.open if claim.is_late(as_of) else 0, currency),
        paid_on=claim.paid_on,
        extra=claim.extra,
    )


def _sum(amounts: Sequence[Amounts], currency: str) -> Amounts:
    def of(name: str) -> Money:
        return Money(sum(getattr(a, name).minor for a in amounts), currency)

    return Amounts(of("principal"), of("interest"), of("fee"), of("penalty"))


def _transactions(state: Fold, played: Played, currency: str) -> tuple[Transaction, ...]:
    """Everything that happened, the events taken back (with no parts) and what took them back among them."""
    nothing = Money.zero(currency)
    undone = [
        Transaction(e.id, e.on, e.kind, e.amount or nothing, (), played.reversals[e.id].id) for e in played.taken_back
    ]
    reversals = [Transaction(r.id, r.on, r.kind, nothing, ()) for r in played.reversals.values()]
    return tuple(sorted((*state.transactions, *undone, *reversals), key=lambda t: t.on))
