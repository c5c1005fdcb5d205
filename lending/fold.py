"""A loan as a fold over what happened to it: events in the order of their value dates, each changing the claims.

The default allocation: instalments that are due, the oldest first, in each fee, interest and principal; then
penalties; then instalments not yet due, in their order; what is left is credit. Because events are ordered by value
date, one that is booked late replays all that followed, penalties included. An event that the replay leaves without its
ground (a reschedule of a loan that a backdated payment had settled) has no effect, and is noted with the reason.
"""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

from lending.accrual import Earning
from lending.charging import charge, refund, waive
from lending.claims import Claim, LateRule, Pause
from lending.drawing import draw
from lending.fold_state import Fold
from lending.happened import MONEY_IN, Happened, Kind
from lending.money import Money
from lending.parts import Part, Transaction
from lending.pausing import pause_arrears, pause_interest
from lending.paying import pay
from lending.period_calendar import PeriodCalendar
from lending.problems import ProblemWithInput
from lending.rate_change import rate_change
from lending.reschedule import reschedule
from lending.schedule import Schedule
from lending.servicing import DEFAULT_SERVICING, Servicing
from lending.terms import LoanTerms, Method, PenaltyBase, PenaltyTerms
from lending.withdrawal import withdraw
from lending.write_off import accelerate, give_up_residue, write_off

_PLAYS: dict[Kind, Callable[[Fold, Happened], list[Part]]] = {
    Kind.PAYMENT: pay,
    Kind.RECOVERY: pay,
    Kind.WAIVER: waive,
    Kind.CHARGE: charge,
    Kind.REFUND: refund,
    Kind.RESCHEDULE: reschedule,
    Kind.RATE_CHANGE: rate_change,
    Kind.PAUSE_INTEREST: pause_interest,
    Kind.PAUSE_ARREARS: pause_arrears,
    Kind.ACCELERATE: accelerate,
    Kind.WITHDRAW: withdraw,
    Kind.WRITE_OFF: write_off,
    Kind.DRAW: draw,
}


def play(fold: Fold, event: Happened) -> None:
    """Let one event happen, after the lateness of the days before it."""
    fold.count_lateness(event.on)
    try:
        parts = _PLAYS[Kind(event.kind)](fold, event)
    except ProblemWithInput as problem:
        fold.problems[event.id] = problem
        parts = []
    amount = event.amount or Money(sum(p.amount.minor for p in parts), fold.terms.currency)
    fold.transactions.append(Transaction(event.id, event.on, event.kind, amount, tuple(parts)))
    if event.kind in MONEY_IN:
        give_up_residue(fold, event)
    owed = 0
    for claim in fold.claims:
        left = claim.open
        owed += left + claim.penalty_left(fold.rule)
        if left > 0:
            claim.paid_on = None
        elif claim.paid_on is None and claim.expected > 0:
            claim.paid_on = event.on
    fold.settled_on = None if owed else fold.settled_on or event.on


def late_rule(terms: LoanTerms, penalty: PenaltyTerms | None) -> LateRule:
    """The penalty terms in smallest units; no terms, no penalty."""
    if penalty is None:
        return LateRule(Fraction(0), 0, None, terms.rounding.mode)

    def minor(name: str) -> int | None:
        value = getattr(penalty, name)
        return None if value is None else terms.money(value, f"penalty.{name}").minor

    return LateRule(
        rate=Fraction(penalty.percent_per_day) / 100,
        grace_days=penalty.grace_days,
        cap=minor("cap_per_instalment"),
        mode=terms.rounding.mode,
        amount=minor("amount_per_day") or 0,
        rate_once=Fraction(penalty.percent_once or 0) / 100,
        amount_once=minor("amount_once") or 0,
        with_interest=penalty.base is PenaltyBase.OVERDUE_PRINCIPAL_AND_INTEREST,
        cap_total=minor("cap_total"),
    )


def begin(
    terms: LoanTerms, plan: Schedule, penalty: PenaltyTerms | None, servicing: Servicing, pauses: Sequence[Pause]
) -> Fold:
    """The state on the day of the payout. `plan` is the schedule that `terms` make."""
    once = terms.method.pays_once
    slots = [terms.count - 1] if once else range(len(plan.instalments))
    usual = plan.instalments[min(terms.grace.principal, len(plan.instalments) - 1)]
    level = usual.principal.minor + (0 if terms.method is Method.EQUAL_PRINCIPAL else usual.interest.minor)
    return Fold(
        terms=terms,
        plan=plan,
        rule=late_rule(terms, penalty),
        servicing=servicing,
        calendar=PeriodCalendar(terms, Fraction(terms.annual_rate_percent) / 100),
        claims=[Claim.of(i, slot) for i, slot in zip(plan.instalments, slots, strict=True)],
        earnings=[Earning.of(i, slot) for i, slot in zip(plan.instalments, slots, strict=True)],
        pauses=list(pauses),
        end_slot=terms.count - 1,
        level=level,
    )


def fold(
    terms: LoanTerms,
    plan: Schedule,
    penalty: PenaltyTerms | None,
    played: Sequence[Happened],
    as_of: date,
    pauses: Sequence[Pause],
    servicing: Servicing = DEFAULT_SERVICING,
) -> Fold:
    """Play events (checked, none reversed, in the order of value dates) and count lateness up to `as_of`."""
    state = begin(terms, plan, penalty, servicing, pauses)
    for event in played:
        play(state, event)
    state.count_lateness(as_of)
    return state
