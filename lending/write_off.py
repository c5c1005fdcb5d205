"""Giving a loan up, and letting it fall due as a whole: two ends of a plan that forgive nothing.

A write-off is the lender's own affair: what was owed that day (the pay-off figure, part by part) stays owed, interest
and lateness stop, and money that comes later is a recovery. Acceleration makes everything due on a day; interest that
was not earned by then is not asked for. A residue too small to ask for is given up, and that one is forgiven.
"""

from lending.fold_state import Fold
from lending.happened import Happened
from lending.money import Money
from lending.parts import PAID_IN_ORDER, Part, PartKind, Transaction
from lending.paying import close
from lending.problems import ProblemWithInput


def write_off(fold: Fold, event: Happened) -> list[Part]:
    """Give up what is owed on the day; the parts are what is given up."""
    at = f"happened.{event.id}"
    if fold.written_off_on is not None:
        raise ProblemWithInput(f"{at}.kind", f"the loan was written off before, on {fold.written_off_on}")
    lines = fold.pay_off_lines(event.on)
    owed = sum(minor for _, minor, _ in lines)
    if fold.settled_on is not None or owed <= 0:
        raise ProblemWithInput(f"{at}.kind", "nothing is owed that could be written off")
    if event.amount is not None and event.amount.minor != owed:
        raise ProblemWithInput(f"{at}.amount", f"must be all that is owed that day, {owed} smallest units, or left out")
    laid_again = _fall_due(fold, event)
    if laid_again:
        nothing = Money.zero(fold.terms.currency)
        fold.transactions.append(Transaction(f"{event.id}:laid", event.on, "laid_again", nothing, tuple(laid_again)))
    fold.written_off_on = fold.frozen_on = event.on
    return fold.parts_of(fold.pay_off_lines(event.on))


def accelerate(fold: Fold, event: Happened) -> list[Part]:
    """Let everything that is left fall due on the day, with the interest earned until then."""
    fold.must_run(event)
    if fold.future(event.on) == len(fold.claims):
        raise ProblemWithInput(f"happened.{event.id}.kind", "changes nothing: all of the loan has fallen due")
    parts = _fall_due(fold, event)
    fold.accelerated_on = event.on
    return parts


def _fall_due(fold: Fold, event: Happened) -> list[Part]:
    """Let interest end on the day; money that had paid interest or fees ahead of their time pays something else."""
    close(fold, event.on)
    money, parts = 0, []
    for claim in fold.claims:
        claim.due_on = min(claim.due_on, event.on)
        for kind in PAID_IN_ORDER:
            too_much = max(0, -claim.left(kind))
            if too_much:
                fold.book(kind, -too_much, claim)
                parts.append(fold.part(kind, -too_much, claim))
                money += too_much
    fold.planned_anew = True
    laid, left = fold.lay(money, fold.lines(fold.claims))
    return parts + laid + ([fold.to_credit(left)] if left else [])


def give_up_residue(fold: Fold, event: Happened) -> None:
    """After a payment, give up a rest that is smaller than the product names; it is booked as waived."""
    limit = fold.servicing.residue_below
    if limit is None or fold.written_off_on is not None:
        return
    lines = fold.pay_off_lines(event.on)
    owed = sum(minor for _, minor, _ in lines)
    if not 0 < owed < fold.terms.money(limit, "residue_below").minor or any(minor < 0 for _, minor, _ in lines):
        return
    close(fold, event.on)
    for kind, minor, claim in lines:
        if kind is PartKind.PENALTY:
            claim.penalty_waived += minor
        else:
            claim.waived[kind] += minor
    fold.given_up += owed
    parts = tuple(fold.parts_of(lines))
    amount = Money(owed, fold.terms.currency)
    fold.transactions.append(Transaction(f"{event.id}:residue", event.on, "residue", amount, parts))
