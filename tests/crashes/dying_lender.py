"""A played lender that can die at any point and is started again on what it left behind.

It is the real program with one change: its writer has no thread of its own, and writes when the event loop comes to it.
So a run is the same each time, and a process can be forked in the middle of it.
"""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, select

import storage.databases
from bot.document_worker import Finding, Job, look_at
from bot.logging import set_up
from bot.polling import Polling
from conversations.event import Event
from payments.sandbox_bank import SandboxBank
from storage.batch_writer import BatchWriter
from storage.schema import due
from storage.writer import Job as Written
from tests.bank import KEY, BankNextDoor
from tests.bot.played import QuickPace
from tests.crashes.death import Died, Life, Points, driver_of, while_alive
from tests.house import house
from tests.lender import START, PlayedLender
from tests.people import Player

T = TypeVar("T")
ASKS = ("getUpdates", "getFile")


class WriterInTheLoop(BatchWriter):
    """The batch writer without its thread: whatever waits when the loop comes round shares a commit."""

    def _begin(self) -> None:
        self._called = False

    def _put(self, job: Written[Any]) -> None:
        super()._put(job)
        if not self._called:
            self._called = True
            asyncio.get_running_loop().call_soon(self._write)

    def _write(self) -> None:
        self._called = False
        if not self.waiting.empty():
            self._commit(self._next_batch())
            self._checkpointer.after_commit(self._connection, idle=True)

    def stop(self) -> None:
        if not self._stopped:
            self._write()
            self._stopped = True
            self._close()


class DyingApi:
    """The Bot API as this life of the lender calls it."""

    def __init__(self, api: Any, points: Points, life: Life) -> None:
        self._api, self._points, self._life = api, points, life

    async def call(self, method: str, *args: Any, **kwargs: Any) -> Any:
        with self._points.around(self._life, "fetch" if method in ASKS else "send", method):
            return await self._api.call(method, *args, **kwargs)

    async def file_address(self, file_id: str) -> str:
        with self._points.around(self._life, "fetch", "getFile"):
            return str(await self._api.file_address(file_id))

    async def download(self, address: str) -> bytes:
        with self._points.around(self._life, "fetch", "download"):
            return bytes(await self._api.download(address))


class DyingLine:
    """The line to the bank as this life of the lender uses it."""

    def __init__(self, bank: BankNextDoor, points: Points, life: Life) -> None:
        self._bank, self._points, self._life = bank, points, life

    async def post(self, path: str, body: Mapping[str, Any]) -> Any:
        with self._points.around(self._life, "provider", "order"):
            return await self._bank.post(path, body)

    async def get(self, path: str) -> Any:
        with self._points.around(self._life, "provider", "question"):
            return await self._bank.get(path)


class DyingLender(PlayedLender):
    """`deaths` counts how often it has died; after each it stands on a copy of what its files then were."""

    points: Points
    alive: "DyingLender"
    eye: Engine | None = None
    deaths = 0
    uploads = 0

    @classmethod
    def make(cls, data: Path) -> "DyingLender":
        """A lender like `PlayedLender.open` makes; it opens with `begin`."""
        cls.alive = cls(data, house(), START, seed=1)
        if cls.eye is None:
            cls.eye = create_engine("sqlite://", creator=cls._look, poolclass=NullPool)
        return cls.alive

    @classmethod
    def _look(cls) -> sqlite3.Connection:
        return sqlite3.connect(cls.alive.data / "microloan.db", isolation_level=None)

    async def begin(self) -> None:
        """Opens for the first time, and all staff start the bot."""
        set_up(self.log, machine=True)
        for member in self.house.staff:
            self.world.add_person(member.name, language_code=member.language, id=member.telegram_id)
        accounts = [self.world.people[member.telegram_id] for member in self.house.staff]
        self.world.add_group("Staff", accounts, self.bot, id=self.house.staff_group)
        await self._start()
        for account in accounts:
            self.people[account.first_name] = Player(self, account)
            await self.people[account.first_name].says("/start")
        for player in self.people.values():
            player.sees()

    async def _look_at(self, job: Job) -> Finding:
        """As any played lender looks at uploads; but a dead process takes none of the living one's files away."""
        content, life = await self.api.download(job.address), self.life
        self.uploads += 1
        file = self.data / f"upload-{self.uploads}.tmp"
        file.write_bytes(content)
        found = look_at(replace(job, address=file.resolve().as_uri()))
        if not life.dead:
            file.unlink()
        return found

    def let_go(self) -> None:
        """In a process that was forked to die: what lies in its buffers must not reach the files of the living one."""
        with open(os.devnull, "wb") as nothing:
            for draft in self.life.drafts:
                if not draft.closed:
                    os.dup2(nothing.fileno(), draft.fileno())

    async def looks(self, look: Callable[[Connection], T]) -> T:
        """The test looks into the books at rest, by a connection of its own: no deed of the program."""
        assert self.eye is not None
        with self.points.not_watched(), self.eye.begin() as connection:
            return look(connection)

    async def _start(self) -> None:
        self.world.observer = None
        self.life = life = Life()
        self._plain_api = getattr(self, "_plain_api", self.api)
        self.api = DyingApi(self._plain_api, self.points, life)  # type: ignore[assignment]
        self.bank.rail = SandboxBank(DyingLine(self.bank, self.points, life), [KEY])
        await while_alive(life, super()._start())
        self.bank.tell = self._told
        self.polling = Polling(self.api, self.lender.intake.update, QuickPace(), seconds=0)
        self._watch_less()

    def _watch_less(self) -> None:
        """To look for the next instant is the test's wish, not the program's."""
        next_at = self.lender.ticker.next_at

        async def unwatched() -> Any:
            with self.points.not_watched():
                return await next_at()

        self.lender.ticker.next_at = unwatched  # type: ignore[method-assign]

    async def _told(self, event: Event) -> None:
        """What the bank tells. It hears nothing from a process that dies over it."""
        try:
            await while_alive(self.life, self.lender.tell(event))
            self.points.reach(self.life, "provider", "answer to its notice")
        except Died:
            raise ConnectionResetError from None

    async def rest(self) -> None:
        await self.live(self._come_to_rest)

    async def _come_to_rest(self) -> None:
        await self._pump()
        await self.winder.rest()
        if self.bank.desk.notices.waiting:
            await self.bank.desk.deliver_waiting()
            await self.winder.rest()
        await self.lender.marks.written()

    async def after(self, *, days: float = 0, hours: float = 0, minutes: float = 0) -> None:
        until = self.clock.now() + timedelta(days=days, hours=hours, minutes=minutes)
        await self.live(lambda: self.winder.settle(until))
        await self.rest()

    async def restart(self) -> None:
        async def again() -> None:
            await self.stop()
            await self._start()

        await self.live(again)
        await self.rest()

    async def live(self, what: Callable[[], Awaitable[Any]]) -> None:
        """Does it; where the lender dies over it, it is started again and it is done once more."""
        while True:
            try:
                if self.life.dead:
                    await self._rise()
                return await _done(self.life, what)
            except Died:
                continue

    async def _rise(self) -> None:
        """A new process on what the dead one left: the claims of the dead run out while it is awaited."""
        self.deaths += 1
        self.bank.desk._one_sender = asyncio.Lock()
        await self._start()
        with self.points.not_watched():
            until = await self.lender.writer.run_bookkeeping(
                lambda c: c.execute(select(due.c.claimed_until).where(due.c.state == "claimed")).scalars().all()
            )
        await while_alive(self.life, self.winder.settle(max([self.clock.now(), *until])))

    async def _pump(self) -> None:
        """The program's own polling, as long as updates wait."""
        queue = self.world.queue(self.bot)
        while queue.waiting or queue._again:
            batch = await self.polling._fetch()
            if batch:
                await self.polling._take(batch)


