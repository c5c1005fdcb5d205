"""The lender's own records after the last stop, opened with its keys: what it owed to people, its facts, its inbox."""

import html
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from bot.configuration import environment
from bot.master_key import key_ring
from lending.facts import Fact
from storage.databases import Databases
from storage.finding import Finding
from storage.journal import fact_of
from storage.schema import failed_event, inbox, journal, loan, outbox, person
from storage.vault import Vault, about
from storage.verify import verify

TAG = re.compile(r"<[^>]*>")
SAID = ("message", "invoice")
PICTURE = "{}"
"""The body of the row that stands for one more picture of an album: nothing is sent for it."""


@dataclass(frozen=True)
class Owed:
    """A row of the outbox that shows something in a chat. `text` is as a person reads it, without tags."""

    chat: int
    text: str
    album: bool
    state: str
    at: float
    turn: str


@dataclass(frozen=True)
class Entry:
    """One fact, the turn that it came of, and whom it is about (a Telegram id; 0: nobody)."""

    fact: Fact
    turn: str
    at: datetime
    person: int


@dataclass(frozen=True)
class Books:
    """All of it, read in one moment."""

    owed: tuple[Owed, ...]
    undone: int
    """Rows of any kind that are still claimed, or that may go now."""
    entries: tuple[Entry, ...]
    written: tuple[tuple[str, datetime], ...]
    """The turn and the instant of each row of the outbox and the journal."""
    keys: Counter[str]
    loans: Mapping[str, tuple[str, int]]
    """Reference -> its state, and whose it is (a Telegram id)."""
    failed: int
    findings: tuple[Finding, ...]

    def of(self, kind: type[Fact]) -> list[Entry]:
        return [entry for entry in self.entries if isinstance(entry.fact, kind)]


def read_books(databases: Databases, around: dict[str, str], now: datetime) -> Books:
    """The books as they stand at `now`; the lender must not be running."""
    vault = Vault.open(databases.keys, key_ring(environment(around)))
    engine = databases.open_for_reading()
    try:
        with engine.begin() as connection:
            return _read(connection, vault, now)
    finally:
        engine.dispose()
        vault.close()


def undone(databases: Databases, now: datetime) -> int:
    """How many rows are still owed to the world."""
    engine = databases.open_for_reading()
    try:
        with engine.begin() as connection:
            return _undone(connection, now)
    finally:
        engine.dispose()


def _undone(connection: Connection, now: datetime) -> int:
    o = outbox.c
    waits = (o.state == "claimed") | ((o.state == "pending") & (o.not_before <= now))
    return int(connection.execute(select(func.count()).select_from(outbox).where(waits)).scalar_one())


def _read(connection: Connection, vault: Vault, now: datetime) -> Books:
    people = {row.id: row.telegram_id for row in connection.execute(select(person.c.id, person.c.telegram_id))}
    turns = [(row.turn, row.written_at) for row in connection.execute(select(outbox.c.turn, outbox.c.written_at))]
    turns += [(row.turn, row.at) for row in connection.execute(select(journal.c.turn, journal.c.at))]
    return Books(
        owed=tuple(_owed(connection, vault)),
        undone=_undone(connection, now),
        entries=tuple(_entries(connection, vault, people)),
        written=tuple(turns),
        keys=Counter(connection.execute(select(inbox.c.key)).scalars()),
        loans={row.ref: (row.state, people[row.person_id]) for row in connection.execute(select(loan))},
        failed=int(connection.execute(select(func.count()).select_from(failed_event)).scalar_one()),
        findings=tuple(verify(connection, vault)),
    )


def _entries(connection: Connection, vault: Vault, people: Mapping[UUID, int]) -> Iterator[Entry]:
    for row in connection.execute(select(journal).order_by(journal.c.at, journal.c.id)):
        yield Entry(fact_of(vault, row), row.turn, row.at, people.get(row.person_id, 0))


def _owed(connection: Connection, vault: Vault) -> Iterator[Owed]:
    for row in connection.execute(select(outbox).where(outbox.c.kind.in_(SAID)).order_by(outbox.c.sequence)):
        body = vault.unseal(row.person_id, about("outbox", "body", row.id), row.body)
        assert body is not None, "nobody is erased in these journeys"
        if body.decode() == PICTURE:
            continue
        call = json.loads(body)
        yield Owed(
            row.chat_id,
            shown_text(call["params"]),
            bool(call["photos"]),
            row.state,
            row.written_at.timestamp(),
            row.turn,
        )


def shown_text(params: dict[str, Any]) -> str:
    """What a person reads of a call: its words without tags, or the two lines of an invoice."""
    if "payload" in params:
        return f"{params['title']}\n{params['description']}"
    return html.unescape(TAG.sub("", str(params.get("text") or params.get("caption") or "")))
