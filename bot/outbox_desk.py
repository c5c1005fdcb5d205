"""The senders' way to the outbox table: marks in one write, what was left over, what was sent about a case.

All of it is bookkeeping through the writer: nothing here is a turn, and nothing is journalled.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import Connection

from bot.clock import Clock
from bot.delivery import SentAbout
from bot.marks import Mark, Marks
from storage import outbox
from storage.outbox import Owed
from storage.vault import Vault
from storage.writer import Writer

PICTURE = "{}"
"""The body of the row that stands for one picture of an album: it was sent, and there is nothing more to say of it."""


class OutboxDesk:
    """Claims and marks for this process, whose name is `owner`."""

    def __init__(self, writer: Writer, vault: Vault, owner: str, clock: Clock, new_id: Callable[[], UUID]) -> None:
        self._writer = writer
        self._vault = vault
        self._owner = owner
        self._clock = clock
        self._new_id = new_id

    async def write(self, marks: Sequence[Mark]) -> None:
        """Writes what became of rows. Each picture of an album becomes a row of its own, so that it can be deleted."""

        def work(connection: Connection) -> None:
            for mark in marks:
                self._pictures(connection, mark)
            outbox.mark(connection, [_stored(mark) for mark in marks])

        await self._writer.run_bookkeeping(work)

    async def left_over(self, limit: int = 200, *, alone: bool = False) -> tuple[Owed, ...]:
        """What waits and may go now, and what dead processes had claimed; with `alone`, every other process is dead."""
        now = self._clock.now()
        return await self._writer.run_bookkeeping(
            lambda connection: outbox.claim_left_over(connection, self._vault, self._owner, now, limit, alone=alone)
        )

    def sent_about(self, marks: Marks) -> SentAbout:
        """A function that names the messages sent to a chat about a case, once every mark is on the disk."""

        async def find(case_id: UUID, chat_id: int) -> list[int]:
            await marks.written()
            return list(
                await self._writer.run_bookkeeping(
                    lambda connection: outbox.message_ids_of_case(connection, case_id, chat_id)
                )
            )

        return find

    def _pictures(self, connection: Connection, mark: Mark) -> None:
        if mark.about is None or len(mark.message_ids) < 2:
            return
        case_id, chat_id, person_id = mark.about
        for message_id in mark.message_ids[:-1]:
            row = outbox.OutboxRow(self._new_id(), "message", PICTURE, chat_id, person_id, case_id)
            outbox.put(connection, self._vault, [row], self._owner, mark.at)
            outbox.mark(connection, [outbox.Mark(row.id, 1, "sent", message_id)])


def _stored(mark: Mark) -> outbox.Mark:
    last = mark.message_ids[-1] if mark.message_ids else None
    return outbox.Mark(mark.id, mark.attempt, mark.state.value, last, mark.error)
