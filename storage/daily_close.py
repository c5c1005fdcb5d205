"""The close of a day: loans of which something changes by itself are moved on, and what changed is booked.

Only loans whose `next_on` has come are looked at, so the cost follows what happens and not the size of the book. Most
move by sums of whole numbers; the rest are folded. Facts are written only for what changes in the books: a bucket, or
whether interest is income. A batch is one turn; a close that was killed goes on where it stopped, and one that is run
twice finds nothing the second time. Days are closed in their order.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, or_, select

from lending.contagion import buckets_of_borrower, non_accruing
from lending.facts.base import Dated, Fact
from lending.facts.servicing import BucketMoved, InterestResumed, InterestSuspended
from lending.position import Position, advance
from storage import hot, inbox, positions
from storage.hot import Hot
from storage.record import record
from storage.schema import loan, loan_position
from storage.schema.types import to_ms
from storage.vault import Vault

BATCH = 500
"""Loans that are moved on in one turn."""

p = loan_position.c
_other = loan.alias("other")
_BEHIND = (
    select(_other.c.id)
    .where(_other.c.person_id == loan.c.person_id, or_(_other.c.bucket == "90+", _other.c.suspended.is_not(None)))
    .exists()
    .label("behind")
)
"""Whether the borrower has a loan that is so far behind that it may pull the others."""
_FALLEN = Hot(
    select(loan_position, loan.c.person_id, _BEHIND)
    .join(loan, loan.c.id == p.loan_id)
    .where(p.next_on <= bindparam("day"))
    .order_by(p.next_on, p.loan_id)
    .limit(bindparam("limit", type_=p.days_past_due.type))
)
_OTHERS = Hot(
    select(loan)
    .join(loan_position, p.loan_id == loan.c.id)
    .where(loan.c.person_id == bindparam("person_id"))
    .order_by(loan.c.sequence)
)


@dataclass(frozen=True)
class Closed:
    """What a close did: loans that it looked at, those that it had to fold, and facts that it wrote."""

    loans: int = 0
    folded: int = 0
    facts: int = 0

    def __add__(self, other: "Closed") -> "Closed":
        return Closed(self.loans + other.loans, self.folded + other.folded, self.facts + other.facts)


@dataclass
class _Batch:
    """One batch while it is worked on. `rows` are columns of positions by loan, `facts` what is to be written."""

    connection: Connection
    day: date
    rows: dict[UUID, dict[str, Any]]
    facts: list[Fact]
    borrowers: set[UUID] = field(default_factory=set)
    folded: int = 0


def close_batch(connection: Connection, vault: Vault, day: date, at: datetime, limit: int = BATCH) -> Closed:
    """Moves on the next loans of a day; a close is over when one has fewer loans than `limit`."""
    fallen = _FALLEN.all(connection, day=day, limit=limit)
    if not fallen:
        return Closed(positions.fill(connection, day))
    batch = _Batch(connection, day, {}, [])
    for row in fallen:
        if row.behind:
            _move_borrower(batch, row.person_id)
        else:
            _move(batch, row)
    positions.write(connection, list(batch.rows.values()))
    if batch.facts:
        turn = f"close:{day.isoformat()}:{fallen[0].loan_id.hex}:{to_ms(at)}"
        inbox.first_time(connection, turn, at)
        record(connection, vault, batch.facts, at, turn)
    return Closed(len(fallen), batch.folded, len(batch.facts))


def close_day(connection: Connection, vault: Vault, day: date, at: datetime, limit: int = BATCH) -> Closed:
    """All batches of a day in the caller's transaction: for small books. A large one commits after each batch."""
    whole = Closed()
    while (done := close_batch(connection, vault, day, at, limit)).loans:
        whole += done
    return whole


def next_close(connection: Connection) -> date | None:
    """The earliest day on which something changes by itself."""
    found: date | None = connection.execute(select(func.min(p.next_on))).scalar_one_or_none()
    return found


def _move(batch: _Batch, row: Any) -> None:
    """A loan by itself; one that falls so far behind that it may pull others is looked at with them."""
    day = max(batch.day, row.as_of)
    found = advance(positions.position_of(row), day)
    if found is None:
        batch.folded += 1
        about = hot.of(loan, "id").one(batch.connection, value=row.loan_id)
        found = positions.folded(batch.connection, about, day)
    if positions.wants_suspense(found):
        return _move_borrower(batch, row.person_id)
    if row.person_id in batch.borrowers:
        return None
    return _book(batch, row.loan_id, row.person_id, found, row.booked_bucket, row.suspended, found.bucket, "")


def _move_borrower(batch: _Batch, person_id: UUID) -> None:
    """All loans of a borrower together, as contagion has it; they are few, and are folded."""
    if person_id in batch.borrowers:
        return
    batch.borrowers.add(person_id)
    batch.facts = [fact for fact in batch.facts if fact.person_id != person_id]
    rows = _OTHERS.all(batch.connection, person_id=person_id)
    standing = {row.id: hot.of(loan_position, "loan_id").one(batch.connection, value=row.id) for row in rows}
    days = {row.id: max(batch.day, standing[row.id].as_of) for row in rows}
    folds = [positions.loan_of(batch.connection, row, days[row.id]) for row in rows]
    by_currency: dict[str, list[int]] = {}
    for place, fold in enumerate(folds):
        by_currency.setdefault(fold.terms.currency, []).append(place)
    for places in by_currency.values():
        mine = [folds[k] for k in places]
        for k, bucket, stopped in zip(places, buckets_of_borrower(mine), non_accruing(mine), strict=True):
            row, found = rows[k], positions.folded(batch.connection, rows[k], days[rows[k].id])
            batch.folded += 1
            own = positions.wants_suspense(found)
            why = "own" if own else "contagion" if stopped and found.next_on else ""
            booked = (row.bucket or "current", row.suspended or "")
            _book(batch, row.id, row.person_id, found, *booked, bucket if why == "contagion" else found.bucket, why)


def _book(
    batch: _Batch, loan_id: UUID, person_id: UUID, found: Position, was: str, suspended: str, bucket: str, why: str
) -> None:
    """The row of a loan and the facts of what changed."""
    about: dict[str, Any] = {"dated": Dated.on(batch.day), "person_id": person_id, "loan_id": loan_id}
    if was != bucket:
        batch.facts.append(BucketMoved(was=was, bucket=bucket, days_past_due=found.days_past_due, **about))
    if why and why != suspended:
        batch.facts.append(InterestSuspended(why=why, **about))
    elif suspended and not why:
        batch.facts.append(InterestResumed(**about))
    batch.rows[loan_id] = {"this_id": loan_id, **positions.values_of(found, bucket, why)}
