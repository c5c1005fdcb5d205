"""Turns that raised: the event as it came is kept, sealed, so that staff can have it looked at and played again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select, update

from storage.schema import failed_event, person
from storage.upsert import insert_if_new
from storage.vault import Vault, about


@dataclass(frozen=True)
class FailedEvent:
    """A turn that raised. `error` is the exception's class; `event` is None in lists and after erasure."""

    key: str
    at: datetime
    error: str
    telegram_id: int | None
    event: str | None = None


def put(
    connection: Connection, vault: Vault, key: str, at: datetime, error: str, event: str, telegram_id: int | None
) -> None:
    """Keeps a failed event (`event` is its JSON text) under its person's key, a stranger's under the house's."""
    whose = _whose(connection, telegram_id)
    row = {
        "key": key,
        "at": at,
        "telegram_id": telegram_id,
        "person_id": whose,
        "error": error,
        "event": vault.seal(whose, about("failed_event", "event", key), event.encode()),
        "state": "open",
    }
    insert_if_new(connection, failed_event, row)


def _whose(connection: Connection, telegram_id: int | None) -> UUID | None:
    query = select(person.c.id).where(person.c.telegram_id == telegram_id)
    return None if telegram_id is None else connection.execute(query).scalar_one_or_none()


def waiting(connection: Connection, limit: int = 100) -> tuple[FailedEvent, ...]:
    """Those that nobody has dealt with yet, the oldest first."""
    f = failed_event.c
    query = select(f.key, f.at, f.error, f.telegram_id).where(f.state == "open").order_by(f.at).limit(limit)
    return tuple(FailedEvent(r.key, r.at, r.error, r.telegram_id) for r in connection.execute(query))


def read(connection: Connection, vault: Vault, key: str) -> FailedEvent | None:
    """One failed event with its content."""
    row = connection.execute(select(failed_event).where(failed_event.c.key == key)).one_or_none()
    if row is None:
        return None
    event = vault.unseal(row.person_id, about("failed_event", "event", key), row.event)
    return FailedEvent(row.key, row.at, row.error, row.telegram_id, event.decode() if event is not None else None)


def settle(connection: Connection, key: str) -> None:
    """Somebody has dealt with it."""
    connection.execute(update(failed_event).where(failed_event.c.key == key).values(state="settled"))
