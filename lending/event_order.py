"""Which events of a loan count on a day, and in which order: by value date, without those taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lending.happened import Happened, Kind
from lending.parts import PartKind
from lending.problems import ProblemWithInput
from lending.terms import LoanTerms

_WAIVABLE = (PartKind.PENALTY, PartKind.INTEREST, PartKind.FEE)
_NEEDS_AMOUNT = (Kind.PAYMENT, Kind.RECOVERY, Kind.CHARGE, Kind.REFUND, Kind.DRAW)
_MAY_HAVE_AMOUNT = (*_NEEDS_AMOUNT, Kind.WAIVER, Kind.WITHDRAW, Kind.WRITE_OFF)
_CHANGE_THE_PLAN = (Kind.RESCHEDULE, Kind.RATE_CHANGE, Kind.DRAW)


@dataclass(frozen=True, slots=True)
class Played:
    """Events to play in order; `reversals` gives for the id of an event taken back the event that did it."""

    events: tuple[Happened, ...]
    reversals: dict[str, Happened]
    taken_back: tuple[Happened, ...]


def in_order(happened: Sequence[Happened], terms: LoanTerms, as_of: date, known_on: date | None) -> Played:
    """Check all events and pick those that count by `as_of`, as it was known on `known_on` (None: now).

    Events of one day keep the order they were handed in. A reversal counts from its own value date and then makes
    the loan what it would be had the payment never come.
    """
    _check(happened, terms)
    counted = [
        event
        for event in sorted(happened, key=lambda event: event.on)
        if event.on <= as_of and (known_on is None or event.written_on <= known_on)
    ]
    reversals = {event.of: event for event in counted if event.kind == Kind.REVERSAL and event.of is not None}
    events = tuple(e for e in counted if e.kind != Kind.REVERSAL and e.id not in reversals)
    taken_back = tuple(e for e in counted if e.id in reversals)
    return Played(events, reversals, taken_back)


def _check(happened: Sequence[Happened], terms: LoanTerms) -> None:
    by_id: dict[str, Happened] = {}
    for event in happened:
        at = f"happened.{event.id}"
        if event.id in by_id:
            raise ProblemWithInput(at, "has an id that is there twice")
        by_id[event.id] = event
        if event.kind not in list(Kind):
            raise ProblemWithInput(f"{at}.kind", f"{event.kind!r} is not known; known are {', '.join(Kind)}")
        if event.on < terms.disbursed_on:
            raise ProblemWithInput(f"{at}.on", f"is before the money was paid out on {terms.disbursed_on}")
        _check_amount(event, terms, at)
        _check_days(event, at)
        if event.change is not None:
            event.change.check(at)
    _check_reversals(happened, by_id)


def _check_amount(event: Happened, terms: LoanTerms, at: str) -> None:
    if event.amount is None:
        if event.kind in _NEEDS_AMOUNT:
            raise ProblemWithInput(f"{at}.amount", "is missing")
    elif event.kind == Kind.REVERSAL:
        raise ProblemWithInput(f"{at}.amount", "does not belong to a reversal, which takes back all of an event")
    elif event.kind not in _MAY_HAVE_AMOUNT:
        raise ProblemWithInput(f"{at}.amount", f"does not belong to {event.kind}, which moves no money")
    elif event.amount.currency != terms.currency:
        raise ProblemWithInput(f"{at}.amount", f"is in {event.amount.currency}, the loan is in {terms.currency}")
    elif event.amount.minor <= 0:
        raise ProblemWithInput(f"{at}.amount", "must be more than zero")
    if event.kind == Kind.WAIVER and event.of is not None and event.of not in _WAIVABLE:
        raise ProblemWithInput(f"{at}.of", f"must be one of {', '.join(_WAIVABLE)}")


def _check_days(event: Happened, at: str) -> None:
    pause = event.kind in (Kind.PAUSE_INTEREST, Kind.PAUSE_ARREARS)
    if pause and (event.until is None or event.until <= event.on):
        raise ProblemWithInput(f"{at}.until", "must be a day after the pause begins")
    if not pause and event.until is not None:
        raise ProblemWithInput(f"{at}.until", f"belongs to a pause, not to {event.kind}")
    if event.kind == Kind.RESCHEDULE and event.change is None:
        raise ProblemWithInput(at, "a reschedule says what changes: move_to, skip, extend, new_count, ...")
    if event.change is not None and event.kind not in _CHANGE_THE_PLAN:
        raise ProblemWithInput(at, f"{event.kind} does not change the plan")


def _check_reversals(happened: Sequence[Happened], by_id: dict[str, Happened]) -> None:
    seen: set[str] = set()
    for event in happened:
        if event.kind != Kind.REVERSAL:
            continue
        at, taken_back = f"happened.{event.id}.of", by_id.get(event.of or "")
        if taken_back is None or taken_back.kind == Kind.REVERSAL:
            raise ProblemWithInput(at, "must be the id of an event that can be taken back")
        if taken_back.id in seen:
            raise ProblemWithInput(at, "names an event that was taken back before")
        if event.on < taken_back.on:
            raise ProblemWithInput(f"happened.{event.id}.on", "is before the event that it takes back")
        seen.add(taken_back.id)
