"""The position of each loan: one row, written in the turn of what happened to it, folded from the loan's own tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, or_, select, update

from lending.facts.base import Fact
from lending.facts.effect import Effect
from lending.facts.loans import LoanSettled, PaymentAllocated, PayoutConfirmed
from lending.facts.servicing import LoanStands
from lending.happened import Happened
from lending.loan import Loan
from lending.moved import moved
from lending.non_accrual import FROM_DAYS, NON_ACCRUING
from lending.position import Position, position
from lending.servicing import Servicing, read_servicing
from lending.terms import LoanTerms, PenaltyTerms
from storage import hot, readers
from storage.hot import Hot, adding
from storage.schema import loan, loan_event, loan_position

MOVES = (Effect, PaymentAllocated, PayoutConfirmed, LoanSettled, LoanStands)
"""Facts after which a loan's position is another."""
STANDS = ("running", "settled", "written_off")
AMOUNTS = ("principal", "due_principal", "due_interest", "due_fee", "credit", "period_interest", "accrued")
"""Figures of a position that are amounts: their columns end in _minor."""
_NAMES = tuple((f.name, f"{f.name}_minor" if f.name in AMOUNTS else f.name) for f in fields(Position))


def touched(facts: Iterable[Fact]) -> tuple[UUID, ...]:
    """The loans whose position these facts change, each once, in their order."""
    return tuple(dict.fromkeys(fact.loan_id for fact in facts if isinstance(fact, MOVES)))


def refresh(connection: Connection, loans: Iterable[UUID], day: date) -> None:
    """Makes the positions of these loans again, as they stand on `day`, or on the day to which they were brought."""
    for loan_id in loans:
        row = hot.of(loan, "id").one(connection, value=loan_id)
        if row is None or row.state not in STANDS:
            continue
        standing = hot.of(loan_position, "loan_id").one(connection, value=loan_id)
        found = folded(connection, row, max(day, standing.as_of if standing else day))
        write(connection, [values_of(found, row.bucket, row.suspended) | {"this_id": loan_id}], new=standing is None)


_PAID_OUT = Hot(select(func.count().label("n")).where(or_(*(loan.c.state == state for state in STANDS))))
_THERE = Hot(select(func.count().label("n")).select_from(loan_position))
_WITHOUT = Hot(
    select(loan.c.id)
    .outerjoin(loan_position, loan_position.c.loan_id == loan.c.id)
    .where(or_(*(loan.c.state == state for state in STANDS)), loan_position.c.loan_id.is_(None))
    .limit(1000)
)


def fill(connection: Connection, day: date) -> int:
    """Makes positions that are missing, as in books from before there were any; how many, at most a thousand."""
    if _PAID_OUT.one(connection).n == _THERE.one(connection).n:
        return 0
    missing = [row.id for row in _WITHOUT.all(connection)]
    refresh(connection, missing, day)
    return len(missing)


def folded(connection: Connection, row: Any, day: date) -> Position:
    """The position of a row of the loan table, by its fold."""
    terms, penalty, happened, servicing = ground_of(connection, row)
    last = max([terms.disbursed_on, day, *(h.on for h in happened)])
    return position(terms, penalty, happened, last, servicing)


def ground_of(connection: Connection, row: Any) -> tuple[LoanTerms, PenaltyTerms | None, Sequence[Happened], Servicing]:
    """What a loan is folded from: its terms, what lateness costs, what happened, how it is served."""
    started: date = row.disbursed_on or row.accepted_on
    terms = moved(LoanTerms.read(row.terms), started)
    events = hot.of(loan_event, "loan_id", "place").all(connection, value=row.id)
    return (
        terms,
        PenaltyTerms.read(row.penalty),
        [readers.happened_of(e) for e in events],
        read_servicing(row.servicing),
    )


def loan_of(connection: Connection, row: Any, day: date | None = None) -> Loan:
    """The loan of a row, folded to `day`, or to the last day on which anything was written of it."""
    terms, penalty, happened, servicing = ground_of(connection, row)
    last = day or max([terms.disbursed_on, *(h.on for h in happened), *(h.written_on for h in happened)])
    return Loan.from_happened(terms, penalty, happened, last, servicing=servicing)


def position_of(row: Any) -> Position:
    """A row of the table as a position."""
    return Position(**{name: getattr(row, column) for name, column in _NAMES})


def values_of(found: Position, booked_bucket: str | None, suspended: str | None) -> dict[str, Any]:
    """The columns of a position. What was booked otherwise than it stands is looked at in the next close."""
    booked, why = booked_bucket or "current", suspended or ""
    next_on = found.next_on
    if _is_unbooked(found, booked, why):
        next_on = found.as_of
    values = {column: getattr(found, name) for name, column in _NAMES}
    return values | {"next_on": next_on, "booked_bucket": booked, "suspended": why}


def _is_unbooked(found: Position, booked: str, suspended: str) -> bool:
    """Whether a close has something to book of it. What contagion says is seen with the loan that it comes from."""
    if suspended == "contagion":
        return found.principal == 0
    return found.bucket != booked or wants_suspense(found) != bool(suspended)


def wants_suspense(found: Position) -> bool:
    """Whether the loan by itself is so far behind that its interest is no income."""
    return found.next_on is not None and (found.days_past_due >= FROM_DAYS or found.bucket in NON_ACCRUING)


@cache
def _changing(*names: str) -> Hot:
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    return Hot(update(loan_position).where(loan_position.c.loan_id == bindparam("this_id")).values(values))


def write(connection: Connection, rows: Sequence[Mapping[str, Any]], *, new: bool = False) -> None:
    """Writes rows of `values_of`, each with the loan as `this_id`; new ones get their product and currency."""
    if new:
        for row in rows:
            about = hot.of(loan, "id").one(connection, value=row["this_id"])
            values = {name: value for name, value in row.items() if name != "this_id"}
            key = {"loan_id": about.id, "product": about.product, "currency": about.currency}
            adding(loan_position).run(connection, key | values)
        return
    if rows:
        names = [name for name in rows[0] if name != "this_id"]
        renamed = [{"this_id": r["this_id"], **{f"new_{name}": r[name] for name in names}} for r in rows]
        _changing(*names).run_many(connection, renamed)
