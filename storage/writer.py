"""Who may write: work is handed in, runs in a thread that owns a connection, and is answered after its commit.

On SQLite one thread writes for everybody (`storage.batch_writer`); on PostgreSQL several do (`storage.pool_writer`).
Whoever hands work in sees no difference. Nobody learns a result before the COMMIT that makes it last. Where the COMMIT
itself fails, nobody knows what was written, and everyone in it is told so: keys make it harmless to run again.
"""

import asyncio
import contextlib
import queue
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")


class CommitUnknown(Exception):
    """The commit failed: what was in it may or may not be there. Run it again under the same key."""


class NothingWritten(Exception):
    """The database could not (it is locked, its disk is full or gone): nothing was done. Worth trying again later."""


class WriterStopped(Exception):
    """The writer was stopped, and takes nothing more."""


@dataclass(frozen=True)
class Job(Generic[T]):
    """Work to do, and the future that waits for it: of an event loop, or of a thread when `loop` is None.

    A `turn` decides on what it reads; bookkeeping names the rows that it changes, and decides nothing.
    """

    work: Callable[[Connection], T]
    answer: "Future[T] | asyncio.Future[T]"
    loop: asyncio.AbstractEventLoop | None = None
    turn: bool = True


@dataclass(frozen=True)
class Ended:
    """What became of one job: its value, or its exception."""

    job: Job[Any]
    value: Any = None
    error: BaseException | None = None

    def tell(self) -> None:
        if self.job.answer.done():
            return
        if self.error is not None:
            self.job.answer.set_exception(self.error)
        else:
            self.job.answer.set_result(self.value)


class Writer(ABC):
    """Runs functions of a connection in writing threads. `stop` before the program ends."""

    def __init__(self, threads: int) -> None:
        self.waiting: queue.SimpleQueue[Job[Any] | None] = queue.SimpleQueue()
        self.runs_again = 0
        """How many runs were refused since the start: more than a few in a hundred turns say that turns collide. None
        ever is where one thread writes."""
        self._stopped = False
        self._gate = threading.Lock()
        self._threads = [threading.Thread(target=self._work, name=f"writer {n}", daemon=True) for n in range(threads)]

    def _begin(self) -> None:
        """Starts the threads: the last thing that a writer does while it is being made."""
        for thread in self._threads:
            thread.start()

    @abstractmethod
    def _work(self) -> None:
        """What each thread does: takes from `waiting` until it finds None there."""

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Runs a turn; its value comes after the commit.

        A cancelled await leaves the turn to its end: whoever was cancelled does not know what became of it.
        Raises what `work` raised, CommitUnknown or NothingWritten. On PostgreSQL `work` may run more than once, and all
        but its last run are undone: it must change nothing but the database.
        """
        return await self._run(work, turn=True)

    async def run_bookkeeping(self, work: Callable[[Connection], T]) -> T:
        """Runs what is not journalled (marks of the outbox, leases, claims, seals), by the same rules as a turn."""
        return await self._run(work, turn=False)

    def run_sync(self, work: Callable[[Connection], T]) -> T:
        """A turn for callers without an event loop: the command line and tests. Never call it from a coroutine."""
        answer: Future[T] = Future()
        self._put(Job(work, answer))
        return answer.result()

    def stop(self) -> None:
        """Finishes what was handed in, closes the connections, ends the threads. Safe to repeat."""
        with self._gate:
            if not self._stopped:
                self._stopped = True
                for _ in self._threads:
                    self.waiting.put(None)
        for thread in self._threads:
            thread.join()

    async def _run(self, work: Callable[[Connection], T], *, turn: bool) -> T:
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._put(Job(work, answer, loop, turn))
        return await asyncio.shield(answer)

    def _put(self, job: Job[Any]) -> None:
        with self._gate:
            if self._stopped:
                raise WriterStopped
            self.waiting.put(job)


def because(error: Exception, cause: BaseException) -> Exception:
    """The error, with what it comes from."""
    error.__cause__ = cause
    return error


def tell(ends: Iterable[Ended]) -> None:
    """Tells everybody; those of one event loop in one call, since each call wakes the loop up."""
    loops: dict[asyncio.AbstractEventLoop, list[Ended]] = {}
    for ended in list(ends):
        if ended.job.loop is None:
            ended.tell()
        else:
            loops.setdefault(ended.job.loop, []).append(ended)
    for loop, theirs in loops.items():
        with contextlib.suppress(RuntimeError):  # the loop was closed: nobody waits there any more
            loop.call_soon_threadsafe(_tell_all, theirs)


def _tell_all(ends: list[Ended]) -> None:
    for ended in ends:
        ended.tell()
