"""What was heard: each key (`tg:{update id}`, `{rail}:{event id}`, a job and its date) is handled once."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from storage.schema import inbox
from storage.upsert import insert_if_new


def first_time(connection: Connection, key: str, now: datetime) -> bool:
    """Notes the key; False when it was noted before, and then the turn must end without doing anything.

    Called first in the turn, inside its transaction: when the turn is rolled back, so is the note.
    """
    return insert_if_new(connection, inbox, {"key": key, "at": now})


def forget_before(connection: Connection, prefix: str, instant: datetime, most: int) -> int:
    """Drops old keys that nobody sends again, so many at most; says how many."""
    old = select(inbox.c.key).where(inbox.c.key.startswith(prefix, autoescape=True), inbox.c.at < instant).limit(most)
    return connection.execute(delete(inbox).where(inbox.c.key.in_(old))).rowcount


def latest(connection: Connection) -> datetime | None:
    """When the newest event was handled; None where there was none yet."""
    found: datetime | None = connection.execute(select(func.max(inbox.c.at))).scalar()
    return found
