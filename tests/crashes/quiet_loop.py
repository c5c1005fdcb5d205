"""An event loop that waits for nothing: where all is in one process, time may jump to the next timer.

It has no file descriptors that matter, so a process that is forked in the middle of it goes on by itself.
"""

import asyncio
import selectors
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

T = TypeVar("T")


class NothingMore(RuntimeError):
    """Everybody waits, and nobody will ever wake them."""


class _NoFiles(selectors.BaseSelector):
    """Knows of no file that could become ready."""

    def __init__(self) -> None:
        self._keys: dict[Any, selectors.SelectorKey] = {}
        self.slept = 0.0

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        number = fileobj if isinstance(fileobj, int) else fileobj.fileno()
        self._keys[number] = key = selectors.SelectorKey(fileobj, number, events, data)
        return key

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return self._keys.pop(fileobj if isinstance(fileobj, int) else fileobj.fileno())

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise NothingMore("everybody waits, and nobody will ever wake them")
        self.slept += max(0.0, timeout)
        return []

    def get_map(self) -> dict[Any, selectors.SelectorKey]:
        return self._keys


class QuietLoop(asyncio.SelectorEventLoop):
    """Timers come due at once, in their order."""

    def __init__(self) -> None:
        self._no_files = _NoFiles()
        super().__init__(self._no_files)

    def time(self) -> float:
        return self._no_files.slept


async def _here(function: Callable[..., T], /, *args: Any, **kwargs: Any) -> T:
    return function(*args, **kwargs)


@contextmanager
def no_threads() -> Iterator[None]:
    """What the program gives to a thread is done on the spot, so that a run is the same each time."""
    before = asyncio.to_thread
    asyncio.to_thread = _here  # type: ignore[assignment]
    try:
        yield
    finally:
        asyncio.to_thread = before


def run_quietly(work: Awaitable[T]) -> T:
    """Runs it in a loop of its own, without threads."""
    loop = QuietLoop()
    loop.set_exception_handler(lambda _loop, _context: None)
    asyncio.set_event_loop(loop)
    try:
        with no_threads():
            return loop.run_until_complete(work)
    finally:
        asyncio.set_event_loop(None)
        loop.close()
