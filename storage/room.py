"""A room for turns: many are in it at once, or one that was refused is in it alone.

Turns that read and write the same pages refuse each other, and the more of them there are, the more runs are for
nothing. One that has the process to itself is refused by other processes only, and so comes through.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Room:
    """Who wants to be alone goes before those who do not."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside = 0
        self._alone = False
        self._wanting = 0

    @contextmanager
    def inside(self, *, alone: bool) -> Iterator[None]:
        """Waits until it may come in."""
        self._enter(alone)
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._alone = False
                self._changed.notify_all()

    def _enter(self, alone: bool) -> None:
        with self._changed:
            if alone:
                self._wanting += 1
                self._changed.wait_for(lambda: self._inside == 0)
                self._wanting -= 1
                self._alone = True
            else:
                self._changed.wait_for(lambda: not self._alone and not self._wanting)
            self._inside += 1
