"""Walks one event through the corridor: the turn in the writer's thread, and what is owed to the senders afterwards.

Whatever goes wrong, the event is either kept or its bringer is told that it was not, and the queue behind it moves on.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

import structlog
from sqlalchemy import Connection

from bot.failed_turn import keep, name_of, take_failed_turn
from bot.metrics import Metrics
from bot.pins import PinsOfOneTurn, SlowWork
from bot.turn import Tools, TurnResult, take_turn
from conversations.event import Event, MoneyArrived
from storage import outbox
from storage.dues import DueRow
from storage.keys import KeyRingLacksKey
from storage.outbox import Owed
from storage.writer import CommitUnknown, NothingWritten, Writer, WriterStopped

log = structlog.get_logger("turn")

HandOver = Callable[[Sequence[Owed]], None]
AGAIN = ":again:"
"""In the key of money that was told of again: the same number with another amount must not pass in silence."""
MOST_TRIES = 10
"""How often a turn whose commit is unknown runs again; its inbox key makes the repeat harmless."""


class Corridor:
    """Takes turns. `hand_over` gives claimed rows to the senders, after the commit."""

    def __init__(self, writer: Writer, tools: Tools, hand_over: HandOver, metrics: Metrics) -> None:
        self._writer = writer
        self._tools = tools
        self._hand_over = hand_over
        self._metrics = metrics

    async def handle(self, event: Event, ends: DueRow | None = None) -> None:
        """Returns after the commit. Raises CommitUnknown, NothingWritten or WriterStopped when nothing was kept.

        So does KeyRingLacksKey: not the event is at fault but this process, and one that has the key will take it.
        """
        try:
            result = await self._taken(event, ends)
        except (CommitUnknown, NothingWritten, WriterStopped, KeyRingLacksKey):
            raise
        except Exception as error:
            result = await self._failed(event, error, ends)
        self._metrics.count("turns", end="repeated" if result.repeated else "done")
        self._hand_over(result.owed)
        if result.repeated and isinstance(event.what, MoneyArrived) and AGAIN not in event.key:
            amount = event.what.amount
            await self.handle(replace(event, key=f"{event.key}{AGAIN}{amount.minor}:{amount.currency}"))

    async def _taken(self, event: Event, ends: DueRow | None) -> TurnResult:
        """The turn, taken again as often as it came upon slow work; that is done beside the writer's thread."""
        pins = PinsOfOneTurn(self._tools.pins)
        while True:
            try:
                return await self._insist(event, lambda conn: take_turn(conn, self._tools, event, ends, pins))
            except SlowWork as slow:
                await asyncio.to_thread(slow.work)

    async def tell_of_fault(self, event: Event, error: Exception) -> None:
        """Opens a case of kind fault for what went wrong outside of any turn; once for the event's key."""
        result = await self._insist(event, lambda conn: take_failed_turn(conn, self._tools, event, error))
        self._hand_over(result.owed)

    async def _failed(self, event: Event, error: Exception, ends: DueRow | None) -> TurnResult:
        """The turn was rolled back: keep the event and say so; where even that raises, keep the event alone."""
        self._metrics.count("turns", end="failed")
        log.error("a turn failed and was rolled back", key=event.key, exc_info=error)
        try:
            return await self._insist(event, lambda conn: take_failed_turn(conn, self._tools, event, error, ends))
        except (CommitUnknown, NothingWritten, WriterStopped):
            raise
        except Exception as worse:
            log.error("the failure could not be told", key=event.key, error=name_of(worse))
            return await self._insist(event, lambda conn: TurnResult(not keep(conn, self._tools, event, error, ends)))

    async def _insist(self, event: Event, turn: Callable[[Connection], TurnResult]) -> TurnResult:
        """Runs the turn until its end is known. If an unknown commit had come through after all, its rows are found."""
        for tried in range(1, MOST_TRIES + 1):
            try:
                result = await self._writer.run(turn)
            except CommitUnknown:
                if tried == MOST_TRIES:
                    raise
                continue
            if result.repeated and tried > 1:
                return TurnResult(owed=await self._writer.run(lambda conn: self._owed(conn, event)))
            return result
        raise AssertionError("the last try returns or raises")

    def _owed(self, conn: Connection, event: Event) -> tuple[Owed, ...]:
        return outbox.owed_by_turn(conn, self._tools.vault, event.key, self._tools.owner)
