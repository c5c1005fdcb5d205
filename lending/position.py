"""Where a loan stands, as one row of figures, and the next day on which anything of it changes by itself.

A loan is a fold, and folding a million of them every night would follow the size of the book, not what happens. So for
each loan its figures are kept, with what is coming if nothing happens: the instalments that are left, and the interest
at the next ends of months. A day's close then looks only at loans whose `next_on` has come, and most of those move by
sums of whole numbers (`advance`); the others are folded again. Both ways give the same row: a test holds them together.

Penalties are not in it. They follow from the fold for any day, and grow daily.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from lending.arrears import WRITTEN_OFF, arrears, bucket_of
from lending.event_order import in_order
from lending.fold import fold
from lending.fold_state import Fold
from lending.happened import Happened
from lending.non_accrual import FROM_DAYS
from lending.parts import PartKind
from lending.schedule import Schedule, schedule
from lending.servicing import DEFAULT_SERVICING, AfterDue, Servicing
from lending.terms import LoanTerms, PenaltyTerms

EDGES = (1, 31, 61, FROM_DAYS, 91)
"""Days past due on which a bucket, or the standing of interest, changes."""
MONTHS_AHEAD = 4
"""Ends of months for which interest is worked out in advance; a loan that nothing happens to is folded that often."""


@dataclass(frozen=True, slots=True)
class Coming:
    """An instalment with something left, or one that is still to come. `spared`: its money had arrived by its day."""

    due_on: date
    principal: int
    interest: int
    fee: int
    spared: bool
    start: date
    end: date
    whole_interest: int

    @property
    def left(self) -> int:
        """What is left of it, penalty aside."""
        return self.principal + self.interest + self.fee

    def to_numbers(self) -> list[int]:
        """As whole numbers, days as ordinals."""
        amounts = (self.principal, self.interest, self.fee, int(self.spared))
        days = (self.start.toordinal(), self.end.toordinal())
        return [self.due_on.toordinal(), *amounts, *days, self.whole_interest]


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is coming if nothing happens: instalments by their days, and `accrued` interest at ends of months. `bears`
    says that principal bears interest once it is overdue, so that from then on only a fold says what is due.
    """

    coming: tuple[Coming, ...]
    accrued: tuple[tuple[date, int], ...]
    bears: bool = False

    def to_text(self) -> str:
        """As compact JSON."""
        rows = [c.to_numbers() for c in self.coming]
        accrued = [[day.toordinal(), minor] for day, minor in self.accrued]
        return json.dumps([rows, accrued, int(self.bears)], separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> "Ahead":
        """What `to_text` wrote."""
        rows, accrued, bears = json.loads(text)
        day = date.fromordinal
        coming = (Coming(day(d), p, i, f, bool(s), day(a), day(b), w) for d, p, i, f, s, a, b, w in rows)
        return cls(tuple(coming), tuple((day(on), minor) for on, minor in accrued), bool(bears))


@dataclass(frozen=True, slots=True)
class Position:
    """A loan at the end of `as_of`, in smallest units; it stays so until `next_on` if nothing happens.

    `due_*` fell due and is unpaid. The period is the running one: its days, and the interest of its instalment.
    `oldest_due_on` is the oldest due date that was missed. `bucket` is the loan's own, without contagion. `accrued` is
    interest earned by `month_end` and not paid, less what was paid ahead. `ahead` is empty where only a fold can say
    what comes: arrears that are paused, a reschedule that is not cured, interest on overdue principal.
    """

    as_of: date
    principal: int
    due_principal: int
    due_interest: int
    due_fee: int
    credit: int
    period_start: date | None
    period_end: date | None
    period_interest: int
    oldest_due_on: date | None
    days_past_due: int
    bucket: str
    rescheduled: bool
    month_end: date
    accrued: int
    next_on: date | None
    ahead: str


def end_of_month(day: date) -> date:
    """The last day of the month that `day` is in."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def months_from(day: date, count: int) -> tuple[date, ...]:
    """So many ends of months, the first on or after `day`."""
    found = [end_of_month(day)]
    while len(found) < count:
        found.append(end_of_month(found[-1] + timedelta(days=1)))
    return tuple(found)


def position(
    terms: LoanTerms,
    penalty: PenaltyTerms | None,
    happened: Sequence[Happened],
    as_of: date,
    servicing: Servicing = DEFAULT_SERVICING,
    plan: Schedule | None = None,
) -> Position:
    """The position by the fold. `plan` is the schedule of `terms` where it is at hand. Raises what the fold raises."""
    played = in_order(happened, terms, as_of, None)
    state = fold(terms, plan or schedule(terms), penalty, played.events, as_of, (), servicing)
    late = arrears(state, as_of)
    owed = sum(claim.left(PartKind.PRINCIPAL) for claim in state.claims)
    written_off = state.written_off_on is not None
    uncured = bool(state.rescheduled) and late.cured_on is None
    ahead = Ahead(_coming(state, as_of), _accruals(state, as_of), _bears(state))
    plain = not (state.arrears_pauses or uncured or written_off)
    rescheduled = late.rescheduled_on is not None
    base = Position(
        as_of, 0 if written_off else owed, *(0, 0, 0, state.credit, None, None, 0), None,
        *(late.days_past_due, late.bucket, rescheduled and uncured, as_of, 0, None, ""),
    )  # fmt: skip
    seen = _seen(base, ahead, as_of, own=plain)
    assert seen is not None, "interest is worked out for the month in hand"
    keeps = plain and seen.next_on and not (ahead.bears and seen.oldest_due_on)
    return replace(seen, ahead=ahead.to_text() if keeps else "")


def advance(was: Position, on: date) -> Position | None:
    """The position on a later day if nothing happened; None where only the fold can say."""
    if not was.ahead:
        return None
    ahead = Ahead.from_text(was.ahead)
    found = _seen(was, ahead, on, own=True)
    return None if found and found.oldest_due_on and ahead.bears else found


def _seen(was: Position, ahead: Ahead, on: date, *, own: bool) -> Position | None:
    """The figures of `on`. With `own` days past due are counted here, else they are as the fold counted them."""
    due = [c for c in ahead.coming if c.due_on <= on]
    late = [c.due_on for c in due if c.due_on < on and c.left > 0 and not c.spared]
    oldest = min(late, default=None)
    days, bucket = was.days_past_due, was.bucket
    if own:
        days = (on - oldest).days if oldest else 0
        bucket = bucket_of(days)
    running = next((c for c in ahead.coming if c.due_on > on), None)
    month_end = end_of_month(on)
    accrued = next((minor for day, minor in ahead.accrued if day == month_end), None)
    if accrued is None:
        return None
    return replace(
        was,
        as_of=on,
        due_principal=sum(c.principal for c in due),
        due_interest=sum(c.interest for c in due),
        due_fee=sum(c.fee for c in due),
        period_start=running.start if running else None,
        period_end=running.end if running else None,
        period_interest=running.whole_interest if running else 0,
        oldest_due_on=oldest,
        days_past_due=days,
        bucket=bucket,
        month_end=month_end,
        accrued=accrued,
        next_on=None if bucket == WRITTEN_OFF else _next_on(ahead.coming, on, oldest, days),
    )


def _next_on(coming: Sequence[Coming], on: date, oldest: date | None, days: int) -> date | None:
    """The first day after `on` that changes something; None for a loan with nothing left."""
    if not any(c.left for c in coming):
        return None
    found = [next((c.due_on for c in coming if c.due_on > on), None)]
    found += [on + timedelta(days=1) for c in coming if c.due_on == on and c.left > 0 and not c.spared]
    if oldest is not None:
        found.append(next((on + timedelta(days=edge - days) for edge in EDGES if edge > days), None))
    first = min((day for day in found if day is not None), default=None)
    this, after = months_from(on, 2)
    return this + timedelta(days=1) if first is None or first > after else first


def _coming(state: Fold, as_of: date) -> tuple[Coming, ...]:
    """By due date, without what was paid early and what is done."""
    expected, aside = 0, sum(claim.aside for claim in state.claims)
    found = []
    for claim in state.claims:
        expected += claim.expected
        aside -= claim.aside
        if claim.open <= 0 and (claim.due_on <= as_of or claim.extra):
            continue
        spared = state.money_in - aside >= expected if claim.spared is None else claim.spared
        period = claim.instalment.period
        principal, interest, fee = (claim.left(kind) for kind in _PARTS)
        whole = claim.asked(PartKind.INTEREST)
        found.append(Coming(claim.due_on, principal, interest, fee, spared, period.start, period.end, whole))
    return tuple(sorted(found, key=lambda c: c.due_on))


_PARTS = (PartKind.PRINCIPAL, PartKind.INTEREST, PartKind.FEE)


def _bears(state: Fold) -> bool:
    """Whether overdue principal bears interest, so that what is due grows from day to day."""
    return state.servicing.after_due is AfterDue.INTEREST_CONTINUES and bool(state.calendar.rate)


def _accruals(state: Fold, as_of: date) -> tuple[tuple[date, int], ...]:
    """Interest earned and not paid at the next ends of months. It counts lateness on: the state is used up by it."""
    months = months_from(as_of, MONTHS_AHEAD)
    if state.settled_on is not None or state.written_off_on is not None:
        return tuple((day, 0) for day in months)
    return tuple((day, _accrued(state, day)) for day in months)


def _accrued(state: Fold, on: date) -> int:
    if _bears(state):
        state.count_lateness(on)
    interest: Iterable[int] = (
        c.late_interest - c.paid[PartKind.INTEREST] - c.waived[PartKind.INTEREST] for c in state.claims
    )
    return state.earned(on) + sum(interest)
