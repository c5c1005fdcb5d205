"""The clock's hand: every second it looks for what has fallen due, and a virtual clock can be wound to any instant.

APScheduler is the ticker and no more: what is due lies in a table, so a kill forgets nothing and a late tick misses
nothing. Two processes may tick at once; each row is claimed by one, and its key makes a second run harmless.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from math import ceil

import structlog
from apscheduler.job import Job
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import Connection

from bot.clock import Clock, VirtualClock
from bot.database_trouble import database_line
from bot.idle import Idle
from bot.outbound import Outbound
from bot.outbox_desk import OutboxDesk
from bot.payouts import Payouts
from conversations.event import Event, FellDue
from storage import dues, leases, outbox, retention
from storage.dues import DueRow
from storage.outbox import PROCESS_LEASE
from storage.writer import Writer

log = structlog.get_logger("tick")

AT_ONCE = 50
"""Due rows that are claimed together; their turns are over long before the claim runs out."""
WATCH_EVERY = 5
"""At every so manieth tick it is seen whether there was one."""
LIFE_SECONDS = 20
"""How long this process counts as living after its last tick; three ticks where those are far apart."""

TIDYING = timedelta(days=1)
"""How often each process forgets what the machinery need not keep."""
FIRST_TIDYING = timedelta(hours=1)
"""How long after its start it does so first: a start has enough to do."""

Handle = Callable[[Event, DueRow], Awaitable[None]]
Wait = Callable[[], Awaitable[None]]


class Ticker:
    """Claims what is due and carries it into turns. `handle` takes the turn of one due row and ends that row."""

    def __init__(
        self,
        writer: Writer,
        desk: OutboxDesk,
        outbound: Outbound,
        payouts: Payouts,
        handle: Handle,
        clock: Clock,
        idle: Idle,
        owner: str,
        alone: bool = True,
    ) -> None:
        """`alone`: nobody else serves this database, so at the first tick every other claimant is dead."""
        self._writer = writer
        self._desk = desk
        self._outbound = outbound
        self._payouts = payouts
        self._handle = handle
        self._clock = clock
        self._idle = idle
        self._owner = owner
        self._one_at_a_time = asyncio.Lock()
        self._at_rest = asyncio.Event()
        self._at_rest.set()
        self._scheduler: AsyncIOScheduler | None = None
        self._watch: asyncio.Task[None] | None = None
        self._begun = 0
        self._alone = alone
        self._shared = not alone
        self._life = LIFE_SECONDS
        self._epoch = 0
        self._lives_until: datetime | None = None
        self._tidy_at = clock.now() + FIRST_TIDYING

    def start(self, seconds: float = 1.0) -> None:
        """Ticks from now on, every so many seconds of the machine's time."""
        self._life = max(LIFE_SECONDS, ceil(3 * seconds))
        self._scheduler = AsyncIOScheduler()
        job = self._scheduler.add_job(
            self.tick_and_bear, "interval", seconds=seconds, max_instances=1, coalesce=True, misfire_grace_time=None
        )
        self._scheduler.start()
        self._watch = asyncio.create_task(self._watched(job, seconds))

    async def _watched(self, job: Job, seconds: float) -> None:
        """The scheduler goes by the machine's clock, and would sleep until one that was set back has caught up."""
        while True:
            before = self._begun
            await asyncio.sleep(WATCH_EVERY * seconds)
            if self._begun == before and not self._one_at_a_time.locked():
                job.reschedule("interval", seconds=seconds)

    async def stop(self) -> None:
        """No tick begins any more; returns when the one in hand is over."""
        if self._watch is not None:
            self._watch.cancel()
        if self._scheduler is None:
            return
        self._scheduler.pause()
        await self._at_rest.wait()
        self._scheduler.shutdown(wait=False)  # this would cut off a tick in hand
        self._scheduler = None

    async def tick_and_bear(self) -> None:
        """A tick that bears a database in trouble: the next tick finds the same rows."""
        self._begun += 1
        self._at_rest.clear()
        try:
            await self.tick()
        except Exception as error:
            log.error("a tick failed", why=database_line(error) or type(error).__name__)
        finally:
            self._at_rest.set()

    async def tick(self) -> int:
        """Everything that is due now; returns how many due rows had their turn. Raises what the database raises."""
        async with self._one_at_a_time:
            await self._say_alive()
            self._outbound.take_left_over(await self._desk.left_over(alone=self._alone))
            self._alone = False
            self._payouts.tick()
            done = await self._fall_due()
            await self._tidy()
            return done

    def life(self) -> int | None:
        """The number of this process's present life; None while its lease has run out, and others may take it for dead.

        What was claimed in an earlier life is somebody else's by now. Where nobody else is, there is one life.
        """
        if not self._shared:
            return 0
        return self._epoch if self._lives_until is not None and self._clock.now() < self._lives_until else None

    async def next_at(self) -> datetime | None:
        """The next instant at which anything falls due."""

        def work(connection: Connection) -> list[datetime | None]:
            return [dues.next_at(connection), outbox.next_at(connection)]

        found = [*await self._writer.run_bookkeeping(work), self._payouts.next_due()]
        return min((instant for instant in found if instant is not None), default=None)

    async def _say_alive(self) -> None:
        now, name = self._clock.now(), PROCESS_LEASE + self._owner
        epoch = await self._writer.run_bookkeeping(lambda c: leases.take(c, name, self._owner, now, self._life))
        assert epoch is not None, "nobody else has this name"
        self._epoch, self._lives_until = epoch, now + timedelta(seconds=self._life)

    async def say_dead(self) -> None:
        """Nothing is in this process's hands any more: what it leaves behind may be taken over at once."""
        now, name = self._clock.now(), PROCESS_LEASE + self._owner
        await self._writer.run_bookkeeping(lambda c: leases.release(c, name, self._owner, now))

    async def _tidy(self) -> None:
        """Once a day. Every process may: what one has forgotten, the next does not find."""
        now = self._clock.now()
        if now < self._tidy_at:
            return
        while await self._writer.run_bookkeeping(lambda c: retention.forget(c, now)):
            """A little at a time, so that turns come in between."""
        self._tidy_at = now + TIDYING

    async def _fall_due(self) -> int:
        count = 0
        while rows := await self._claim():
            with self._idle.busy("dues"):
                ends = await asyncio.gather(
                    *(self._handle(_event(row, self._clock), row) for row in rows), return_exceptions=True
                )
            count += len(rows)
            lost = [end for end in ends if isinstance(end, BaseException)]
            if lost:
                raise lost[0]
            await self._end(rows)
        return count

    async def _end(self, rows: Sequence[DueRow]) -> None:
        """Ends what its turn did not end: one that failed, or that was handled before a crash, never comes again."""

        def work(connection: Connection) -> None:
            for row in rows:
                dues.done(connection, row.kind, row.subject, row.key, row.attempt)

        await self._writer.run_bookkeeping(work)

    async def _claim(self) -> tuple[DueRow, ...]:
        now = self._clock.now()
        return await self._writer.run_bookkeeping(lambda c: dues.claim_due(c, self._owner, now, AT_ONCE))


