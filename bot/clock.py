"""The one place that reads the clock and makes ids; everything else is handed the time and its ids.

A virtual clock stands still until somebody advances it, so a whole loan can be lived through in a test.
"""

import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol
from uuid import UUID

import structlog

log = structlog.get_logger("clock")

NOTABLE = timedelta(seconds=1)
"""What a clock is set back by without a word: the small steps that keep it right."""
MOST_BEHIND = timedelta(days=3)
"""How far the machine's clock may be behind the books at a start; one that is wrong by more is for a person to set."""


class Clock(Protocol):
    """Tells the present instant, as an aware datetime in UTC."""

    def now(self) -> datetime: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ClockFarBehind(Exception):
    """The machine's clock says an instant long before the newest entry of the books; `str()` is one clear line."""


class SteadyClock:
    """Another clock, which here never runs backwards, in this process or from one to the next.

    Where that clock is set back, time goes on from where it was at half its speed, until that clock has caught up.
    Nobody can tell whether it was right before or is right now. This way a day is never lived twice, nothing falls
    due again, and the books are with the machine again after a while that is as long as what it was set back by.
    """

    def __init__(self, machine: Clock, elapsed: Callable[[], float] = time.monotonic) -> None:
        """`elapsed` gives seconds since any moment, whatever becomes of the clock."""
        self._machine = machine
        self._elapsed = elapsed
        self._lock = threading.Lock()
        self._said, self._ticks = machine.now(), elapsed()
        self._ahead = timedelta()

    def now(self) -> datetime:
        with self._lock:
            machine, ticks = self._machine.now(), self._elapsed()
            at_least = self._said + timedelta(seconds=(ticks - self._ticks) / 2)
            ahead = max(at_least - machine, timedelta())
            if ahead > NOTABLE >= self._ahead:
                log.error("the machine's clock was set back", seconds=round(ahead.total_seconds(), 3))
            self._said, self._ticks, self._ahead = max(machine, at_least), ticks, ahead
            return self._said

    @property
    def ahead(self) -> timedelta:
        """How far the time that was said last is ahead of the machine's clock; nothing on a calm day."""
        return self._ahead

    def go_on_after(self, instant: datetime) -> None:
        """From now on no instant before this one, which the books know of. Raises ClockFarBehind."""
        with self._lock:
            machine = self._machine.now()
            if instant - machine > MOST_BEHIND:
                raise ClockFarBehind(
                    f"the machine's clock says {machine:%Y-%m-%d %H:%M} UTC, and these books were written until "
                    f"{instant:%Y-%m-%d %H:%M} UTC; set the clock right, and start again"
                )
            self._said = max(self._said, instant)


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
