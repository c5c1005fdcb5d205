"""What is to be come back to, and when. A ticker claims what has fallen due; each is an event with a turn of its own.

(`kind`, `subject`, `key`) is once for ever. `attempt` is the fencing token: a claim that outlived its time cannot say
that it is done.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, func, or_, select, update

from storage.schema import due
from storage.upsert import insert_if_new

CLAIM_SECONDS = 60


@dataclass(frozen=True)
class DueRow:
    """One thing that falls due at `at`. `detail` is JSON and holds nothing personal."""

    kind: str
    subject: UUID
    key: str
    at: datetime
    detail: dict[str, Any]
    attempt: int = 0


def plan(connection: Connection, row: DueRow) -> bool:
    """Plans it; False when it was planned before, and then the first plan stays.

    What was cancelled may be planned again, and then takes the new instant; what was done is never planned again.
    """
    new = {
        "kind": row.kind,
        "subject_id": row.subject,
        "key": row.key,
        "at": row.at,
        "detail": row.detail,
        "state": "planned",
        "attempts": 0,
        "claimed_by": "",
        "claimed_until": None,
    }
    if insert_if_new(connection, due, new):
        return True
    cancelled = update(due).where(*_this(row.kind, row.subject, row.key), due.c.state == "cancelled")
    return connection.execute(cancelled.values(at=row.at, detail=row.detail, state="planned")).rowcount == 1


def cancel(connection: Connection, subject: UUID, kind: str = "") -> int:
    """Nothing of this subject (or nothing of one kind) is wanted any more; says how many were planned."""
    standing = [due.c.subject_id == subject, due.c.state.in_(("planned", "claimed"))]
    if kind:
        standing.append(due.c.kind == kind)
    return connection.execute(update(due).where(*standing).values(state="cancelled")).rowcount


def claim_due(
    connection: Connection, owner: str, now: datetime, limit: int, seconds: int = CLAIM_SECONDS
) -> tuple[DueRow, ...]:
    """Claims what has fallen due, the earliest first, for a time in which it must be done."""
    fallen = or_(
        and_(due.c.state == "planned", due.c.at <= now),
        and_(due.c.state == "claimed", due.c.claimed_until <= now),
    )
    query = select(due).where(fallen).order_by(due.c.at, due.c.kind, due.c.key).limit(limit)
    if connection.dialect.name != "sqlite":
        query = query.with_for_update(skip_locked=True)
    rows = connection.execute(query).all()
    until = now + timedelta(seconds=seconds)
    for r in rows:
        claim = {"state": "claimed", "claimed_by": owner, "claimed_until": until, "attempts": r.attempts + 1}
        connection.execute(update(due).where(*_this(r.kind, r.subject_id, r.key)).values(claim))
    return tuple(DueRow(r.kind, r.subject_id, r.key, r.at, r.detail, r.attempts + 1) for r in rows)


def done(connection: Connection, kind: str, subject: UUID, key: str, attempt: int) -> bool:
    """It is done; False when this claim is no longer the one that counts. Best inside the turn that does it."""
    mine = (*_this(kind, subject, key), due.c.state == "claimed", due.c.attempts == attempt)
    return connection.execute(update(due).where(*mine).values(state="done")).rowcount == 1


def next_at(connection: Connection) -> datetime | None:
    """The earliest instant at which something falls due, or a claim runs out; None when nothing is planned."""
    planned = select(func.min(due.c.at)).where(due.c.state == "planned")
    claimed = select(func.min(due.c.claimed_until)).where(due.c.state == "claimed")
    found = [instant for q in (planned, claimed) if (instant := connection.execute(q).scalar_one()) is not None]
    return min(found, default=None)


def _this(kind: str, subject: UUID, key: str) -> tuple[Any, ...]:
    return due.c.kind == kind, due.c.subject_id == subject, due.c.key == key


def hold(connection: Connection, row: DueRow, owner: str, until: datetime) -> DueRow | None:
    """Takes a claimed row for longer than a turn; None when the claim is no longer ours. Only the row given back can
    say that it is done, and when its time is over without that, somebody else claims it.
    """
    mine = (*_this(row.kind, row.subject, row.key), due.c.state == "claimed", due.c.attempts == row.attempt)
    taken = {"claimed_by": owner, "claimed_until": until, "attempts": row.attempt + 1}
    if connection.execute(update(due).where(*mine).values(taken)).rowcount != 1:
        return None
    return replace(row, attempt=row.attempt + 1)
