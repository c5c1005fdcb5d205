"""Where each conversation stands. The answers are sealed under the person's key, since they are what was typed."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, select, update

from lending.records import StoredSession
from storage import hot
from storage.hot import Hot
from storage.schema import person, session
from storage.vault import Vault, about

_PERSON = Hot(select(person.c.id).where(person.c.telegram_id == bindparam("telegram_id")))
_CHANGE = Hot(update(session).where(session.c.telegram_id == bindparam("whose")))


def load(connection: Connection, vault: Vault, telegram_id: int) -> StoredSession | None:
    """The session of this Telegram user; None when there is none, or its person was erased."""
    row = hot.of(session, "telegram_id").one(connection, value=telegram_id)
    if row is None:
        return None
    answers = vault.unseal_json(row.person_id, about("session", "answers", telegram_id), row.answers)
    return None if answers is None else StoredSession(row.flow, row.version, row.revision, answers)


def save(
    connection: Connection,
    vault: Vault,
    telegram_id: int,
    stored: StoredSession,
    now: datetime,
    person_id: UUID | None = None,
) -> None:
    """Keeps the session. After `record`, so that the person of a first event is known and holds a key.

    `person_id` is whose conversation it is, looked up where the caller does not know.
    """
    whose = person_id or _person(connection, telegram_id)
    values: dict[str, Any] = {
        "person_id": whose,
        "flow": stored.flow,
        "version": stored.version,
        "revision": stored.revision,
        "answers": vault.seal_json(whose, about("session", "answers", telegram_id), stored.answers),
        "at": now,
    }
    if _CHANGE.run(connection, {"whose": telegram_id, **values}) == 0:
        hot.adding(session).run(connection, {"telegram_id": telegram_id, **values})


def _person(connection: Connection, telegram_id: int) -> UUID | None:
    found = _PERSON.one(connection, telegram_id=telegram_id)
    return found.id if found else None
