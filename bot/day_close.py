"""Has each day closed soon after it is over where the lender is, and each month with its last day.

A day's close is a due row, so of several processes one does it, and one that dies leaves it to another. It goes in
batches through the writer, each a commit of its own, with people's turns in between. When a day is closed the next is
planned; a lender that was off for some days closes them one after the other, in their order.
"""

import asyncio
from collections.abc import Awaitable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from bot.clock import Clock
from bot.database_trouble import database_line
from bot.idle import Idle
from bot.metrics import Metrics
from bot.surroundings import Setup
from lending.position import end_of_month
from storage import dues
from storage.daily_close import Closed, close_batch
from storage.dues import DueRow
from storage.month_end import book_month_end
from storage.periods import DAY_CLOSE
from storage.vault import HOUSE, Vault
from storage.writer import Writer

log = structlog.get_logger("close")

KIND = DAY_CLOSE
HOUR = time(0, 20)
"""When a day is closed: on the next one, where the lender is, before the books are checked."""
AT_MOST = timedelta(hours=2)
"""How long a close may take before another process goes on with it."""


class DayClose:
    """One for each process."""

    def __init__(
        self, setup: Setup, writer: Writer, vault: Vault, clock: Clock, idle: Idle, metrics: Metrics, owner: str
    ) -> None:
        self._writer = writer
        self._vault = vault
        self._zone = ZoneInfo(setup.house.timezone)
        self._clock = clock
        self._idle = idle
        self._metrics = metrics
        self._owner = owner
        self._nightly = setup.nightly
        self._provisions = setup.provisions
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Plans the close of the day that it is."""
        if self._nightly:
            today = self._clock.now().astimezone(self._zone).date()
            await self._writer.run_bookkeeping(lambda c: dues.plan(c, self._row(today)))

    async def stop(self) -> None:
        """Lets a close that is in hand go after its batch: it goes on at the next start, or in another process."""
        for task in [*self._tasks]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def fell_due(self, row: DueRow) -> None:
        """The hour of a close has come; it is worked on beside everything else."""
        held = await self._writer.run_bookkeeping(lambda c: dues.hold(c, row, self._owner, self._clock.now() + AT_MOST))
        if held is not None:
            self._begin(self._closed(held))

    def _begin(self, work: Awaitable[None]) -> None:
        async def counted() -> None:
            with self._idle.busy("close"):
                await work

        task = asyncio.ensure_future(counted())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _closed(self, row: DueRow) -> None:
        """All of a day. What fails is told in the log, and tried again when the row's time is over."""
        try:
            day, done = date.fromisoformat(row.key), await self._moved_on(date.fromisoformat(row.key))
            entries = 0
            if day == end_of_month(day):
                at = self._clock.now()
                rates = self._provisions
                entries = len(await self._writer.run(lambda c: book_month_end(c, self._vault, day, at, rates)))
            await self._writer.run_bookkeeping(lambda c: self._end(c, row, day))
        except Exception as error:
            self._metrics.count("day_closes", end="failed")
            log.error("a day could not be closed", day=row.key, why=database_line(error) or type(error).__name__)
            return
        self._metrics.count("day_closes", end="done")
        log.info("a day was closed", day=row.key, loans=done.loans, facts=done.facts, entries=entries)

    async def _moved_on(self, day: date) -> Closed:
        whole = Closed()
        while True:
            at = self._clock.now()
            done = await self._writer.run(lambda c, at=at: close_batch(c, self._vault, day, at))  # type: ignore[misc]
            if not done.loans:
                return whole
            whole += done

    def _end(self, connection: Connection, row: DueRow, day: date) -> None:
        if dues.done(connection, row.kind, row.subject, row.key, row.attempt):
            dues.plan(connection, self._row(day + timedelta(days=1)))

    def _row(self, day: date) -> DueRow:
        at = datetime.combine(day + timedelta(days=1), HOUR, self._zone).astimezone(ZoneInfo("UTC"))
        return DueRow(KIND, HOUSE, day.isoformat(), at, {})
