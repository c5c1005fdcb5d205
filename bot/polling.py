"""Asks Telegram for updates, with an offset of our own: a batch is confirmed only after all its turns are committed.

Telegram forgets an update once a later offset is asked for. So the offset moves only when nothing of the batch can be
lost any more; a kill before that brings the batch again, and the inbox key makes the repeat harmless.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from telegram.error import Conflict, RetryAfter, TelegramError, TimedOut

from bot.database_trouble import database_line
from bot.pace import Pace, backoff
from bot.telegram_answer import pause_asked
from bot.telegram_api import Api
from bot.telegram_in import ALLOWED_UPDATES

log = structlog.get_logger("polling")

Handle = Callable[[Mapping[str, Any]], Awaitable[None]]

SLACK_SECONDS = 10.0
"""How much longer than the long poll itself the answer may take."""


class Polling:
    """`handle` takes one raw update and returns after the commit; it raises when nothing was kept.

    `seconds` is the length of the long poll. `stop` lets a batch that was fetched come to its end.
    """

    def __init__(self, api: Api, handle: Handle, pace: Pace, seconds: int = 25, limit: int = 100) -> None:
        self._api = api
        self._handle = handle
        self._pace = pace
        self._seconds = seconds
        self._limit = limit
        self._offset: int | None = None
        self._stopping = asyncio.Event()
        self.batches = 0

    async def run(self) -> None:
        """Fetches and handles until `stop`. Nothing that Telegram or the database does ends it."""
        trouble = 0
        while not self._stopping.is_set():
            try:
                batch = await self._fetch()
                if batch:
                    await self._take(batch)
                trouble = 0
            except TimedOut:
                continue
            except Exception as error:
                trouble += 1
                await self._wait_out(error, trouble)

    def stop(self) -> None:
        """No batch is fetched any more; `run` returns once the one in hand is done."""
        self._stopping.set()

    async def _fetch(self) -> list[Mapping[str, Any]]:
        """One long poll; given up at once when asked to stop, since nothing is confirmed by asking."""
        params = {
            "offset": self._offset,
            "timeout": self._seconds,
            "limit": self._limit,
            "allowed_updates": list(ALLOWED_UPDATES),
        }
        asking = asyncio.ensure_future(self._api.call("getUpdates", params, read_timeout=self._seconds + SLACK_SECONDS))
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait({asking, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return list(asking.result()) if asking.done() else []
        finally:
            stopping.cancel()
            if not asking.done():
                asking.cancel()

    async def _take(self, batch: list[Mapping[str, Any]]) -> None:
        """Handles a batch side by side; moves the offset only if every one of it was kept."""
        ends = await asyncio.gather(*(self._handle(raw) for raw in batch), return_exceptions=True)
        lost = [end for end in ends if isinstance(end, BaseException)]
        if lost:
            raise lost[0]
        self._offset = max(int(raw["update_id"]) for raw in batch) + 1
        self.batches += 1

    async def _wait_out(self, error: Exception, trouble: int) -> None:
        seconds = backoff(trouble, self._pace.chance())
        if isinstance(error, RetryAfter):
            seconds = pause_asked(error)
        if isinstance(error, Conflict):
            log.error("another program fetches this bot's updates, or a webhook is set", wait_seconds=round(seconds, 1))
        elif isinstance(error, TelegramError):
            log.warning("cannot fetch updates", error=type(error).__name__, wait_seconds=round(seconds, 1))
        else:
            why = database_line(error) or type(error).__name__
            log.error("updates cannot be kept; Telegram holds them", why=why, wait_seconds=round(seconds, 1))
        sleeping = asyncio.ensure_future(self._pace.sleep(seconds))
        stopping = asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait({sleeping, stopping}, return_when=asyncio.FIRST_COMPLETED)
        sleeping.cancel()
        stopping.cancel()
