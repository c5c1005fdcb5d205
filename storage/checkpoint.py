"""Moves committed pages from the write-ahead log into the database file: only in the writer's thread, when it is idle.

Two connections that checkpoint are how a WAL database gets corrupted; and a checkpoint inside a commit makes one turn
in a thousand wait. So nobody checkpoints by itself, and the writer does it between two batches.
"""

from pathlib import Path

from sqlalchemy import Connection, Engine

LOOK_EVERY = 64
WHEN_IDLE_BYTES = 2 * 1024 * 1024
ALWAYS_BYTES = 32 * 1024 * 1024


class Checkpointer:
    """Looks at the size of the log every 64 commits. Does nothing for other engines and for memory."""

    def __init__(self, engine: Engine) -> None:
        database = engine.url.database if engine.dialect.name == "sqlite" else None
        self._log = Path(f"{database}-wal") if database and database != ":memory:" else None
        self._commits = 0

    def after_commit(self, connection: Connection | None, *, idle: bool) -> None:
        """Checkpoints when the log has grown: past 2 MB when nobody waits, past 32 MB in any case."""
        self._commits += 1
        if self._log is None or connection is None or self._commits < LOOK_EVERY:
            return
        size = self._log.stat().st_size if self._log.exists() else 0
        if size > (WHEN_IDLE_BYTES if idle else ALWAYS_BYTES):
            _checkpoint(connection, "PASSIVE")
            self._commits = 0

    def at_end(self, connection: Connection) -> None:
        """Empties the log, so that the closed database is one file."""
        if self._log is not None and not connection.in_transaction():
            _checkpoint(connection, "TRUNCATE")


def _checkpoint(connection: Connection, mode: str) -> None:
    """Runs on the driver's connection: a checkpoint inside a transaction is refused."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(f"PRAGMA wal_checkpoint({mode})")