async def _done(life: Life, what: Callable[[], Awaitable[Any]]) -> None:
    """Over once it is done, even where that was another life's beginning."""
    task = asyncio.ensure_future(what())
    dying = asyncio.ensure_future(life.death.wait())
    try:
        await asyncio.wait({task, dying}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        dying.cancel()
        if not task.done():
            task.cancel()
    if task.done() and not task.cancelled() and not life.dead:
        task.result()
        return
    if task.done() and not task.cancelled():
        task.exception()
    raise Died


@contextmanager
def points_of(lender: Callable[[], DyingLender | None]) -> Iterator[None]:
    """Inside, whatever leaves the lender that lives just then is a point: its statements, commits and files."""

    def factor(_dialect: Any, _record: Any, args: Any, keywords: dict[str, Any]) -> None:
        one = lender()
        if one is None:
            return
        file = Path(str(args[0]))
        if file.is_absolute() and one.data not in file.parents:
            raise Died  # a dead process opens nothing
        keywords["factory"] = driver_of(one.points, one.life)

    event.listen(Engine, "do_connect", factor)
    plain, storage.databases.BatchWriter = storage.databases.BatchWriter, WriterInTheLoop
    try:
        with files_of(lender):
            yield
    finally:
        storage.databases.BatchWriter = plain
        event.remove(Engine, "do_connect", factor)


@contextmanager
def files_of(lender: Callable[[], DyingLender | None]) -> Iterator[None]:
    """Inside, opening, flushing and renaming a document's file are points."""
    opened, replaced, flushed = Path.open, Path.replace, os.fsync

    def watched(deed: str, work: Callable[[], Any]) -> Any:
        if (one := lender()) is None:
            return work()
        with one.points.around(one.life, "file", deed):
            result = work()
            one.points.written += one.points.watching
            return result

    def open_(self: Path, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        if "w" not in mode or self.suffix != ".draft":
            return opened(self, mode, *args, **kwargs)
        one, file = lender(), opened(self, mode, *args, **kwargs)
        if one is not None:
            one.life.drafts.append(file)
        return watched("open", lambda: file)

    Path.open = open_  # type: ignore[method-assign,assignment]
    Path.replace = lambda self, to: watched("rename", lambda: replaced(self, to))  # type: ignore[method-assign]
    os.fsync = lambda fd: watched("flush", lambda: flushed(fd))
    try:
        yield
    finally:
        Path.open, Path.replace, os.fsync = opened, replaced, flushed  # type: ignore[method-assign]


def copied(data: Path, to: Path) -> Path:
    """What a process that dies now leaves on the disk. The shared-memory file of a log is made anew by SQLite."""
    shutil.copytree(data, to, ignore=shutil.ignore_patterns("*-shm"))
    return to
