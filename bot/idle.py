"""How many things are in flight, and a way to wait until none is.

Turns, sends, payouts and document checks set each other off, so "everything due is done" can only be told by counting
all of them together. Whoever passes something on counts it up before counting its own down, so that the sum never
touches nothing on the way.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Idle:
    """Counts of things in flight by kind (turns, sends, payouts, work)."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._nothing = asyncio.Event()
        self._nothing.set()

    def begin(self, kind: str) -> None:
        self._counts[kind] += 1
        self._nothing.clear()

    def end(self, kind: str) -> None:
        self._counts[kind] -= 1
        assert self._counts[kind] >= 0, kind
        if not self.total:
            self._nothing.set()

    @contextmanager
    def busy(self, kind: str) -> Iterator[None]:
        """Counts one of `kind` while the block runs."""
        self.begin(kind)
        try:
            yield
        finally:
            self.end(kind)

    @property
    def total(self) -> int:
        return sum(self._counts.values())

    def counts(self) -> dict[str, int]:
        """What is in flight now, for health and metrics."""
        return {kind: count for kind, count in self._counts.items() if count}

    async def wait(self) -> None:
        """Returns once nothing is in flight."""
        while self.total:
            await self._nothing.wait()
