"""The threads that write to PostgreSQL, each on a connection of its own.

A turn is SERIALIZABLE: where the database cannot put it in an order with the turns beside it, it refuses one of them,
and the whole turn runs again, at most ten times, soon with its process to itself. A turn is pure, so its last run is
all that anybody ever sees.
Bookkeeping names the rows that it changes and decides on nothing else; it is READ COMMITTED, and so stands in no turn's
way.
"""

import contextlib
import secrets
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Engine

from storage.room import Room
from storage.writer import CommitUnknown, Ended, Job, NothingWritten, Writer, because, tell

MOST_RUNS = 10
MOST_RUNS_TOGETHER = 1
"""How often a turn runs beside others before it has this process to itself."""
MOST_RUNS_WHEN_TAKEN = 3
"""How often a turn runs that finds a unique value taken: beside another turn that may be the same refusal in other
words; alone it is what the turn does, and stays so.
"""
REFUSED = frozenset({"40001", "40P01"})
"""Not in an order with others; a deadlock."""
TAKEN = "23505"
LOST = ("08", "53", "55", "57", "58")
"""Classes of what is wrong with the server and not with the work: the connection, its memory or disk, its locks, its
operator, its system.
"""
FIRST_PAUSE = 0.004
LONGEST_PAUSE = 0.5


class PoolWriter(Writer):
    """Writes on as many connections as the engine's pool holds."""

    def __init__(self, engine: Engine, threads: int | None = None, pause: Callable[[int], None] | None = None) -> None:
        """`pause` waits before the next run of a turn that has run so many times."""
        super().__init__(threads or engine.pool.size())  # type: ignore[attr-defined]
        self._engine = engine
        self._pause = pause or _pause
        self._room = Room()
        self._begin()

    def _work(self) -> None:
        with contextlib.ExitStack() as held:
            line = _Line(self._engine)
            held.callback(line.close)
            for job in iter(self.waiting.get, None):
                tell([self._ended(line, job)])

    def _ended(self, line: "_Line", job: Job[Any]) -> Ended:
        """Runs the job until it is written, or until it is known why it cannot be."""
        runs = 0
        while True:
            runs += 1
            try:
                with self._room.inside(alone=runs > MOST_RUNS_TOGETHER) if job.turn else contextlib.nullcontext():
                    return Ended(job, line.run(job))
            except CommitUnknown as unknown:
                return Ended(job, error=unknown)
            except BaseException as problem:
                state = sqlstate(problem)
                if _may_run_again(state, runs) or (runs == 1 and _is_gone(problem)):
                    self.runs_again += 1
                    self._pause(runs)
                    continue
                lost = state in REFUSED or _is_gone(problem) or (state or "").startswith(LOST)
                return Ended(job, error=because(NothingWritten(), problem) if lost else problem)


class _Line:
    """One thread's connection. Opened when it is first needed, and again after it broke."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None
        self._level = ""

    def run(self, job: Job[Any]) -> Any:
        """One run in a transaction of its own; what it raises is rolled back. Raises CommitUnknown."""
        connection = self._connected(turn=job.turn)
        try:
            transaction = connection.begin()
            value = job.work(connection)
        except BaseException as problem:
            self._roll_back(broken=_is_gone(problem))
            raise
        try:
            transaction.commit()
        except Exception as problem:
            self._roll_back(broken=_is_gone(problem))
            if sqlstate(problem) in (*REFUSED, TAKEN):
                raise
            raise CommitUnknown from problem
        return value

    def close(self) -> None:
        self._roll_back(broken=True)

    def _connected(self, *, turn: bool) -> Connection:
        if self._connection is None:
            self._connection, self._level = self._engine.connect(), ""
        level = "SERIALIZABLE" if turn else "READ COMMITTED"
        if self._level != level:
            driver: Any = self._connection.connection.dbapi_connection
            self._engine.dialect.set_isolation_level(driver, level)  # type: ignore[arg-type]
            self._level = level
        return self._connection

    def _roll_back(self, *, broken: bool) -> None:
        """Undoes what is open; a connection that broke, or will not be rolled back, is given up."""
        connection = self._connection
        if connection is None:
            return
        try:
            if not broken:
                connection.rollback()
        except Exception:
            broken = True
        if broken:
            self._connection = None
            with contextlib.suppress(Exception):
                connection.invalidate()
            with contextlib.suppress(Exception):
                connection.close()


def sqlstate(problem: BaseException) -> str | None:
    """The five characters by which the server names what is wrong; None where it said nothing."""
    state = getattr(getattr(problem, "orig", problem), "sqlstate", None)
    return state if isinstance(state, str) else None


def _is_gone(problem: BaseException) -> bool:
    """Whether the connection broke: the server ended it, or nothing was heard of the server any more."""
    state = sqlstate(problem)
    if state is not None:
        return state.startswith(("08", "57P")) or state == "25P03"
    own = getattr(problem, "orig", problem)
    return any(kind.__name__ == "OperationalError" for kind in type(own).__mro__)


def _may_run_again(state: str | None, runs: int) -> bool:
    return (state in REFUSED and runs < MOST_RUNS) or (state == TAKEN and runs < MOST_RUNS_WHEN_TAKEN)


def _pause(runs: int) -> None:
    """Some of the time, at random, so that two turns that collided do not collide again."""
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * 2**runs)
    time.sleep(longest * secrets.randbelow(1000) / 1000)
