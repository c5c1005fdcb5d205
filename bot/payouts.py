"""Sends payout orders to their rail and carries its word into the turn; money leaves once, whatever happens on the way.

The order's key makes it happen once. An answer that did not come is looked up, and only where the provider has never
heard of the key is the order given again, under the same key. A payout that a crash left behind is looked up first.
What has to be asked again later waits by the lender's clock, so that a virtual clock can wait it out too.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from bot.clock import Clock
from bot.idle import Idle
from bot.marks import Mark, Marks, State
from bot.metrics import Metrics
from bot.orders import PayoutBody
from bot.pace import Pace, backoff
from conversations.event import Event
from conversations.event import PayoutAnswered as Answered
from payments.rail import PayoutAnswer, PayoutStatus, Rail

log = structlog.get_logger("payouts")

FIRST_ASK = 5.0
LONGEST_WAIT = 600.0
"""Seconds between two look-ups: from the first to the longest, doubling."""


@dataclass(frozen=True)
class PayoutRow:
    """A claimed payout row. `fresh` is true only in the process that committed it and has not asked the rail yet."""

    id: UUID
    body: PayoutBody
    attempt: int = 1
    fresh: bool = True
    asked: int = 0

    @property
    def claim(self) -> tuple[UUID, int]:
        """The row, and which of its claims this is."""
        return self.id, self.attempt


class Payouts:
    """Takes payout rows and plays each to its end. `tell` returns after the commit of the event's turn."""

    def __init__(
        self,
        rails: Mapping[str, Rail],
        tell: Callable[[Event], Awaitable[None]],
        marks: Marks,
        clock: Clock,
        pace: Pace,
        idle: Idle,
        metrics: Metrics,
        may_move: Callable[[], Awaitable[bool]],
    ) -> None:
        """`may_move` says whether money may leave now; an order that may not go waits, and is asked about again."""
        self._rails = rails
        self._tell = tell
        self._marks = marks
        self._clock = clock
        self._pace = pace
        self._idle = idle
        self._metrics = metrics
        self._may_move = may_move
        self._later: dict[tuple[UUID, int], tuple[datetime, PayoutRow]] = {}
        self._held: set[tuple[UUID, int]] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def submit(self, rows: Iterable[PayoutRow]) -> None:
        """Takes claimed rows; one that is here already under the same claim is not taken twice.

        A row that was claimed anew goes on under that claim alone: only it can say what became of the row.
        """
        for row in rows:
            if row.claim not in self._held:
                self._let_go(row.id)
                self._held.add(row.claim)
                self._start(row)

    def next_due(self) -> datetime | None:
        """The instant of the next look-up, by the lender's clock."""
        return min((at for at, _ in self._later.values()), default=None)

    def tick(self) -> None:
        """Starts the look-ups that are due now."""
        now = self._clock.now()
        for claim in [claim for claim, (at, _) in self._later.items() if at <= now]:
            _, row = self._later.pop(claim)
            self._start(row)

    async def drain(self, seconds: float) -> None:
        """Lets the questions in hand be answered for so long; the rest is looked up at the next start."""
        if self._tasks:
            _, left = await asyncio.wait(self._tasks, timeout=seconds)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    def _start(self, row: PayoutRow) -> None:
        task = asyncio.create_task(self._counted(self._step(row)))
        self._idle.begin("payouts")
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        self._idle.end("payouts")

    async def _counted(self, step: Coroutine[None, None, None]) -> None:
        try:
            await step
        except Exception as error:
            log.error("a payout cannot be played", error=type(error).__name__)

    async def _step(self, row: PayoutRow) -> None:
        """One question to the rail, and what follows from its answer."""
        rail = self._rails.get(row.body.rail)
        if rail is None or not rail.capabilities.pays_out:
            log.error("no rail can pay this out", rail=row.body.rail)
            return self._ask_later(row)
        answer = await self._ask(rail, row)
        if answer is None:
            self._metrics.count("payouts", rail=rail.name, status="stopped")
            return self._ask_later(row)
        self._metrics.count("payouts", rail=rail.name, status=answer.status.value)
        await self._carry(row, answer)
        if not answer.status.final:
            return self._ask_later(row)
        await self._marks.mark(
            Mark(row.id, State.SENT, row.attempt, self._clock.now(), error="" if answer.status == "done" else "refused")
        )
        self._held.discard(row.claim)
        return None

    async def _ask(self, rail: Rail, row: PayoutRow) -> PayoutAnswer | None:
        """Orders a fresh payout; looks any other one up, and orders it only if the rail has never heard of it.

        None where it would be ordered and money is stopped.
        """
        if not row.fresh or row.asked > 0:
            answer = await rail.ask(row.body.key)
            if answer.status is not PayoutStatus.UNKNOWN:
                return answer
        return await rail.order_payout(row.body.order) if await self._may_move() else None

    async def _carry(self, row: PayoutRow, answer: PayoutAnswer) -> None:
        """Tells the turn, and insists: an answer about money must not be lost while the database is in trouble."""
        status = PayoutStatus.UNCLEAR if answer.status is PayoutStatus.UNKNOWN else answer.status
        key = f"payout:{row.body.payout_id}:{status}"
        what = Answered(row.body.payout_id, status.value, answer.provider_id, answer.reason)
        trouble = 0
        while True:
            try:
                return await self._tell(Event(key, self._clock.now(), what))
            except Exception as error:
                trouble += 1
                log.error("a payout's answer cannot be kept", key=key, error=type(error).__name__)
                await self._pace.sleep(backoff(trouble, self._pace.chance()))

    def _let_go(self, row_id: UUID) -> None:
        """Earlier claims of this row are not asked about any more."""
        self._held = {claim for claim in self._held if claim[0] != row_id}
        self._later = {claim: waiting for claim, waiting in self._later.items() if claim[0] != row_id}

    def _ask_later(self, row: PayoutRow) -> None:
        """Asks again after a while, unless the row was claimed anew meanwhile."""
        if row.claim not in self._held:
            return
        asked = row.asked + 1
        seconds = backoff(asked, self._pace.chance(), FIRST_ASK, LONGEST_WAIT)
        at = self._clock.now() + timedelta(seconds=seconds)
        self._later[row.claim] = (at, replace(row, asked=asked))
