"""A credit line: money drawn, repaid and drawn again under one agreement, never more than its limit."""

from dataclasses import replace
from datetime import date

from lending.accrual import Earning
from lending.fold_state import Fold
from lending.happened import Happened
from lending.parts import PAID_IN_ORDER, Part
from lending.problems import ProblemWithInput
from lending.replan import level_rows, opening, replace_rest, unpaid

_, INTEREST, _ = PAID_IN_ORDER


def draw(fold: Fold, event: Happened) -> list[Part]:
    """Lend more on the day: what has not fallen due is spread with it over the instalments that are left.

    Where none is left, or all was repaid, as many follow as the terms have, on the next due dates. `new_count` in the
    event's change says how many instead.
    """
    at = f"happened.{event.id}"
    if fold.servicing.line is None:
        raise ProblemWithInput(f"{at}.kind", "belongs to a credit line, which these terms are not")
    if fold.settled_on is None or fold.written_off_on or fold.withdrawn_on or fold.accelerated_on:
        fold.must_run(event)
    amount = event.amount.minor if event.amount else 0
    limit = fold.terms.money(fold.servicing.line.limit, "line.limit").minor
    owed = unpaid(fold, 0)
    if owed + amount > limit:
        raise ProblemWithInput(f"{at}.amount", f"is more than the line has left, {limit - owed} smallest units")
    # Refuses a plan beyond the calendar before anything is changed.
    fold.calendar.slot(fold.claims[-1].slot + fold.terms.count)
    if fold.settled_on is not None:
        _leave_behind(fold, event.on, fold.settled_on)
    start = opening(fold, event.on)
    left = fold.claims[-1].slot - start.ends + 1 if start.place < len(fold.claims) else 0
    count = (event.change.new_count if event.change else None) or left or fold.terms.count
    if fold.terms.method.pays_once:
        start = replace(start, ends=start.first + count - 1 if not left else start.ends)
        count = 1
    start = replace(start, principal=start.principal + amount)
    parts = replace_rest(fold, start, level_rows(fold, start, count))
    fold.drawn += amount
    fold.end_slot = fold.claims[-1].slot
    return parts


def _leave_behind(fold: Fold, on: date, settled_on: date) -> None:
    """Close what was repaid, so that the next instalments begin on the next due date after `on`."""
    reached = fold.calendar.first_after(on, 0) - 1
    for claim in fold.claims:
        claim.due_on, claim.slot = min(claim.due_on, settled_on), min(claim.slot, reached)
    fold.earnings = [Earning.done(sum(c.due[INTEREST] for c in fold.claims), on, reached)]
