"""A payment, by the allocation of the loan; enough to be done settles the loan at the pay-off figure of its day.

Money ahead of its time waits on the next instalments, or is principal paid early: then it first pays the interest of
the days since the last due date, and the rest of the plan is made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from lending.accrual import Earning
from lending.allocation import DEFAULT_ALLOCATION, Reach
from lending.claims import Claim
from lending.fold_state import Fold, Line
from lending.happened import Happened, Kind
from lending.money import Money
from lending.parts import PAID_IN_ORDER, Part, PartKind
from lending.problems import ProblemWithInput
from lending.replan import (
    Opening,
    kept_instalment_rows,
    kept_principal_rows,
    level_rows,
    opening,
    replace_rest,
)
from lending.rows import Row
from lending.servicing import EarlyPayment, Rest
from lending.terms import Method

FEE, INTEREST, PRINCIPAL = PAID_IN_ORDER


def pay(fold: Fold, event: Happened) -> list[Part]:
    """A payment or a recovery; what comes after a write-off is a recovery by whatever name."""
    if event.kind == Kind.RECOVERY and fold.written_off_on is None:
        fold.problems[event.id] = ProblemWithInput(
            f"happened.{event.id}.kind", "is a payment: nothing was written off before it"
        )
    money = event.amount.minor if event.amount else 0
    if fold.written_off_on is not None:
        fold.recovered += money
    return receive(fold, event.on, money)


def receive(fold: Fold, on: date, money: int) -> list[Part]:
    """Lay `money` received on `on`; penalties must be counted up to `on`."""
    fold.money_in += money
    whole = fold.pay_off_lines(on)
    needed = sum(minor for _, minor, _ in whole)
    if money + fold.credit >= needed:
        return _settle(fold, on, whole, money - needed)
    parts = _fill_negative_credit(fold, money)
    money -= sum(part.amount.minor for part in parts)
    laid, money = fold.lay(money, _due_lines(fold, on))
    parts += laid
    if money:
        laid, money = _ahead(fold, on, money)
        parts += laid
    return [*parts, fold.to_credit(money)] if money else parts


def _fill_negative_credit(fold: Fold, money: int) -> list[Part]:
    """A refund whose money was taken back later is owed again, before anything else."""
    owed = min(money, max(0, -fold.credit))
    return [fold.to_credit(owed)] if owed else []


def _due_lines(fold: Fold, on: date) -> list[Line]:
    """What is due by `on`, in the order of the allocation; a line that two rules name is paid once."""
    lines: list[Line] = []
    seen: set[tuple[PartKind, int]] = set()
    for rule in fold.servicing.allocation.rules:
        past = rule.instalment is Reach.PAST_DUE
        claims = [c for c in fold.claims if c.due_on < on or (c.due_on == on and not past)]
        if rule.part == (PartKind.PENALTY,):
            claims = fold.claims if not past else claims
        for kind, minor, claim in fold.lines(claims, rule.part):
            if (kind, id(claim)) not in seen:
                seen.add((kind, id(claim)))
                lines.append((kind, minor, claim))
    return lines


def _ahead(fold: Fold, on: date, money: int) -> tuple[list[Part], int]:
    """Money beyond what is due, as the allocation says; a daily rate always takes it as principal paid early."""
    ahead = fold.servicing.allocation.ahead
    if ahead is Reach.NEXT and fold.servicing.early_payment is EarlyPayment.LOWER_INSTALMENTS:
        ahead = Reach.REAMORTISE if fold.servicing.allocation == DEFAULT_ALLOCATION else ahead
    if fold.terms.method is Method.DAILY_RATE and ahead is Reach.NEXT:
        ahead = Reach.LAST
    ended = fold.written_off_on or fold.withdrawn_on or fold.accelerated_on
    if ahead is not Reach.NEXT and not ended:
        return _prepay(fold, on, money, ahead)
    return fold.lay(money, fold.lines(fold.claims[fold.future(on) :]))


def _prepay(fold: Fold, on: date, money: int, ahead: Reach) -> tuple[list[Part], int]:
    """Interest of the days used, charges, and then principal, which lowers interest from this day on."""
    start = opening(fold, on)
    claims = fold.claims[start.place :]
    if not claims:
        return [], money
    if fold.servicing.rest is Rest.INSTALMENT and fold.terms.method is not Method.FLAT:
        running = [e for e in fold.earnings if start.first <= e.slot <= start.ends]
        start = replace(start, fixed=sum((e.before + e.exact for e in running), Fraction(0)) - start.before)
    earned = fold.earned(on) - sum(e.whole for e in start.kept) - sum(c.paid[INTEREST] for c in claims)
    interest, left = fold.lay(min(money, max(0, earned)), fold.lines(claims, (INTEREST,)))
    money = money - min(money, max(0, earned)) + left
    charges = [(FEE, min(c.charges - c.paid[FEE], c.left(FEE)), c) for c in claims if c.charges > c.paid[FEE]]
    fees, money = fold.lay(money, charges)
    early = min(money, start.principal - 1)
    if early <= 0:
        return [*interest, *fees], money
    parts = _pay_from_the_end(fold, start, early) if ahead is Reach.LAST else _plan_less(fold, start, on, early)
    return [*interest, *fees, *parts], money - early


def _pay_from_the_end(fold: Fold, start: Opening, early: int) -> list[Part]:
    parts, money = [], early
    claims = fold.claims[start.place :]
    for claim in reversed(claims):
        take = min(money, claim.left(PRINCIPAL))
        if take > 0:
            fold.book(PRINCIPAL, take, claim)
            claim.aside += take
            parts.append(fold.part(PRINCIPAL, take, claim))
            money -= take
    start = replace(start, principal=start.principal - early)
    rows = kept_principal_rows(fold, start, [c.left(PRINCIPAL) for c in claims])
    return parts + replace_rest(fold, start, rows, [c.paid[PRINCIPAL] for c in claims])


def _plan_less(fold: Fold, start: Opening, on: date, early: int) -> list[Part]:
    """Principal paid early stands in the plan as a row of its own, and the rest is spread anew."""
    start = replace(start, principal=start.principal - early)
    again = replace_rest(fold, start, _rows_of_less(fold, start))
    extra = _extra_row(fold, start, on, early)
    return [fold.part(PRINCIPAL, early, extra), *again]


def _rows_of_less(fold: Fold, start: Opening) -> list[Row]:
    terms = fold.terms
    shorter = fold.servicing.early_payment is EarlyPayment.SHORTER_TERM
    if terms.method.pays_once:
        return level_rows(fold, start, 1, paid_up=True)
    if shorter and not terms.method.repays_at_the_end and not terms.months_without_principal:
        return kept_instalment_rows(fold, start, fold.end_slot - start.ends + 1)
    return level_rows(fold, start, fold.end_slot - start.ends + 1, paid_up=True)


def _extra_row(fold: Fold, start: Opening, on: date, early: int) -> Claim:
    """The row of principal paid early on `on`: one a day, however many payments made it."""
    before = fold.claims[start.place - 1] if start.place else None
    if before is None or not before.extra or before.due_on != on:
        before = _insert(fold, start, on)
    before.due[PRINCIPAL] += early
    before.paid[PRINCIPAL] += early
    was = before.instalment
    before.instalment = replace(
        was, principal=Money(before.due[PRINCIPAL], fold.terms.currency), balance=_rest(fold, before)
    )
    return before


def _insert(fold: Fold, start: Opening, on: date) -> Claim:
    nothing = Money.zero(fold.terms.currency)
    like = fold.claims[start.place].instalment
    row = replace(
        like,
        n=start.place + 1,
        due_on=on,
        principal=nothing,
        interest=nothing,
        fee=nothing,
        earned=nothing,
        exact_interest=Fraction(0),
        fees=(),
    )
    slot = fold.claims[start.place - 1].slot if start.place else -1
    claim = Claim.of(row, slot)
    claim.extra, claim.spared = True, True
    for later in fold.claims[start.place :]:
        later.instalment = replace(later.instalment, n=later.instalment.n + 1)
    fold.claims.insert(start.place, claim)
    return claim


def _rest(fold: Fold, claim: Claim) -> Money:
    later = fold.claims[claim.instalment.n :]
    return Money(sum(c.due[PRINCIPAL] for c in later), fold.terms.currency)


def _settle(fold: Fold, on: date, whole: Sequence[Line], left: int) -> list[Part]:
    """Pay everything that is needed to be done; interest and fees that will not be earned fall away."""
    close(fold, on)
    for kind, minor, claim in whole:
        fold.book(kind, minor, claim)
    parts = fold.parts_of(whole)
    return [*parts, fold.to_credit(left)] if left else parts


def close(fold: Fold, on: date) -> None:
    """Let interest end on `on`: nothing is asked for that was not earned by then."""
    for claim, due in zip(fold.claims, fold.settled_dues(on), strict=True):
        claim.due = due
    earned = sum(claim.due[INTEREST] for claim in fold.claims)
    fold.earnings = [Earning.done(earned, on, fold.claims[-1].slot)]
