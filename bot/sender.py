"""Sends what committed turns owe to people: in order within a chat, no faster than Telegram bears, nothing twice.

A fresh row comes in memory from the process that committed it; what a crash left behind comes from the database. The
window between a send and its mark cannot be closed, since Telegram takes no idempotency key: it costs at most one
message per chat and crash.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from uuid import UUID

import structlog

from bot.clock import Clock
from bot.delivery import Delivery, Fate, Progress, Tried
from bot.idle import Idle
from bot.marks import Mark, Marks, State
from bot.metrics import Metrics
from bot.outgoing import Outgoing
from bot.pace import Pace, backoff
from bot.rates import Gate, Rates
from conversations.event import CouldNotReach, Delivered, Event, TurnFailed

log = structlog.get_logger("sender")

Tell = Callable[[Event], Awaitable[None]]

UNKNOWN_WAIT = 20.0
"""Seconds before an important message whose outcome is unknown is sent again."""
MOST_UNKNOWN = 3
GIVE_UP_AFTER = 24 * 3600.0
"""Seconds of trouble after which a row is given up and staff are told."""
FINAL = {
    Fate.DONE: State.SENT,
    Fate.UNREACHABLE: State.BLOCKED,
    Fate.NEVER: State.DEAD,
    Fate.UNKNOWN: State.UNCERTAIN,
}


@dataclass(frozen=True)
class Row:
    """An outbox row that this process has claimed, in its life `life`. `priority` 0 goes first, replies 1, reminders
    later.
    """

    id: UUID
    outgoing: Outgoing
    priority: int = 1
    attempt: int = 1
    person_id: UUID | None = None
    life: int | None = 0

    @property
    def about(self) -> tuple[UUID, int, UUID | None] | None:
        """The case that it shows something of, the chat, the person: what has to go again on hand-over."""
        case_id, chat_id = self.outgoing.case_id, self.outgoing.chat_id
        return (case_id, chat_id, self.person_id) if case_id is not None and chat_id is not None else None


class Sender:
    """Takes rows and plays each to its end. `tell` carries an event into the turn; `silent_chats` are never alarmed
    about, because the alarm itself would go there."""

    def __init__(
        self,
        delivery: Delivery,
        marks: Marks,
        tell: Tell,
        clock: Clock,
        pace: Pace,
        rates: Rates,
        idle: Idle,
        metrics: Metrics,
        silent_chats: frozenset[int] = frozenset(),
        at_once: int = 32,
        life: Callable[[], int | None] = lambda: 0,
    ) -> None:
        """`life` is the number of this process's present life, None while others may take it for dead: what it claimed
        before it stood still is not sent by it any more."""
        self._delivery = delivery
        self._marks = marks
        self._tell = tell
        self._clock = clock
        self._pace = pace
        self._rates = rates
        self._gate = Gate(rates, pace)
        self._idle = idle
        self._metrics = metrics
        self._silent_chats = silent_chats
        self._life = life
        self._calls = asyncio.Semaphore(at_once)
        self._lanes: dict[int, deque[Row]] = {}
        self._held: set[tuple[UUID, int]] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def submit(self, rows: Iterable[Row]) -> None:
        """Takes claimed rows; each chat's go out in the order given. A row that is here already
        under the same claim is not taken twice."""
        for claimed in rows:
            if (claimed.id, claimed.attempt) in self._held:
                continue
            row = replace(claimed, life=self._life())
            self._held.add((row.id, row.attempt))
            self._idle.begin("sends")
            chat = row.outgoing.chat_id
            if chat is None:
                self._start(self._play(row))
            elif chat in self._lanes:
                self._lanes[chat].append(row)
            else:
                self._lanes[chat] = deque([row])
                self._start(self._work_off(chat))

    @property
    def held(self) -> int:
        """Rows in hand."""
        return len(self._held)

    @property
    def silent_seconds(self) -> float:
        """How long Telegram still wants silence."""
        return self._gate.silent_seconds

    async def drain(self, seconds: float) -> None:
        """Lets what is in hand go out for so long; the rest stays claimed, and goes out at the next start."""
        if self._tasks:
            _, left = await asyncio.wait(self._tasks, timeout=seconds)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)
        await self._marks.written()

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work_off(self, chat: int) -> None:
        lane = self._lanes[chat]
        while lane:
            await self._play(lane[0])
            lane.popleft()
        del self._lanes[chat]

    async def _play(self, row: Row) -> None:
        """One row to its end: sent, told, marked. The chat's next row waits for the mark, so that after a crash nobody
        knows of one row per chat only whether it was sent."""
        try:
            tried = await self._insist(row)
            if tried is None:
                await self._marks.mark(Mark(row.id, State.PENDING, row.attempt, self._clock.now()))
                return
            await self._tell_of(row, tried)
            self._metrics.count("sends", kind=row.outgoing.kind, fate=FINAL[tried.fate].value)
            state, now = FINAL[tried.fate], self._clock.now()
            await self._marks.mark(Mark(row.id, state, row.attempt, now, tried.message_ids, tried.error, row.about))
        finally:
            self._done(row)

    def _done(self, row: Row) -> None:
        self._held.discard((row.id, row.attempt))
        self._idle.end("sends")

    async def _insist(self, row: Row) -> Tried | None:
        """Tries until there is nothing more to try; the last try's fate is one of FINAL. None: the claim is void."""
        progress, started, troubles, unknown = Progress(), self._pace.time(), 0, 0
        while True:
            tried = await self._try(row, progress)
            if tried is None:
                log.warning("a message is given back: this process stood still for too long", kind=row.outgoing.kind)
                return None
            if tried.fate is Fate.PAUSE:
                self._gate.silence(tried.seconds)
                log.warning("Telegram asks for silence", seconds=tried.seconds)
                continue
            if tried.fate is Fate.MOVED:
                row = replace(row, outgoing=_moved(row.outgoing, tried.chat_id))
                log.error("a group has a new number; change it in the configuration", new_number=tried.chat_id)
                continue
            if tried.fate is Fate.UNKNOWN and row.outgoing.important and unknown < MOST_UNKNOWN:
                unknown += 1
                await self._pace.sleep(UNKNOWN_WAIT)
                continue
            if tried.fate in FINAL:
                return tried
            troubles += 1
            if self._pace.time() - started > GIVE_UP_AFTER:
                return replace(tried, fate=Fate.NEVER)
            if tried.fate is not Fate.AGAIN_AT_ONCE or troubles > 1:
                await self._pace.sleep(backoff(troubles, self._pace.chance()))

    async def _try(self, row: Row, progress: Progress) -> Tried | None:
        """One try, when it is its turn. None when this process was taken for dead meanwhile."""
        chat = row.outgoing.chat_id
        if chat is not None and row.outgoing.kind in ("message", "invoice"):
            await self._gate.chat(chat)
        await self._gate.overall(row.priority)
        async with nullcontext() if row.priority == 0 else self._calls:
            if row.life is None or row.life != self._life():
                return None
            try:
                return await self._delivery.play(row.outgoing, progress)
            except Exception as error:
                log.error("a row cannot be played", kind=row.outgoing.kind, error=type(error).__name__)
                return Tried(Fate.NEVER, error=type(error).__name__)

    async def _tell_of(self, row: Row, tried: Tried) -> None:
        """What the lender has to know of it, before the mark: a crash in between tells it twice, under one key."""
        chat, now = row.outgoing.chat_id, self._clock.now()
        if tried.fate is Fate.DONE and row.outgoing.evidence and chat is not None and tried.message_ids:
            await self._insist_telling(
                Event(f"delivered:{row.id}", now, Delivered(row.id, chat, tried.message_ids[-1]))
            )
        elif tried.fate is Fate.UNREACHABLE and chat is not None and chat not in self._silent_chats:
            await self._insist_telling(Event(f"unreached:{row.id}", now, CouldNotReach(chat)))
        elif tried.fate is Fate.NEVER:
            log.error("a message is given up", row=str(row.id), kind=row.outgoing.kind, error=tried.error)
            if chat not in self._silent_chats:
                failed = TurnFailed(f"outbox:{row.id}", tried.error)
                await self._insist_telling(Event(f"dead:{row.id}", now, failed))

    async def _insist_telling(self, event: Event) -> None:
        trouble = 0
        while True:
            try:
                return await self._tell(event)
            except Exception as error:
                trouble += 1
                log.error("an event cannot be kept", key=event.key, error=type(error).__name__)
                await self._pace.sleep(backoff(trouble, self._pace.chance()))


def _moved(outgoing: Outgoing, chat_id: int) -> Outgoing:
    return replace(outgoing, params={**outgoing.params, "chat_id": chat_id})
