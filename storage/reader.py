"""Reads that decide nothing (reports, exports, health): they never wait behind the writer.

Where only one connection is safe (see `storage.sqlite_build`) they go through the writer after all, by the same calls.
"""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection

from storage.engine import open_reading
from storage.writer import Writer

T = TypeVar("T")


class Reader:
    """Runs functions of a connection that cannot write. Each sees one moment of the database."""

    def __init__(self, url: str, writer: Writer) -> None:
        self._engine = open_reading(url)
        self._writer = writer

    async def run(self, read: Callable[[Connection], T]) -> T:
        """What `read` gives. It must not change anything: on its own connection the database refuses that."""
        if self._engine is None:
            return await self._writer.run_bookkeeping(read)
        async with self._engine.connect() as connection:
            return await connection.run_sync(read)

    async def stop(self) -> None:
        if self._engine is not None:
            await self._engine.dispose()
