"""What became of outbox rows, written down in batches: whatever gathers while one batch is being written is the next.

A mark that cannot be written is tried again: it says that something was sent, and forgetting it would send it twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import structlog

from bot.database_trouble import database_line
from bot.pace import Pace, backoff

log = structlog.get_logger("marks")


class State(StrEnum):
    """How an outbox row ends. UNCERTAIN was sent, and nobody knows whether it arrived. PENDING is given back unsent."""

    SENT = "sent"
    BLOCKED = "blocked"
    DEAD = "dead"
    UNCERTAIN = "uncertain"
    PENDING = "pending"


@dataclass(frozen=True)
class Mark:
    """The end of one row. `attempt` is the claim that it was played under: a later claim's word counts instead.

    `about` is the case, the chat and the person that its messages belong to, where they are to be deleted again.
    """

    id: UUID
    state: State
    attempt: int
    at: datetime
    message_ids: tuple[int, ...] = ()
    error: str = ""
    about: tuple[UUID, int, UUID | None] | None = None


Write = Callable[[Sequence[Mark]], Awaitable[None]]


class Marks:
    """Collects marks and writes them; `mark` returns a future that is done when the mark is on the disk."""

    def __init__(self, write: Write, pace: Pace) -> None:
        self._write = write
        self._pace = pace
        self._waiting: list[tuple[Mark, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    def mark(self, mark: Mark) -> "asyncio.Future[None]":
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((mark, written))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._write_all())
        return written

    async def written(self) -> None:
        """Returns once everything marked so far is on the disk."""
        if self._task is not None and not self._task.done():
            await asyncio.shield(self._task)

    @property
    def waiting(self) -> int:
        return len(self._waiting)

    async def _write_all(self) -> None:
        trouble = 0
        while self._waiting:
            batch = self._waiting[:]
            try:
                await self._write([mark for mark, _ in batch])
            except Exception as error:
                trouble += 1
                log.error("marks cannot be written", why=database_line(error) or type(error).__name__, rows=len(batch))
                await self._pace.sleep(backoff(trouble, self._pace.chance()))
                continue
            trouble = 0
            del self._waiting[: len(batch)]
            for _, written in batch:
                if not written.done():
                    written.set_result(None)
