"""The one thread that writes to SQLite.

Everything that waits at one moment (at most 64) shares one commit, each inside a savepoint of its own: one that raises
is rolled back alone, and its exception reaches its caller alone.
"""

import contextlib
import queue
from typing import Any

from sqlalchemy import Connection, Engine

from storage.checkpoint import Checkpointer
from storage.savepoint import Savepoint
from storage.writer import CommitUnknown, Ended, Job, NothingWritten, Writer, because, tell

LARGEST_BATCH = 64
OF_THE_DISK = frozenset({5, 6, 7, 8, 10, 11, 13, 14})
"""SQLite's result codes BUSY, LOCKED, NOMEM, READONLY, IOERR, CORRUPT, FULL and CANTOPEN."""


class _BatchLost(Exception):
    """The database rolled the whole transaction back under us (a full disk does that)."""


class BatchWriter(Writer):
    """Writes for everybody on one connection, many in one commit."""

    def __init__(self, engine: Engine, largest_batch: int = LARGEST_BATCH) -> None:
        super().__init__(threads=1)
        self._engine = engine
        self._largest = largest_batch
        self._connection: Connection | None = None
        self._checkpointer = Checkpointer(engine)
        self._begin()

    def _work(self) -> None:
        try:
            for batch in iter(self._next_batch, []):
                self._commit(batch)
                self._checkpointer.after_commit(self._connection, idle=self.waiting.empty())
        finally:
            self._close()

    def _next_batch(self) -> list[Job[Any]]:
        """What waits now, at most the largest batch; waits for the first. Empty when it is time to end."""
        batch: list[Job[Any]] = []
        job = self.waiting.get()
        while job is not None:
            batch.append(job)
            if len(batch) == self._largest:
                return batch
            try:
                job = self.waiting.get_nowait()
            except queue.Empty:
                return batch
        if batch:
            self.waiting.put(None)
        return batch

    def _commit(self, batch: list[Job[Any]]) -> None:
        ends: list[Ended] = []
        try:
            connection = self._connected()
            transaction = connection.begin()
        except Exception as problem:
            self._close()
            return tell(Ended(job, error=because(NothingWritten(), problem)) for job in batch)
        try:
            for job in batch:
                ends.append(_in_savepoint(connection, job))  # noqa: PERF401 - a lost batch keeps what it had
            transaction.commit()
        except Exception as problem:
            self._close()
            own = {id(o.job): o for o in ends if o.error is not None}
            return tell(own.get(id(j)) or Ended(j, error=because(CommitUnknown(), problem)) for j in batch)
        return tell(ends)

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


def _in_savepoint(connection: Connection, job: Job[Any]) -> Ended:
    savepoint = Savepoint(connection)
    try:
        value = job.work(connection)
        savepoint.keep()
    except BaseException as problem:
        try:
            savepoint.undo()
        except Exception:
            raise _BatchLost from problem
        error = because(NothingWritten(), problem) if _is_of_the_disk(problem) else problem
        return Ended(job, error=error)
    return Ended(job, value)


def _is_of_the_disk(problem: BaseException) -> bool:
    """Whether the database failed, and not the work: then the same work may well succeed later."""
    code = getattr(getattr(problem, "orig", problem), "sqlite_errorcode", None)
    return isinstance(code, int) and code & 0xFF in OF_THE_DISK
