"""Watches over the books: a quick look at every start, the whole of them each night, and no money before a look.

Each night's check is a due row, so of several processes one does it, and one that dies leaves it to another. The check
reads in a thread of its own, through a connection that is in no turn's way. What it finds comes back as an event like
any other: a fact, a stop where something is wrong, a case for staff.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from bot.clock import Clock
from bot.database_trouble import database_line
from bot.idle import Idle
from bot.metrics import Metrics
from bot.surroundings import Setup
from conversations.event import BooksVerified, Event, StopStands
from storage import anchor, dues, money_stop
from storage.anchor import Anchor
from storage.dues import DueRow
from storage.finding import Finding
from storage.look import Look
from storage.vault import HOUSE, Vault
from storage.verify import entries, verify, verify_money
from storage.writer import Writer

log = structlog.get_logger("books")

T = TypeVar("T")
KIND = "books_check"
NIGHT = time(3, 30)
"""When the whole book is checked, where the lender is."""
AT_MOST = timedelta(hours=2)
"""How long a check may take before another process takes it over."""
UNCHANGED_FOR = timedelta(days=7)
"""Books that nothing was added to since they were found in order are looked at again after so long: discs decay."""
IN_MEMORY = 200_000
"""Journals longer than this are played again in a scratch file instead of in memory."""
UNREADABLE = "the books can be read"

Handle = Callable[[Event, DueRow | None], Awaitable[None]]


class BooksWatch:
    """One for each process. `checked` says whether this process has seen that the money adds up; `stopped` is what
    it saw when it last looked.
    """

    def __init__(
        self,
        setup: Setup,
        writer: Writer,
        vault: Vault,
        handle: Handle,
        clock: Clock,
        idle: Idle,
        metrics: Metrics,
        owner: str,
    ) -> None:
        """`handle` takes the turn of an event, with the due row that it ends."""
        self._databases = setup.databases
        self._writer = writer
        self._vault = vault
        self._folder = setup.data
        self._look = look_of(setup)
        self._zone = ZoneInfo(setup.house.timezone)
        self._handle = handle
        self._clock = clock
        self._idle = idle
        self._metrics = metrics
        self._owner = owner
        self._nightly = setup.nightly
        self._tasks: set[asyncio.Task[None]] = set()
        self._anchor: Anchor | None = None
        self._sound: tuple[Anchor | None, datetime] | None = None
        self.checked = False
        self.stopped = False

    def notices(self) -> tuple[str, ...]:
        """For `/readyz`: the program serves people, and yet no money leaves."""
        if not self.checked:
            return ("money waits for the first look at the books",)
        return ("money is stopped",) if self.stopped else ()

    async def start(self, *, wait: bool) -> None:
        """Begins the quick look, and plans the next night's; with `wait` it returns when the look is over."""
        if self._nightly:
            await self._writer.run_bookkeeping(lambda c: dues.plan(c, self._next_night()))
        task = self._begin(self._first_look())
        if wait:
            await task

    async def stop(self) -> None:
        """Notes how far the journal came, and lets a check that is in hand go; another process takes it over."""
        for task in [*self._tasks]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.checked:
            with suppress(Exception):
                await self._note_head()

    async def may_move(self) -> bool:
        """Whether money may leave now. Before it says yes, the journal's head is written down outside the books."""
        if not self.checked:
            if not self._tasks:
                self._begin(self._first_look())
            return False
        stopped, head = await self._writer.run_bookkeeping(lambda c: (money_stop.is_set(c), anchor.head(c)))
        if not stopped and head is not None:
            self._note(head)
        return not stopped

    async def fell_due(self, row: DueRow) -> None:
        """The hour of a check: the row is held, and its end is the turn that keeps what was found."""
        held = await self._writer.run_bookkeeping(lambda c: dues.hold(c, row, self._owner, self._clock.now() + AT_MOST))
        if held is not None:
            self._begin(self._whole(held))

    def _begin(self, work: Awaitable[None]) -> "asyncio.Task[None]":
        async def counted() -> None:
            with self._idle.busy("books"):
                try:
                    await work
                except Exception as error:  # a database in trouble: the next order, or the next night, looks again
                    log.error("the books could not be looked at", why=database_line(error) or type(error).__name__)

        task = asyncio.ensure_future(counted())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _first_look(self) -> None:
        """Quick: sums by SQL alone, and whether the books are at least as new as what was seen before."""
        await self._against_anchor()
        found = await self._found(verify_money)
        if found:
            key = f"books:start:{self._owner}"
            await self._tell(Event(key, self._clock.now(), _result(0, found, whole=False)))
        self.checked = True
        await self._tell_of_stops()
        with suppress(OSError):
            await self._note_head()

    async def _against_anchor(self) -> None:
        seen = await asyncio.to_thread(anchor.read, self._folder)
        if seen is None or await self._writer.run_bookkeeping(lambda c: anchor.is_held(c, seen)):
            return
        log.error("the books are older than what was seen before", entry=seen.entry.hex)
        now, reason = self._clock.now(), money_stop.ROLLED_BACK
        await self._writer.run(lambda c: money_stop.set_stop(c, self._vault, reason, now, self._today()))

    async def _whole(self, row: DueRow) -> None:
        """Everything, and the next night is planned with it."""
        if self._nightly:
            await self._writer.run_bookkeeping(lambda c: dues.plan(c, self._next_night()))
        head = await self._writer.run_bookkeeping(anchor.head)
        if "case" not in row.detail and self._is_known(head):
            await self._writer.run_bookkeeping(lambda c: dues.done(c, row.kind, row.subject, row.key, row.attempt))
            return
        count = await self._read(entries)
        scratch = "sqlite://" if count < IN_MEMORY else f"sqlite:///{self._scratch()}"
        look = replace(self._look, now=self._clock.now())
        found = await self._found(lambda c: verify(c, self._vault, scratch, look))
        await asyncio.to_thread(self._scratch().unlink, missing_ok=True)
        self._sound = None
        by, case = row.detail.get("by"), row.detail.get("case")
        result = _result(count, found, whole=True, case_id=UUID(case) if case else None, by=by)
        event = Event(f"due:{row.kind}:{row.subject}:{row.key}", self._clock.now(), result)
        await self._handle(event, row)
        if not found and await self._read(entries) == count + 1:  # the check's own entry, and nobody else's
            self._sound = (await self._writer.run_bookkeeping(anchor.head), self._clock.now())
        await self._tell_of_stops()
        with suppress(OSError):
            await self._note_head()

    def _is_known(self, head: Anchor | None) -> bool:
        """Whether these very books were found in order, by this process and not long ago."""
        if self._sound is None:
            return False
        seen, when = self._sound
        return seen == head and self._clock.now() - when < UNCHANGED_FOR

    async def _found(self, check: Callable[[Connection], list[Finding]]) -> list[Finding]:
        """What a check found; books that cannot be read are a finding."""
        try:
            found = await self._read(check)
        except Exception as error:
            log.error("the books cannot be checked", why=database_line(error) or type(error).__name__)
            found = [Finding(UNREADABLE, type(error).__name__, database_line(error) or "see the log")]
        for finding in found[:20]:
            log.error("the books are not in order", finding=str(finding))
        self._metrics.count("books_checks", end="findings" if found else "clean")
        return found

    async def _read(self, work: Callable[[Connection], T]) -> T:
        """In a thread and on a connection of its own, where two connections are safe; else with the writer."""
        if not self._databases.may_read_beside:
            return await self._writer.run_bookkeeping(work)

        def look() -> T:
            engine = self._databases.open_for_reading()
            try:
                with engine.begin() as connection:
                    return work(connection)
            finally:
                engine.dispose()

        return await asyncio.to_thread(look)

    async def _tell_of_stops(self) -> None:
        """Each stop is told to staff once, whoever set it."""
        stops = await self._writer.run_bookkeeping(money_stop.standing)
        self.stopped = bool(stops)
        for stop in stops:
            what = StopStands(stop.reason, stop.checks)
            await self._tell(Event(f"stop:{stop.stop_id.hex}", self._clock.now(), what))

    async def _tell(self, event: Event) -> None:
        await self._handle(event, None)

    async def _note_head(self) -> None:
        head = await self._writer.run_bookkeeping(anchor.head)
        if head is not None:
            self._note(head)

    def _note(self, head: Anchor) -> None:
        """A line of a few bytes, on the disk before it goes on; in the log too, which may lie elsewhere."""
        if head != self._anchor:
            anchor.write(self._folder, head)
            self._anchor = head
            log.info("the journal's head", entry=head.entry.hex, leaf_hash=head.leaf_hash.hex())

    def _scratch(self) -> Path:
        return self._folder / f"verify-{self._owner}.db"

    def _today(self) -> date:
        return self._clock.now().astimezone(self._zone).date()

    def _next_night(self) -> DueRow:
        local = self._clock.now().astimezone(self._zone)
        day = local.date() if local.time() < NIGHT else local.date() + timedelta(days=1)
        at = datetime.combine(day, NIGHT, self._zone).astimezone(ZoneInfo("UTC"))
        return DueRow(KIND, HOUSE, day.isoformat(), at, {})


def look_of(setup: Setup) -> Look:
    """What this house's books are held against. The instant is added when the look begins."""
    house = setup.house
    return Look(pack=house.pack, scoring=house.scoring, correction=setup.correction, fraud=setup.fraud, whole_file=True)


def _result(
    count: int, found: list[Finding], *, whole: bool, case_id: UUID | None = None, by: int | None = None
) -> BooksVerified:
    """What was found, as far as it stops money: the names of the rules, each once, and no figure of anybody."""
    grave = [finding for finding in found if finding.stops]
    return BooksVerified(count, len(grave), tuple(sorted({f.check for f in grave})), whole, case_id, by)
