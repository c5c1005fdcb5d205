"""Delivering a bot's updates to its webhook, as Telegram does.

One update is in flight per queue: messages are in order per chat, button presses per user, and the two queues know
nothing of each other. Anything but a 2xx is tried again at once, then after 2, 4, 8... seconds up to a minute, or
after what `Retry-After` asks for, until the update's lifetime ends. A 2xx answer may carry one method to call.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field

import aiohttp

from bot.clock import Clock
from sandbox.model import Json, present
from sandbox.updates import UpdateQueue, Waiting

LONGEST_WAIT = 60.0
LONGEST_RETRY_AFTER = 3600.0
ANSWER_WITHIN = 60.0
HEADER = "X-Telegram-Bot-Api-Secret-Token"

Reply = Callable[[str, bytes], Awaitable[None]]
"""Takes the content type and body of an answer and calls the method in it, if there is one."""


@dataclass
class Refused(Exception):
    """The webhook did not take the update; `retry_after` is in seconds, when it asked for a wait."""

    reason: str
    retry_after: float | None = None


@dataclass
class Webhook:
    """One bot's webhook while it is set. `wait` sleeps for real seconds; tests hand in one that does not."""

    url: str
    queue: UpdateQueue
    clock: Clock
    reply: Reply
    secret: str | None = None
    max_connections: int = 40
    wait: Callable[[float], Awaitable[None]] = asyncio.sleep
    last_error: tuple[int, str] | None = None
    _lanes: dict[str, deque[Waiting]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _session: aiohttp.ClientSession | None = None
    _places: asyncio.Semaphore | None = None

    def start(self) -> None:
        """Begins with what waits already. Must be called inside the event loop."""
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER_WITHIN))
        self._places = asyncio.Semaphore(self.max_connections)
        self.queue.on_put = self._put
        self.queue.drop_expired()
        for update in list(self.queue.waiting):
            self._put(update)

    async def stop(self) -> None:
        """Stops delivering; what was not taken stays in the bot's queue."""
        self.queue.on_put = None
        for task in list(self._tasks):
            task.cancel()
        for task in list(self._tasks):
            with suppress(asyncio.CancelledError):
                await task
        if self._session is not None:
            await self._session.close()

    def info(self) -> Json:
        """The webhook as a Bot API `WebhookInfo`, but for what the queue knows."""
        error = self.last_error
        return {"url": self.url, "has_custom_certificate": False, "max_connections": self.max_connections} | present(
            {"last_error_date": error[0] if error else None, "last_error_message": error[1] if error else None}
        )

    def _put(self, update: Waiting) -> None:
        lane = self._lanes.get(update.key)
        if lane is not None:
            lane.append(update)
            return
        self._lanes[update.key] = deque([update])
        task = asyncio.get_running_loop().create_task(self._deliver_lane(update.key))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver_lane(self, key: str) -> None:
        lane = self._lanes[key]
        try:
            while lane:
                await self._deliver(lane[0])
                self.queue.done(lane.popleft())
        finally:
            del self._lanes[key]

    async def _deliver(self, update: Waiting) -> None:
        """Tries until the webhook takes the update or its lifetime ends."""
        pause = 0.0
        while update.expires > self.clock.now():
            try:
                await self._post(update)
            except Refused as refused:
                self.last_error = int(self.clock.now().timestamp()), refused.reason
                await self.wait(min(refused.retry_after or pause, LONGEST_RETRY_AFTER))
                pause = min(max(2.0, pause * 2), LONGEST_WAIT)
            else:
                return

    async def _post(self, update: Waiting) -> None:
        """Raises Refused unless the webhook answered with a 2xx."""
        assert self._session is not None
        assert self._places is not None
        headers = {HEADER: self.secret} if self.secret else {}
        try:
            async with (
                self._places,
                self._session.post(self.url, json=update.json(), headers=headers) as answer,
            ):
                status, body, kind = answer.status, await answer.read(), answer.headers.get("Content-Type", "")
                if not 200 <= status < 300:
                    after = answer.headers.get("Retry-After", "")
                    seconds = float(after) if after.isdigit() else None
                    raise Refused(f"Wrong response from the webhook: {status} {answer.reason}", seconds)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Refused(f"Connection failed: {type(error).__name__}") from error
        if body:
            await self.reply(kind, body)