def _event(row: DueRow, clock: Clock) -> Event:
    what = FellDue(kind=row.kind, subject=row.subject, detail=row.detail, due_at=row.at)
    return Event(f"due:{row.kind}:{row.subject}:{row.key}", clock.now(), what)


class Winder:
    """Winds a virtual clock on: from one due instant to the next, and at each until everything has come to rest.

    `waits` are other things that have to come to rest: the sandbox's own queues, say.
    """

    def __init__(self, clock: VirtualClock, ticker: Ticker, idle: Idle, waits: Sequence[Wait] = ()) -> None:
        self._clock = clock
        self._ticker = ticker
        self._idle = idle
        self._waits = tuple(waits)
        self._one_at_a_time = asyncio.Lock()

    async def settle(self, until: datetime) -> datetime:
        """Moves the clock to `until`, with all that is due by then done on its own instant; returns the instant."""
        async with self._one_at_a_time:
            await self.rest()
            while (instant := await self._ticker.next_at()) is not None and instant <= until:
                self._clock.move_to(instant)
                await self._tick()
            self._clock.move_to(until)
            await self._tick()
            return self._clock.now()

    async def advance(self, seconds: float) -> datetime:
        """The same, by so many seconds from now."""
        return await self.settle(self._clock.now() + timedelta(seconds=seconds))

    async def rest(self) -> None:
        """Returns once nothing is in flight anywhere."""
        while True:
            await self._idle.wait()
            for wait in self._waits:
                await wait()
            if not self._idle.total:
                return

    async def _tick(self) -> None:
        await self._ticker.tick()
        await self.rest()
