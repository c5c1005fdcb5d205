"""Encrypted photos of a lender that several processes serve: they lie in the database, which is all that they share.

The worker writes a file into the folder as always; it is taken into the database before any turn hears of it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog

from bot.database_trouble import database_line
from bot.document_worker import Finding, Job
from bot.pace import Pace, backoff
from storage import documents
from storage.writer import Writer, WriterStopped

log = structlog.get_logger("files")


class SharedFiles:
    """Takes sealed files from the folder into the database, and reads them there."""

    def __init__(self, writer: Writer, folder: Path, pace: Pace) -> None:
        self._writer = writer
        self._folder = folder
        self._pace = pace

    def keeping(self, run: Callable[[Job], Awaitable[Finding]]) -> Callable[[Job], Awaitable[Finding]]:
        """The same work, whose file is in the database when it is over."""

        async def run_and_keep(job: Job) -> Finding:
            finding = await run(job)
            if finding.verdict == "ok":
                await self.keep(finding.path)
            return finding

        return run_and_keep

    async def keep(self, path: str) -> None:
        """Insists while the database is in trouble: the photo was accepted. Raises WriterStopped."""
        content = await asyncio.to_thread((self._folder / path).read_bytes)
        trouble = 0
        while True:
            try:
                await self._writer.run_bookkeeping(lambda c: documents.put_in_database(c, path, content))
                break
            except WriterStopped:
                raise
            except Exception as error:
                trouble += 1
                log.error("a photo cannot be kept", why=database_line(error) or type(error).__name__)
                await self._pace.sleep(backoff(trouble, self._pace.chance()))
        (self._folder / path).unlink(missing_ok=True)

    async def read(self, path: str) -> bytes:
        """The sealed file. Raises FileNotFoundError."""
        return await self._writer.run_bookkeeping(lambda c: documents.from_database(c, path))
