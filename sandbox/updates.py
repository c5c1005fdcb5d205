"""The updates waiting for one bot, with the lifetimes and the memory of `allowed_updates` that Telegram has."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from sandbox.bell import Bell
from sandbox.model import Json

DAY = timedelta(hours=24)
LIFETIMES = {
    "callback_query": timedelta(seconds=150),
    "pre_checkout_query": timedelta(seconds=150),
    "shipping_query": timedelta(seconds=150),
}
"""How long an update waits for the bot, by kind; all others a day (source: the official Bot API server)."""

OFF_UNLESS_ASKED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(frozen=True)
class Waiting:
    """One update. `key` names the queue in which it must stay in order (a chat, or a user for button presses)."""

    update_id: int
    kind: str
    payload: Json
    key: str
    expires: datetime

    def json(self) -> Json:
        return {"update_id": self.update_id, self.kind: self.payload}


class UpdateQueue:
    """All updates of one bot that are not confirmed yet, oldest first."""

    def __init__(self, clock: Clock, first_id: int) -> None:
        self._clock = clock
        self.next_id = first_id
        self._recent: deque[Waiting] = deque(maxlen=1000)
        self._again: deque[Waiting] = deque()
        self.waiting: deque[Waiting] = deque()
        self.allowed: frozenset[str] | None = None
        self.bell = Bell()
        self.polls = 0
        self._emptied = Bell()
        self.on_put: Callable[[Waiting], None] | None = None
        self.on_expired: Callable[[Waiting], None] | None = None

    def allow(self, kinds: Sequence[str]) -> None:
        """Remembers which kinds the bot wants; an empty list means all but those that are off by default."""
        self.allowed = frozenset(kinds) or None

    def wants(self, kind: str) -> bool:
        return kind not in OFF_UNLESS_ASKED if self.allowed is None else kind in self.allowed

    def put(self, kind: str, payload: Json, key: str) -> Waiting | None:
        """Queues an update, unless the bot did not ask for its kind."""
        if not self.wants(kind):
            return None
        expires = self._clock.now() + LIFETIMES.get(kind, DAY)
        update = Waiting(self.next_id, kind, payload, key, expires)
        self.next_id += 1
        self.waiting.append(update)
        self._recent.append(update)
        self._announce(update)
        return update

    def redeliver(self, count: int) -> int:
        """Delivers the last `count` updates once more, under their old ids, confirmed or not; says how many."""
        again = list(self._recent)[-count:] if count > 0 else []
        for update in again:
            if self.on_put is None:
                self._again.append(update)
            self._announce(update)
        return len(again)

    def drop_expired(self) -> None:
        now = self._clock.now()
        expired = [update for update in self.waiting if update.expires <= now]
        if expired and self.on_expired is not None:
            for update in expired:
                self.on_expired(update)
        self.waiting = deque(update for update in self.waiting if update.expires > now)
        self._tell_if_empty()

    def confirm(self, offset: int) -> None:
        """Forgets updates below `offset`; a negative one keeps only that many from the end."""
        if offset < 0:
            while len(self.waiting) > -offset:
                self.waiting.popleft()
        elif offset > 0:
            self.waiting = deque(update for update in self.waiting if update.update_id >= offset)
        self._tell_if_empty()

    def done(self, update: Waiting) -> None:
        """Forgets one update that a webhook has taken."""
        if update in self.waiting:
            self.waiting.remove(update)
        self._tell_if_empty()

    def take(self, limit: int) -> list[Waiting]:
        """Up to `limit` updates to deliver now: first those to be delivered again, which are then forgotten."""
        self.drop_expired()
        batch = [self._again.popleft() for _ in range(min(limit, len(self._again)))]
        return batch + list(self.waiting)[: limit - len(batch)]

    def clear(self) -> None:
        self.waiting.clear()
        self._tell_if_empty()

    async def rest(self) -> None:
        """Returns once the bot has taken and confirmed everything; at once when nothing waits."""
        self.drop_expired()
        while self.waiting or self._again:
            await self._emptied.wait(None)

    def _tell_if_empty(self) -> None:
        if not self.waiting:
            self._emptied.ring()

    def _announce(self, update: Waiting) -> None:
        self.bell.ring()
        if self.on_put is not None:
            self.on_put(update)
