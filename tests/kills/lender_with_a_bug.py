"""The lender with a planted bug, to show that the soak can fail: `python -m tests.kills.lender_with_a_bug NAME run`.

Each is a mistake that careful people have made: marking before sending, a fresh key for a second try, telling Telegram
that all was taken before it was kept, and forgetting that a thing was done before.
"""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection

import storage.inbox
from bot.__main__ import main
from bot.marks import Mark, State
from bot.payouts import Payouts
from bot.polling import Polling
from bot.sender import Row, Sender


def marked_before_sent() -> None:
    """A message is called sent while it is still to be sent."""
    play = Sender._play

    async def early(self: Sender, row: Row) -> None:
        if row.outgoing.kind == "message":
            await self._marks.mark(Mark(row.id, State.SENT, row.attempt, self._clock.now()))
        await play(self, row)

    Sender._play = early  # type: ignore[method-assign]


def fresh_key() -> None:
    """A payout that is tried again goes under a new key, and nobody looks the old one up."""

    async def ask(self: Payouts, rail: Any, row: Any) -> Any:
        return await rail.order_payout(replace(row.body.order, key=uuid4().hex))

    Payouts._ask = ask  # type: ignore[method-assign]


def confirmed_before_kept() -> None:
    """Updates are confirmed to Telegram as soon as they have arrived."""
    take = Polling._take

    async def early(self: Polling, batch: Any) -> None:
        self._offset = max(int(raw["update_id"]) for raw in batch) + 1
        await self._api.call("getUpdates", {"offset": self._offset, "timeout": 0, "limit": 1})
        await take(self, batch)

    Polling._take = early  # type: ignore[method-assign]


def done_again() -> None:
    """What came before is not remembered."""
    first_time = storage.inbox.first_time

    def always(connection: Connection, key: str, now: datetime) -> bool:
        first_time(connection, key, now)
        return key != "opening" or not storage.inbox.latest(connection)

    storage.inbox.first_time = always


BUGS: dict[str, Callable[[], None]] = {
    bug.__name__: bug for bug in (marked_before_sent, fresh_key, confirmed_before_kept, done_again)
}

if __name__ == "__main__":
    BUGS[sys.argv.pop(1)]()
    sys.exit(main(sys.argv[1:]))
