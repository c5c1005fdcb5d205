"""What the program needs of a sandbox when it runs on one: its own Telegram and bank, mounted beside the lender.

The sandbox stands above this floor; so `bot.__main__` hands in what opens one, and nothing else here knows it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from bot.clock import Clock
from conversations.context import House

Advance = Callable[[float], Awaitable[None]]
"""Moves a virtual clock by so many seconds, with everything done that is due by then."""


@dataclass(frozen=True)
class PlaygroundPlan:
    """What a playground is opened with. `notice_key` signs the bank's notices, which go to the address `notices`;
    `advance` winds the lender's clock. Without a `token` the bot gets a fresh one. In `folder` the playground keeps its
    people and its bank's books, so that a lender that remembers them finds them again; without one it forgets them."""

    house: House
    clock: Clock
    notices: str
    notice_key: bytes
    advance: Advance | None = None
    token: str = ""
    folder: Path | None = None


class Playground(Protocol):
    """An open sandbox. `token` is the bot that the lender is there, `app` its web app."""

    token: str
    app: Any

    async def run(self) -> None:
        """What it does by itself, until cancelled: delivering the bank's notices."""
        ...

    async def rest(self) -> None:
        """Returns once the bot has taken everything that people did."""
        ...

    async def close(self) -> None:
        """Ends everything that waits, so that the server can stop."""
        ...


OpenPlayground = Callable[[PlaygroundPlan], Playground]
