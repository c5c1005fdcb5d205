"""What committed turns owe to the world: messages, payouts, work. Sent after the commit, then marked.

A row is born claimed by the process that commits it, and handed over in memory. Only what is left over (planned for
later, to be tried again, or claimed by a process that died) is ever looked for in the table. Whether a row that was
claimed by the dead was already sent, nobody knows: `maybe_sent` says so, and the sender decides by what the row is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, and_, bindparam, func, or_, select, update

from storage.hot import Hot, adding
from storage.schema import lease, outbox
from storage.vault import Vault, about

PROCESS_LEASE = "process:"
"""The lease `process:{owner}` says that a process lives; its claims stand while it holds it."""


@dataclass(frozen=True)
class OutboxRow:
    """One thing owed. `kind`: message, answer, edit, erase, retire, invoice, payout or work; `body` is its JSON text.

    `person_id` is whose key seals the body (None: the house's). A smaller `priority` goes first. With `not_before` the
    row waits in the table until then.
    """

    id: UUID
    kind: str
    body: str
    chat_id: int | None = None
    person_id: UUID | None = None
    case_id: UUID | None = None
    priority: int = 5
    important: bool = False
    not_before: datetime | None = None


@dataclass(frozen=True)
class Owed:
    """A claimed row, to be sent by whoever claimed it. `attempt` counts the claims and must be named when marking."""

    row: OutboxRow
    attempt: int
    maybe_sent: bool = False


@dataclass(frozen=True)
class Mark:
    """What became of a claimed row. `state`: sent, blocked, dead, uncertain, or pending to try again at `not_before`.

    `problem` is the class of an error, never its text.
    """

    id: UUID
    attempt: int
    state: str
    message_id: int | None = None
    problem: str = ""
    not_before: datetime | None = None


_MARKING = update(outbox).where(outbox.c.id == bindparam("which"), outbox.c.attempts == bindparam("attempt"))
_MARKED: dict[str, Any] = {
    name: bindparam(f"new_{name}") for name in ("state", "message_id", "problem", "claimed_by")
} | {"not_before": func.coalesce(bindparam("new_not_before", type_=outbox.c.not_before.type), outbox.c.not_before)}
_MARK = Hot(_MARKING.where(outbox.c.state == "claimed").values(_MARKED))


def put(
    connection: Connection, vault: Vault, rows: Sequence[OutboxRow], claimed_by: str, now: datetime, turn: str = ""
) -> tuple[Owed, ...]:
    """Writes the rows, in order; gives back those that are claimed, to be handed to their senders after the commit."""
    if not rows:
        return ()
    adding(outbox).run_many(connection, [_columns(vault, row, claimed_by, now, turn) for row in rows])
    return tuple(Owed(row, 1) for row in rows if not _later(row, now))


def _later(row: OutboxRow, now: datetime) -> bool:
    return row.not_before is not None and row.not_before > now


def _columns(vault: Vault, row: OutboxRow, claimed_by: str, now: datetime, turn: str) -> dict[str, Any]:
    later = _later(row, now)
    return {
        "id": row.id,
        "turn": turn,
        "kind": row.kind,
        "chat_id": row.chat_id,
        "person_id": row.person_id,
        "case_id": row.case_id,
        "priority": row.priority,
        "important": row.important,
        "body": vault.seal(row.person_id, about("outbox", "body", row.id), row.body.encode()),
        "state": "pending" if later else "claimed",
        "claimed_by": "" if later else claimed_by,
        "attempts": 0 if later else 1,
        "not_before": row.not_before or now,
        "message_id": None,
        "problem": "",
        "written_at": now,
    }


def claim_left_over(
    connection: Connection, vault: Vault, owner: str, now: datetime, limit: int, *, alone: bool = False
) -> tuple[Owed, ...]:
    """Claims what waits and may go now, and what a dead process had claimed, by priority and then in order.

    A process is dead when it holds no lease `process:{owner}` that reaches past `now`. With `alone` every other
    process is: for a start on SQLite, which only one process serves. Rows of erased people end as dead.
    """
    o = outbox.c
    living = select(lease.c.owner).where(lease.c.name.startswith(PROCESS_LEASE), lease.c.until > now)
    orphan = o.claimed_by != owner if alone else and_(o.claimed_by != owner, o.claimed_by.not_in(living))
    waiting = or_(and_(o.state == "pending", o.not_before <= now), and_(o.state == "claimed", orphan))
    query = select(outbox).where(waiting).order_by(o.priority, o.sequence).limit(limit)
    if connection.dialect.name != "sqlite":
        query = query.with_for_update(skip_locked=True)
    claimed: list[Owed] = []
    for row in connection.execute(query).all():
        body = vault.unseal(row.person_id, about("outbox", "body", row.id), row.body)
        state = "dead" if body is None else "claimed"
        changed = {"state": state, "claimed_by": owner, "attempts": row.attempts + 1}
        connection.execute(update(outbox).where(o.id == row.id).values(changed))
        if body is not None:
            claimed.append(Owed(_row(row, body), row.attempts + 1, maybe_sent=row.state == "claimed"))
    return tuple(claimed)


def _row(row: Row[Any], body: bytes) -> OutboxRow:
    return OutboxRow(
        row.id,
        row.kind,
        body.decode(),
        row.chat_id,
        row.person_id,
        row.case_id,
        row.priority,
        row.important,
        row.not_before,
    )


def mark(connection: Connection, marks: Sequence[Mark]) -> None:
    """What became of claimed rows, many at once. A mark by an older claim changes nothing."""
    _MARK.run_many(connection, [_of(mark) for mark in marks])


def _of(mark: Mark) -> dict[str, Any]:
    return {
        "which": mark.id,
        "attempt": mark.attempt,
        "new_state": mark.state,
        "new_message_id": mark.message_id,
        "new_problem": mark.problem,
        "new_claimed_by": "",
        "new_not_before": mark.not_before,
    }


def owed_by_turn(connection: Connection, vault: Vault, turn: str, owner: str) -> tuple[Owed, ...]:
    """What a turn left claimed by this process: for when nobody knew that its commit had come through."""
    o = outbox.c
    query = select(outbox).where(o.turn == turn, o.claimed_by == owner, o.state == "claimed").order_by(o.sequence)
    found = []
    for row in connection.execute(query).all():
        body = vault.unseal(row.person_id, about("outbox", "body", row.id), row.body)
        if body is not None:
            found.append(Owed(_row(row, body), row.attempts))
    return tuple(found)


def message_ids_of_case(connection: Connection, case_id: UUID, chat_id: int) -> tuple[int, ...]:
    """The numbers of all messages that were sent to this chat about this case."""
    o = outbox.c
    query = select(o.message_id).where(o.case_id == case_id, o.chat_id == chat_id, o.message_id.is_not(None))
    return tuple(connection.execute(query.order_by(o.sequence)).scalars())


def next_at(connection: Connection) -> datetime | None:
    """The earliest instant at which a waiting row may go; None when none waits."""
    query = select(func.min(outbox.c.not_before)).where(outbox.c.state == "pending")
    earliest: datetime | None = connection.execute(query).scalar_one()
    return earliest
