"""A reschedule: the rest of a running loan under another plan, while nothing that is overdue is forgiven by it.

Moving or skipping treats the oldest open instalment, due or not, as if it had always been due on the other day: its
period is longer, and bears interest for the longer time. All other changes leave instalments that fell due as they are
(unless they are re-aged) and spread the principal that has not fallen due.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from lending.accrual import Earning
from lending.change import Change
from lending.claims import Claim
from lending.fold_state import Fold, Rescheduled
from lending.happened import Happened
from lending.money import Money
from lending.parts import PAID_IN_ORDER, Part
from lending.problems import ProblemWithInput
from lending.replan import (
    Opening,
    flat_base,
    kept_principal_rows,
    level_rows,
    opening,
    opening_at,
    replace_rest,
    round_interest,
    unpaid,
)
from lending.rows import Row
from lending.terms import Method

FEE, INTEREST, PRINCIPAL = PAID_IN_ORDER

_MOST_FOUND = 512
"""Instalments that a wish for a low one can lead to."""


def reschedule(fold: Fold, event: Happened) -> list[Part]:
    """Make the change that the event asks for, and remember how late the loan was."""
    fold.must_run(event)
    change = _asked(event)
    late = fold.days_past_due(event.on)
    if change.move_to is not None:
        parts = _move(fold, event, change)
    elif change.skip:
        parts = _skip(fold, event, change)
    else:
        parts = spread_anew(fold, event, change)
    fold.rescheduled.append(Rescheduled(event.on, late))
    return parts


def _asked(event: Happened) -> Change:
    if event.change is None:
        raise ProblemWithInput(f"happened.{event.id}", "a reschedule says what changes: move_to, skip, new_count, ...")
    return event.change


def _oldest_open(fold: Fold, event: Happened) -> int:
    place = fold.first_open()
    if place is None or unpaid(fold, place) == 0:
        raise ProblemWithInput(f"happened.{event.id}", "there is no instalment with principal left to put off")
    return place


def _move(fold: Fold, event: Happened, change: Change) -> list[Part]:
    """Let the oldest open instalment be due on another day; the instalments stay level with each other."""
    place, at, day = _oldest_open(fold, event), f"happened.{event.id}.move_to", change.move_to
    assert day is not None
    claim = fold.claims[place]
    following = next((c.due_on for c in fold.claims[place + 1 :]), fold.calendar.slot(claim.slot + 1).due_on)
    if day <= event.on:
        raise ProblemWithInput(at, "must be after the day of the reschedule")
    if day <= fold.calendar.slot(claim.slot).start:
        raise ProblemWithInput(at, "must be after the instalment before it")
    if day == claim.due_on:
        raise ProblemWithInput(at, "is the day on which it is due already")
    if day >= following:
        raise ProblemWithInput(at, f"must be before the next due date, {following}; skip one instead")
    start = opening_at(fold, place)
    fold.calendar.move(claim.slot, day)
    return replace_rest(fold, start, _rows(fold, start, place), _aheads(fold, place))


def _rows(fold: Fold, start: Opening, place: int) -> list[Row]:
    """As many rows as there are instalments; flat interest is not made anew, so principal stays where it is."""
    if fold.terms.method.pays_once:
        return level_rows(fold, start, 1)
    if fold.terms.method is Method.FLAT:
        return kept_principal_rows(fold, start, [c.left(PRINCIPAL) for c in fold.claims[place:]])
    return level_rows(fold, start, len(fold.claims) - place)


def _aheads(fold: Fold, place: int) -> list[int] | None:
    if fold.terms.method is Method.FLAT:
        return [c.paid[PRINCIPAL] for c in fold.claims[place:]]
    return None


def _skip(fold: Fold, event: Happened, change: Change) -> list[Part]:
    """Leave out instalments from the oldest open one on.

    When the loan is extended, the others follow as they were, each so many periods later, and the interest of the
    skipped periods is due with the last one, without interest on it. Otherwise what is left is spread over fewer.
    """
    place, n = _oldest_open(fold, event), change.skip
    start = opening_at(fold, place)
    later = replace(start, ends=start.ends + n)
    if fold.terms.method.pays_once:
        if not change.extend:
            raise ProblemWithInput(f"happened.{event.id}.skip", "leaves no instalment; add extend")
        return replace_rest(fold, later, level_rows(fold, later, 1))
    if not change.extend:
        count = len(fold.claims) - place - n
        if count < 1:
            raise ProblemWithInput(f"happened.{event.id}.skip", "leaves no instalment; add extend")
        return replace_rest(fold, later, level_rows(fold, later, count))
    claims = fold.claims[place:]
    later = _with_holiday(fold, start, n)
    rows = kept_principal_rows(fold, later, [c.left(PRINCIPAL) for c in claims])
    parts = replace_rest(fold, later, rows, [c.paid[PRINCIPAL] for c in claims])
    fold.end_slot = fold.claims[-1].slot
    return parts


def _with_holiday(fold: Fold, start: Opening, n: int) -> Opening:
    """The opening after a payment holiday of `n` periods, whose interest is put off to the last instalment."""
    last = start.ends + n - 1
    holiday = fold.calendar.left(start.first, last, start.since)
    base = flat_base(fold) if fold.terms.method is Method.FLAT else start.principal
    exact = base * holiday.rate
    interest = round_interest(fold, exact + start.before)
    pauses = tuple(fold.calendar.pauses)
    earned = Earning(holiday, exact, interest, last, holiday.years, start.before, pauses)
    return replace(
        start,
        first=last + 1,
        ends=last + 1,
        since=holiday.end,
        before=Fraction(0),
        put_off=start.put_off + interest,
        kept=(*start.kept, earned),
    )


def spread_anew(fold: Fold, event: Happened, change: Change) -> list[Part]:
    """Spread what has not fallen due, by another rate or over another number of instalments, from the day on."""
    at = f"happened.{event.id}"
    carried = _overdue(fold, event) if change.re_age else []
    if fold.future(event.on) == len(fold.claims) and not (carried and _says_how_many(change)):
        why = "nothing is left that has not fallen due; re_age with new_count takes in what has"
        raise ProblemWithInput(at, why)
    if change.new_instalment is not None:
        overdue = sum(claim.left(PRINCIPAL) for claim in carried)
        change = replace(change, new_count=_count_up_to(fold, event, change.new_instalment, overdue))
    # Refuses a plan beyond the calendar before anything is changed.
    fold.calendar.slot(fold.claims[-1].slot + change.extend + (change.new_count or 0))
    principal, fee, late = _take_in(fold, carried)
    start = opening(fold, event.on)
    start = replace(start, principal=start.principal + principal)
    if change.new_rate_percent is not None:
        fold.calendar.rate = Fraction(change.new_rate_percent) / 100
    start, rows = _spread(fold, start, change)
    parts = replace_rest(fold, start, rows)
    last = fold.claims[-1]
    last.due[FEE] += fee
    last.charges += fee
    last.late_exact, last.late_interest = last.late_exact + late, last.late_interest + late
    _note_the_plan(fold, rows)
    return parts


def _says_how_many(change: Change) -> bool:
    return bool(change.new_count or change.extend or change.new_instalment)


def _overdue(fold: Fold, event: Happened) -> list[Claim]:
    found = [c for c in fold.claims if c.due_on <= event.on and c.open > 0]
    if not found:
        raise ProblemWithInput(f"happened.{event.id}.re_age", "nothing is overdue")
    return found


def _take_in(fold: Fold, overdue: Sequence[Claim]) -> tuple[int, int, int]:
    """Let overdue instalments ask for no more than was paid of them; principal, fees, late interest for the new plan.

    Their penalties stay with them, and their other interest is put off to the end of the new plan by its opening.
    """
    principal = fee = late = 0
    for claim in overdue:
        principal += claim.left(PRINCIPAL)
        fee += claim.left(FEE)
        moved = min(claim.late_interest, claim.left(INTEREST))
        late += moved
        claim.late_interest -= moved
        claim.late_exact = Fraction(claim.late_interest)
        for kind in PAID_IN_ORDER:
            claim.due[kind] -= claim.left(kind)
        was, asked = claim.instalment, {k: Money(claim.due[k], fold.terms.currency) for k in PAID_IN_ORDER}
        claim.instalment = replace(
            was,
            principal=asked[PRINCIPAL],
            interest=asked[INTEREST],
            fee=asked[FEE],
            balance=Money(was.balance.minor + principal, fold.terms.currency),
        )
    return principal, fee, late


def _spread(fold: Fold, start: Opening, change: Change) -> tuple[Opening, list[Row]]:
    left = fold.claims[-1].slot - start.ends + 1 if start.place < len(fold.claims) else 0
    if fold.terms.method.pays_once:
        ends = start.first + change.new_count - 1 if change.new_count else max(start.ends, fold.claims[-1].slot)
        start = replace(start, ends=ends + change.extend)
        return start, level_rows(fold, start, 1)
    count = change.new_count or left + change.extend
    return start, level_rows(fold, start, count)


def _count_up_to(fold: Fold, event: Happened, most: int, overdue: int) -> int:
    """How many instalments it takes so that none asks for more than `most`: the fewest, found by halving."""
    at = f"happened.{event.id}.new_instalment"
    if fold.terms.method.repays_at_the_end:
        raise ProblemWithInput(at, f"does not go with {fold.terms.method}")
    start = opening(fold, event.on)
    start = replace(start, principal=start.principal + overdue)
    low, high = 1, 2
    while _largest(level_rows(fold, start, high)) > most:
        low, high = high, 2 * high
        if high > _MOST_FOUND:
            raise ProblemWithInput(at, f"would take more than {_MOST_FOUND} instalments, or not pay the interest")
    while low < high:
        middle = (low + high) // 2
        if _largest(level_rows(fold, start, middle)) > most:
            low = middle + 1
        else:
            high = middle
    return low


def _largest(rows: Sequence[Row]) -> int:
    return max(row.principal + row.interest for row in rows)


def _note_the_plan(fold: Fold, rows: Sequence[Row]) -> None:
    """What early payment keeps, and where the loan ends, from now on."""
    row = rows[min(1, len(rows) - 1)]
    fold.level = row.principal + (0 if fold.terms.method is Method.EQUAL_PRINCIPAL else row.interest)
    fold.end_slot = fold.claims[-1].slot
