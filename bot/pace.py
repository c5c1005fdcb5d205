"""Time as the senders feel it: seconds that pass, waits, and a little chance, so that retries do not march in step.

Handed in, so that a test of a ten-minute outage takes no time at all. This is the machine's own passing of time, not
the lender's clock: a virtual clock stands still while Telegram still wants its pauses.
"""

import asyncio
import secrets
from typing import Protocol

from bot.clock import monotonic

FINEST = 2**32


class Pace(Protocol):
    """Seconds since some moment, waiting for a number of them, and a fraction from 0 up to 1."""

    def time(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...

    def chance(self) -> float: ...


class RealPace:
    """The machine's own time."""

    def time(self) -> float:
        return monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    def chance(self) -> float:
        return secrets.randbelow(FINEST) / FINEST


def backoff(attempt: int, chance: float, first: float = 0.5, longest: float = 60.0) -> float:
    """Seconds to wait before try number `attempt` + 1 (from 1): doubling up to `longest`, half of it left to chance."""
    whole = min(longest, first * 2.0 ** min(attempt - 1, 30))
    return float(whole * (0.5 + chance / 2))
