"""How fast we may speak: so many messages a second in all, fewer to one chat, and silence when Telegram asks for it.

Limits are soft on Telegram's side; only its 429 with a pause is authoritative, and it is obeyed for the whole token.
Whoever answers a button goes ahead of everybody, replies go ahead of reminders.
"""

import asyncio
import heapq
from dataclasses import dataclass
from itertools import count

from bot.pace import Pace


@dataclass(frozen=True)
class Rates:
    """Messages a second in all and to one private chat, a minute to one group; bursts are counts. 0 is no limit."""

    overall: float = 30.0
    private: float = 1.0
    private_burst: int = 5
    group_minute: float = 20.0
    group_burst: int = 10


class Bucket:
    """Tokens that fill up at `rate` a second, `burst` at most."""

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate = rate
        self._burst = burst
        self._tokens = burst
        self._at = now

    def _fill(self, now: float) -> None:
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now

    def wait(self, now: float) -> float:
        """Seconds until one may be taken."""
        if self._rate <= 0:
            return 0.0
        self._fill(now)
        return max(0.0, (1.0 - self._tokens) / self._rate)

    def take(self, now: float) -> None:
        """Takes one, on credit where there is none."""
        self._fill(now)
        self._tokens -= 1.0

    def full(self, now: float) -> bool:
        self._fill(now)
        return self._tokens >= self._burst


class Gate:
    """Lets sends through one by one in the order of their priority (0 first), then of their coming."""

    def __init__(self, rates: Rates, pace: Pace) -> None:
        self._rates = rates
        self._pace = pace
        self._overall = Bucket(rates.overall, max(1.0, rates.overall), pace.time())
        self._chats: dict[int, Bucket] = {}
        self._silent_until = 0.0
        self._passing = False
        self._order = count()
        self._waiting: list[tuple[int, int, asyncio.Event]] = []

    def silence(self, seconds: float) -> None:
        """Nothing is let through for so long; a longer silence stays."""
        self._silent_until = max(self._silent_until, self._pace.time() + seconds)

    @property
    def silent_seconds(self) -> float:
        return max(0.0, self._silent_until - self._pace.time())

    async def chat(self, chat_id: int) -> None:
        """Waits until this chat may get one more message, and counts it."""
        bucket = self._bucket(chat_id)
        while (seconds := bucket.wait(self._pace.time())) > 0:
            await self._pace.sleep(seconds)
        bucket.take(self._pace.time())

    async def overall(self, priority: int) -> None:
        """Waits for this send's turn among all. Priority 0 waits only for a silence, and counts on credit."""
        if priority > 0:
            await self._line_up(priority)
        try:
            while (seconds := self._seconds_to_wait(priority)) > 0:
                await self._pace.sleep(seconds)
            self._overall.take(self._pace.time())
        finally:
            if priority > 0:
                self._next()

    def _seconds_to_wait(self, priority: int) -> float:
        return max(self.silent_seconds, self._overall.wait(self._pace.time()) if priority > 0 else 0.0)

    async def _line_up(self, priority: int) -> None:
        """Returns when nobody is passing and nobody with a better place waits."""
        if not self._passing:
            self._passing = True
            return
        called = asyncio.Event()
        place = (priority, next(self._order), called)
        heapq.heappush(self._waiting, place)
        try:
            await called.wait()
        except asyncio.CancelledError:
            if called.is_set():
                self._next()
            else:
                self._waiting.remove(place)
                heapq.heapify(self._waiting)
            raise

    def _next(self) -> None:
        """Calls whoever has the best place."""
        if self._waiting:
            heapq.heappop(self._waiting)[2].set()
        else:
            self._passing = False

    def _bucket(self, chat_id: int) -> Bucket:
        known = self._chats.get(chat_id)
        if known is None:
            now, rates = self._pace.time(), self._rates
            if len(self._chats) > 10_000:
                self._chats = {chat: bucket for chat, bucket in self._chats.items() if not bucket.full(now)}
            known = Bucket(rates.private, rates.private_burst, now)
            if chat_id < 0:
                known = Bucket(rates.group_minute / 60, rates.group_burst, now)
            self._chats[chat_id] = known
        return known
