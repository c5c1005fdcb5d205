"""The points at which a lender may die, numbered; and death itself, after which nothing of it touches the world.

A point lies before and after everything that leaves the process: each SQL statement and commit on either database,
each call of the Bot API, each call of the bank, each step of writing a document's file.
"""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")
KINDS = ("statement", "commit", "send", "fetch", "provider", "file")
"""`send` changes something at Telegram; `fetch` asks it for updates or for a file's address."""


class Died(BaseException):
    """The process has ended here. No handler of the program may catch it."""


@dataclass
class Life:
    """One process of the lender, from its start to its death. `owns` are its connections, never closed
    once it is dead, `drafts` the files it has begun to write."""

    dead: bool = False
    death: asyncio.Event = field(default_factory=asyncio.Event)
    owns: list[Any] = field(default_factory=list)
    drafts: list[Any] = field(default_factory=list)

    def end(self) -> None:
        self.dead = True
        self.death.set()


@dataclass(frozen=True)
class Point:
    """`number` counts from 1 within a journey; `after` says on which side of the deed it lies."""

    number: int
    kind: str
    deed: str
    after: bool

    def __str__(self) -> str:
        return f"point {self.number}, {'after' if self.after else 'before'} the {self.kind} {self.deed}"


class Points:
    """Counts points and asks `falls` at each whether the process dies there."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.number = 0
        self.written = 0
        """How often something was committed, or a file changed: what differs on the disk between two points."""
        self.watching = False
        self.falls: Callable[[Point], bool] = lambda _point: False

    def reach(self, life: Life, kind: str, deed: str, *, after: bool = False) -> None:
        """Raises Died in a process that dies here, or is dead already."""
        if life.dead:
            raise Died
        if not self.watching:
            return
        self.number += 1
        self.counts[kind] += 1
        if self.falls(Point(self.number, kind, deed, after)):
            life.end()
            raise Died

    @contextmanager
    def around(self, life: Life, kind: str, deed: str) -> Iterator[None]:
        self.reach(life, kind, deed)
        try:
            yield
        finally:
            self.reach(life, kind, deed, after=True)

    @contextmanager
    def not_watched(self) -> Iterator[None]:
        """What the test itself does is no point."""
        before, self.watching = self.watching, False
        try:
            yield
        finally:
            self.watching = before


async def while_alive(life: Life, work: Awaitable[T]) -> T:
    """Its result; Died when the lender dies meanwhile."""
    task = asyncio.ensure_future(work)
    dying = asyncio.ensure_future(life.death.wait())
    try:
        await asyncio.wait({task, dying}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        dying.cancel()
        if not task.done():
            task.cancel()
    if life.dead:
        if task.done() and not task.cancelled():
            task.exception()
        raise Died
    return task.result()


def driver_of(points: Points, life: Life) -> type[sqlite3.Connection]:
    """A connection class of SQLite's driver whose statements and commits are points of this life."""

    class Cursor(sqlite3.Cursor):
        def execute(self, sql: str, parameters: Any = (), /) -> "Cursor":
            with points.around(life, "statement", " ".join(sql.split()[:3])):
                super().execute(sql, parameters)
            return self

        def executemany(self, sql: str, rows: Any, /) -> "Cursor":
            with points.around(life, "statement", " ".join(sql.split()[:3])):
                super().executemany(sql, rows)
            return self

    class Connection(sqlite3.Connection):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self.changes = 0
            life.owns.append(self)

        def cursor(self, factory: Any = Cursor) -> Any:
            return super().cursor(factory)

        def commit(self) -> None:
            if not self.in_transaction:
                return
            points.reach(life, "commit", "")
            super().commit()
            if self.changes != self.total_changes:
                self.changes = self.total_changes
                points.written += 1
            points.reach(life, "commit", "", after=True)

        def rollback(self) -> None:
            if not life.dead:
                super().rollback()

        def close(self) -> None:
            if not life.dead:
                life.owns.remove(self)
                super().close()

    return Connection
