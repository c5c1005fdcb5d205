"""The one thread that writes.

What is handed in runs in that thread, on its one connection. Everything that waits at that moment (at most 64) shares
one commit, each inside a savepoint of its own: one that raises is rolled back alone, and its exception reaches its
caller alone. Nobody learns a result before the COMMIT that makes it last. Where the COMMIT itself fails, nobody knows
what was written, and everyone in it is told so: keys make it harmless to run again.
"""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine

from storage.checkpoint import Checkpointer
from storage.savepoint import Savepoint

T = TypeVar("T")
LARGEST_BATCH = 64
OF_THE_DISK = frozenset({5, 6, 7, 8, 10, 11, 13, 14})
"""SQLite's result codes BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL and CANTOPEN."""


class CommitUnknown(Exception):
    """The commit failed: what was in it may or may not be there. Run it again under the same key."""


class NothingWritten(Exception):
    """The database could not (it is locked, its disk is full or gone): nothing was done. Worth trying again later."""


class WriterStopped(Exception):
    """The writer was stopped, and takes nothing more."""


@dataclass(frozen=True)
class _Job(Generic[T]):
    """Work to do, and the future that waits for it: of an event loop, or of a thread when `loop` is None."""

    work: Callable[[Connection], T]
    answer: "Future[T] | asyncio.Future[T]"
    loop: asyncio.AbstractEventLoop | None = None


@dataclass(frozen=True)
class _Outcome:
    """What became of one job: its value, or its exception."""

    job: _Job[Any]
    value: Any = None
    error: BaseException | None = None

    def tell(self) -> None:
        if self.job.answer.done():
            return
        if self.error is not None:
            self.job.answer.set_exception(self.error)
        else:
            self.job.answer.set_result(self.value)


class _BatchLost(Exception):
    """The database rolled the whole transaction back under us (a full disk does that)."""


class Writer:
    """Runs functions of a connection in the writing thread, many in one commit. `stop` before the program ends."""

    def __init__(self, engine: Engine, largest_batch: int = LARGEST_BATCH) -> None:
        self._engine = engine
        self._largest = largest_batch
        self._waiting: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._stopped = False
        self._gate = threading.Lock()
        self._connection: Connection | None = None
        self._checkpointer = Checkpointer(engine)
        self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
        self._thread.start()

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Runs a turn; its value comes after the commit.

        A cancelled await leaves the turn to its end: whoever was cancelled does not know what became of it.
        Raises what `work` raised, CommitUnknown or NothingWritten.
        """
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        self._put(_Job(work, answer, loop))
        return await asyncio.shield(answer)

    async def run_bookkeeping(self, work: Callable[[Connection], T]) -> T:
        """Runs what is not journalled (marks of the outbox, leases, seals), by the same rules as a turn."""
        return await self.run(work)

    def run_sync(self, work: Callable[[Connection], T]) -> T:
        """The same for callers without an event loop: the command line and tests. Never call it from a coroutine."""
        answer: Future[T] = Future()
        self._put(_Job(work, answer))
        return answer.result()

    def stop(self) -> None:
        """Finishes what was handed in, closes the connection, ends the thread. Safe to repeat."""
        with self._gate:
            if not self._stopped:
                self._stopped = True
                self._waiting.put(None)
        self._thread.join()

    def _put(self, job: _Job[Any]) -> None:
        with self._gate:
            if self._stopped:
                raise WriterStopped
            self._waiting.put(job)

    def _work(self) -> None:
        try:
            for batch in iter(self._next_batch, []):
                self._commit(batch)
                self._checkpointer.after_commit(self._connection, idle=self._waiting.empty())
        finally:
            self._close()

    def _next_batch(self) -> list[_Job[Any]]:
        """What waits now, at most the largest batch; waits for the first. Empty when it is time to end."""
        batch: list[_Job[Any]] = []
        job = self._waiting.get()
        while job is not None:
            batch.append(job)
            if len(batch) == self._largest:
                return batch
            try:
                job = self._waiting.get_nowait()
            except queue.Empty:
                return batch
        if batch:
            self._waiting.put(None)
        return batch

    def _commit(self, batch: list[_Job[Any]]) -> None:
        outcomes: list[_Outcome] = []
        try:
            connection = self._connected()
            transaction = connection.begin()
        except Exception as problem:
            self._close()
            return _tell(_Outcome(job, error=_because(NothingWritten(), problem)) for job in batch)
        try:
            for job in batch:
                outcomes.append(_in_savepoint(connection, job))  # noqa: PERF401 - a lost batch keeps what it had
            transaction.commit()
        except Exception as problem:
            self._close()
            own = {id(o.job): o for o in outcomes if o.error is not None}
            return _tell(own.get(id(j)) or _Outcome(j, error=_because(CommitUnknown(), problem)) for j in batch)
        return _tell(outcomes)

    def _connected(self) -> Connection:
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _close(self) -> None:
        """Gives the connection up, rolling back what is open; the next batch opens a fresh one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(Exception):
                self._checkpointer.at_end(connection)
            with contextlib.suppress(Exception):
                connection.invalidate()
            with contextlib.suppress(Exception):
                connection.close()


def _in_savepoint(connection: Connection, job: _Job[Any]) -> _Outcome:
    savepoint = Savepoint(connection)
    try:
        value = job.work(connection)
        savepoint.keep()
    except BaseException as problem:
        try:
            savepoint.undo()
        except Exception:
            raise _BatchLost from problem
        error = _because(NothingWritten(), problem) if _is_of_the_disk(problem) else problem
        return _Outcome(job, error=error)
    return _Outcome(job, value)


def _is_of_the_disk(problem: BaseException) -> bool:
    """Whether the database failed, and not the work: then the same work may well succeed later."""
    code = getattr(getattr(problem, "orig", problem), "sqlite_errorcode", None)
    return isinstance(code, int) and code & 0xFF in OF_THE_DISK


def _because(error: Exception, cause: BaseException) -> Exception:
    error.__cause__ = cause
    return error


def _tell(outcomes: Iterable[_Outcome]) -> None:
    """Tells everybody; those of one event loop in one call, since each call wakes the loop up."""
    loops: dict[asyncio.AbstractEventLoop, list[_Outcome]] = {}
    for outcome in list(outcomes):
        if outcome.job.loop is None:
            outcome.tell()
        else:
            loops.setdefault(outcome.job.loop, []).append(outcome)
    for loop, theirs in loops.items():
        with contextlib.suppress(RuntimeError):  # the loop was closed: nobody waits there any more
            loop.call_soon_threadsafe(_tell_all, theirs)


def _tell_all(outcomes: list[_Outcome]) -> None:
    for outcome in outcomes:
        outcome.tell()
