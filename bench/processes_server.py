"""The server under the bench of processes: a real one with every commit flushed, what it costs, and what it waits for.

It comes out of the wheel that the tests use. Who has no such wheel has no such table.
"""

import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")
LOOK_SECONDS = 0.02
_WAITS = (
    "SELECT coalesce(wait_event_type || ' ' || wait_event, 'running') FROM pg_stat_activity"
    " WHERE datname = %s AND pid <> pg_backend_pid() AND state IN ('active', 'idle in transaction')"
)


class NotHere(Exception):
    """Why there is no server to measure on."""


@contextmanager
def server() -> Iterator[Any]:
    """A durable server of the tests (`tests.postgres.TestServer`) for as long as the block runs. Raises NotHere."""
    try:
        postgres = import_module("tests.postgres")
    except ImportError as missing:
        raise NotHere(f"{missing.name} is not installed; `make dev-setup` does it") from None
    try:
        with postgres.serve(durable=True) as running:
            yield running
    except postgres.NoServer as why:
        raise NotHere(str(why)) from None


def cpu_of_servers() -> float:
    """Seconds of processor time of all PostgreSQL processes of this machine, and of those of theirs that have ended."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            name, _, rest = (folder / "stat").read_text().rpartition(")")
        except OSError:
            continue
        if name.endswith("(postgres"):
            fields = rest.split()
            total += sum(int(ticks) for ticks in fields[11:15])
    return total / TICKS


class Looking:
    """Looks again and again at what the sessions of one database are doing; a context manager."""

    def __init__(self, url: str, database: str) -> None:
        self._url, self._database = url, database
        self.seen: Counter[str] = Counter()
        """How often a session was seen running, or waiting for what."""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "Looking":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def shares(self, most: int = 4) -> str:
        """What was seen most, in percent of all that was seen."""
        total = sum(self.seen.values()) or 1
        return ", ".join(f"{what} {100 * times / total:.0f} %" for what, times in self.seen.most_common(most))

    def _look(self) -> None:
        import psycopg

        with psycopg.connect(self._url, autocommit=True) as connection:
            while not self._over.wait(LOOK_SECONDS):
                self.seen.update(row[0] for row in connection.execute(_WAITS, (self._database,)))
