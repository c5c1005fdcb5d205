"""How late a loan is: days past due, buckets, and what a reschedule leaves of them.

Days past due are calendar days since the oldest due date that was missed: 1 on the day after it, free days of a penalty
included, days of an arrears pause left out. A due date is missed when its instalment was not complete by the end of it;
penalties do not count. Buckets: current (0), 1-30, 31-60, 61-90, 90+ (91 or more), written_off.

A reschedule does not cure. The bucket in which the loan was stays at least as bad until three instalments in a row were
paid in full by their day; the loan counts as rescheduled for ever, as cured from then on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lending.claims import Claim
from lending.fold_state import Fold

CURED_AFTER = 3
"""Full instalments in a row, each by its day."""

_BUCKETS = ((0, "current"), (30, "1-30"), (60, "31-60"), (90, "61-90"))
WRITTEN_OFF = "written_off"
BUCKETS = (*(name for _, name in _BUCKETS), "90+", WRITTEN_OFF)
"""From the best to the worst."""


def bucket_of(days_past_due: int) -> str:
    """current, 1-30, 31-60, 61-90 or 90+."""
    return next((name for limit, name in _BUCKETS if days_past_due <= limit), "90+")


def worse(one: str, other: str) -> str:
    """The worse of two buckets."""
    return max(one, other, key=BUCKETS.index)


@dataclass(frozen=True, slots=True)
class Arrears:
    """`bucket` counts a reschedule that is not cured; `rescheduled_on` is the last one, `cured_on` its cure."""

    days_past_due: int = 0
    bucket: str = "current"
    rescheduled_on: date | None = None
    cured_on: date | None = None


def arrears(fold: Fold, as_of: date) -> Arrears:
    """The arrears of a folded loan on the day it was folded to."""
    days = fold.days_past_due(as_of)
    last = fold.rescheduled[-1].on if fold.rescheduled else None
    late = [r for r in fold.rescheduled if r.days_past_due]
    cured = None if last is None else _cured_on(fold.claims, late[-1].on if late else last, as_of)
    bucket = bucket_of(days)
    if late and cured is None and fold.settled_on is None:
        bucket = worse(bucket, bucket_of(max(r.days_past_due for r in late)))
    if fold.written_off_on is not None and fold.settled_on is None:
        bucket = WRITTEN_OFF
    return Arrears(days, bucket, last, cured)


def _cured_on(claims: Sequence[Claim], since: date, as_of: date) -> date | None:
    """The day on which the third instalment in a row, due after `since`, had been paid by its day."""
    row = 0
    for claim in claims:
        if claim.extra or claim.due_on <= since or claim.due_on > as_of or not claim.expected:
            continue
        in_time = claim.paid_on is not None and claim.paid_on <= claim.due_on
        row = row + 1 if in_time or claim.spared else 0
        if row == CURED_AFTER:
            return claim.due_on
    return None
