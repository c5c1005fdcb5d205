"""Charges on the way, what is waived, and credit that goes back to the borrower."""

from __future__ import annotations

from lending.claims import Claim
from lending.fold_state import Fold
from lending.happened import Happened
from lending.parts import PAID_IN_ORDER, Part, PartKind
from lending.problems import ProblemWithInput

FEE, _, _ = PAID_IN_ORDER


def waive(fold: Fold, event: Happened) -> list[Part]:
    """Give up what is owed of one part, the oldest first; never more than is owed."""
    kind = PartKind(event.of or PartKind.PENALTY)
    lines = fold.lines(fold.claims, (kind,))
    owed = sum(minor for _, minor, _ in lines)
    money = owed if event.amount is None else min(owed, event.amount.minor)
    parts = []
    for _, minor, claim in lines:
        take = min(money, minor)
        if take > 0:
            money -= take
            parts.append(fold.part(kind, take, claim))
            _book_waiver(claim, kind, take)
    return parts


def _book_waiver(claim: Claim, kind: PartKind, minor: int) -> None:
    if kind is PartKind.PENALTY:
        claim.penalty_waived += minor
    else:
        claim.waived[kind] += minor


def charge(fold: Fold, event: Happened) -> list[Part]:
    """A charge falls due with the next instalment, the day itself included."""
    minor = event.amount.minor if event.amount else 0
    claim = next((c for c in fold.claims if c.due_on >= event.on and not c.extra), None)
    if claim is None:
        raise ProblemWithInput(f"happened.{event.id}.on", "is after the last instalment, so nothing can be charged")
    claim.due[FEE] += minor
    claim.charges += minor
    return [fold.part(FEE, minor, claim)]


def refund(fold: Fold, event: Happened) -> list[Part]:
    """Credit goes back to the borrower. It is noted when there was less: a payment behind it was taken back."""
    minor = event.amount.minor if event.amount else 0
    if minor > fold.credit:
        fold.problems[event.id] = ProblemWithInput(
            f"happened.{event.id}.amount", "gives back more than the credit that there is"
        )
    fold.money_in -= minor
    return [fold.to_credit(-minor)]
