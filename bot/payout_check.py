"""Asks the bank each morning whether what it said is paid is paid: a word that was wrong must not stay in the books.

The payouts of the last week are asked about by their keys, and nothing is ordered here. A bank that now says otherwise
is told to the turn, which keeps the books as they are and asks staff, once; silence is asked about on the next. The
morning's work is a due row, so of several processes one does it, and one that dies leaves it to another.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection, select

from bot.clock import Clock
from bot.database_trouble import database_line
from bot.idle import Idle
from bot.metrics import Metrics
from bot.surroundings import Setup
from conversations.event import Event, PayoutAnswered
from payments.rail import PayoutStatus, Rail
from storage import dues
from storage.dues import DueRow
from storage.schema import payout
from storage.vault import HOUSE
from storage.writer import Writer

log = structlog.get_logger("payout_check")

KIND = "payout_check"
HOUR = time(8, 30)
"""When the bank is asked, where the lender is: shortly before people are there who can do something about it."""
ASKED_FOR = timedelta(days=7)
"""For how long after its order a payout is asked about, each morning."""
AT_MOST = timedelta(hours=2)
"""How long a morning's questions may take before another process asks them."""
NOT_PAID = "not_paid"
"""What the turn is told where the bank does not know of a payout as done, and has not refused it either."""

Tell = Callable[[Event], Awaitable[None]]


@dataclass(frozen=True)
class Paid:
    """A payout that the rail called done, by our number and by the key that the rail knows it by."""

    payout_id: UUID
    key: str
    rail: str


class PayoutCheck:
    """One for each process. `tell` returns after the commit of the event's turn."""

    def __init__(
        self,
        setup: Setup,
        writer: Writer,
        rails: Mapping[str, Rail],
        tell: Tell,
        clock: Clock,
        idle: Idle,
        metrics: Metrics,
        owner: str,
    ) -> None:
        self._writer = writer
        self._rails = rails
        self._tell = tell
        self._zone = ZoneInfo(setup.house.timezone)
        self._clock = clock
        self._idle = idle
        self._metrics = metrics
        self._owner = owner
        self._nightly = setup.nightly
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Plans the next morning's questions."""
        if self._nightly:
            await self._writer.run_bookkeeping(lambda c: dues.plan(c, self._next_morning()))

    async def stop(self) -> None:
        """Lets a morning's questions go; they are asked again at the next start, or by another process."""
        for task in [*self._tasks]:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def fell_due(self, row: DueRow) -> None:
        """The hour has come; the bank is asked beside everything else."""
        until = self._clock.now() + AT_MOST
        held = await self._writer.run_bookkeeping(lambda c: dues.hold(c, row, self._owner, until))
        if held is not None:
            task = asyncio.ensure_future(self._asked(held))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _asked(self, row: DueRow) -> None:
        """All of a morning. What fails is told in the log, and done again when the row's time is over."""
        with self._idle.busy("payout_check"):
            try:
                paid = await self._writer.run_bookkeeping(self._said_to_be_paid)
                for one in paid:
                    await self._ask(one)
                await self._writer.run_bookkeeping(lambda c: self._end(c, row))
            except Exception as error:
                log.error("payouts could not be asked about", why=database_line(error) or type(error).__name__)

    def _said_to_be_paid(self, connection: Connection) -> list[Paid]:
        recent = payout.c.ordered_at >= self._clock.now() - ASKED_FOR
        query = select(payout.c.id, payout.c.key, payout.c.rail).where(payout.c.state == "done", recent)
        return [Paid(row.id, row.key, row.rail) for row in connection.execute(query.order_by(payout.c.ordered_at))]

    async def _ask(self, paid: Paid) -> None:
        rail = self._rails.get(paid.rail)
        if rail is None or not rail.capabilities.looks_up:
            return
        answer = await rail.ask(paid.key)
        self._metrics.count("payouts_asked_again", rail=rail.name, status=answer.status.value)
        if answer.status in (PayoutStatus.DONE, PayoutStatus.UNCLEAR):
            return
        log.error("the bank no longer says that a payout is done", payout=paid.key, status=answer.status.value)
        status = answer.status.value if answer.status is PayoutStatus.REFUSED else NOT_PAID
        what = PayoutAnswered(paid.payout_id, status, answer.provider_id, answer.reason)
        await self._tell(Event(f"payout:{paid.payout_id}:asked again:{status}", self._clock.now(), what))

    def _end(self, connection: Connection, row: DueRow) -> None:
        if dues.done(connection, row.kind, row.subject, row.key, row.attempt):
            dues.plan(connection, self._next_morning())

    def _next_morning(self) -> DueRow:
        local = self._clock.now().astimezone(self._zone)
        day = local.date() if local.time() < HOUR else local.date() + timedelta(days=1)
        at = datetime.combine(day, HOUR, self._zone).astimezone(ZoneInfo("UTC"))
        return DueRow(KIND, HOUSE, day.isoformat(), at, {})
