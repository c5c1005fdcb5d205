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


def forget_before(connection: Connection, prefix: str, instant: datetime) -> int:
    """Drops old keys that nobody sends again (Telegram keeps updates for a day); never those of money."""
    old = (inbox.c.key.startswith(prefix, autoescape=True), inbox.c.at < instant)
    return connection.execute(delete(inbox).where(*old)).rowcount


def latest(connection: Connection) -> datetime | None:
    """When the newest event was handled; None where there was none yet."""
    found: datetime | None = connection.execute(select(func.max(inbox.c.at))).scalar()
    return found
