"""The one place that reads the clock and makes ids; everything else is handed the time and its ids.

A virtual clock stands still until somebody advances it, so a whole loan can be lived through in a test.
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID


class Clock(Protocol):
    """Tells the present instant, as an aware datetime in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class VirtualClock:
    """A clock that moves only when told to."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        return self._now

    def move_to(self, instant: datetime) -> None:
        """Moves forward to `instant`; a clock never runs backwards, so an earlier instant changes nothing."""
        self._now = max(self._now, instant.astimezone(UTC))

    def advance(self, seconds: float) -> None:
        self.move_to(self._now + timedelta(seconds=seconds))


def uuid7(now: datetime, entropy: Callable[[int], bytes] = os.urandom) -> UUID:
    """A version 7 UUID (RFC 9562, section 5.7): 48 bits of milliseconds, then 74 bits of chance."""
    milliseconds = int(now.timestamp() * 1000)
    tail = int.from_bytes(entropy(10), "big")
    value = (milliseconds & (2**48 - 1)) << 80 | 0x7 << 76 | (tail >> 64 & 0xFFF) << 64 | 0b10 << 62
    return UUID(int=value | tail & (2**62 - 1))


def monotonic() -> float:
    """Seconds since an arbitrary moment, for measuring waits; never for a date."""
    return time.monotonic()
