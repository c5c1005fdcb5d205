"""Waking whoever waits for something to happen: a long poll, an inbox, an open chat page."""

import asyncio


class Bell:
    """Wakes all who wait now, once; who comes later waits for the next ring. Belongs to one event loop."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def wait(self, seconds: float | None) -> bool:
        """True when it rang within so many real seconds (None: however long it takes)."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(future)
        try:
            await asyncio.wait_for(future, seconds)
        except TimeoutError:
            return False
        finally:
            self._waiting.discard(future)
        return True
