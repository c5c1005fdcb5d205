"""Has a backup made each night, and one of the keys soon after somebody was erased; staff are told when it fails.

The work is the command `microloan backup` in a process of its own, so that no turn waits for it. Of several processes
that serve one lender, the one that holds the lease has it done. A lender that has no backup yet makes one at once: so
an operator sees on the first day that it works.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import structlog

from bot.clock import Clock
from bot.corridor import Corridor
from conversations.event import Event, FellDue
from storage import leases
from storage.backup import Places, outlived
from storage.backup_folder import kept
from storage.databases import Databases
from storage.vault import HOUSE
from storage.writer import Writer

log = structlog.get_logger("backup")

LEASE = "backup"
LOOK_SECONDS = 60.0
LEASE_SECONDS = 600
TRY_AGAIN = timedelta(minutes=30)
"""After a backup that failed."""
ERASED_EVERY = 15
"""At every so manieth look it is asked whether a copy of a key has outlived its person."""

Make = Callable[[bool], Awaitable[str]]
"""Makes a backup (of the keys alone, when told so); "" when it was made, else one line that says why not."""


class BackupFailed(Exception):
    """Its name is what staff read in the case; why it failed stands in the log."""


class NightlyBackup:
    """`run` it beside everything else. `hour` is on the clock of `zone`; `owner` is this process's name."""

    def __init__(
        self,
        places: Places,
        hour: int,
        zone: str,
        databases: Databases,
        writer: Writer,
        corridor: Corridor,
        clock: Clock,
        owner: str,
        make: Make,
    ) -> None:
        self._places = places
        self._hour = hour
        self._zone = ZoneInfo(zone)
        self._databases = databases
        self._writer = writer
        self._corridor = corridor
        self._clock = clock
        self._owner = owner
        self._make = make
        self._not_before: datetime | None = None
        self._looks = 0

    async def run(self) -> None:
        """Looks every minute, until it is cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:
                log.error("the look after backups failed", error=type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> bool:
        """Has made what is due; whether there was anything."""
        now = self._clock.now()
        mine = lambda c: leases.take(c, LEASE, self._owner, now, LEASE_SECONDS)  # noqa: E731
        if (self._not_before and now < self._not_before) or await self._writer.run_bookkeeping(mine) is None:
            return False
        self._looks += 1
        if await asyncio.to_thread(self._is_due, now):
            await self._have_made(now, keys_only=False)
            return True
        if self._looks % ERASED_EVERY == 1 and await asyncio.to_thread(outlived, self._databases, self._places):
            await self._have_made(now, keys_only=True)
            return True
        return False

    def _is_due(self, now: datetime) -> bool:
        """Whether the newest backup is older than the last night's hour."""
        made = [one.manifest.made_at for one in kept(self._places.books) if one.manifest is not None]
        return not made or made[-1] < self._last_night(now)

    def _last_night(self, now: datetime) -> datetime:
        local = now.astimezone(self._zone)
        tonight = local.replace(hour=self._hour, minute=0, second=0, microsecond=0)
        return tonight if tonight <= local else tonight - timedelta(days=1)

    async def _have_made(self, now: datetime, *, keys_only: bool) -> None:
        why_not = await self._make(keys_only)
        if not why_not:
            log.info("a backup was made", keys_only=keys_only)
            return
        log.error("no backup was made", why=why_not)
        self._not_before = now + TRY_AGAIN
        day = now.astimezone(self._zone).date().isoformat()
        event = Event(f"backup:{day}", now, FellDue("backup", HOUSE, {}, now))
        await self._corridor.tell_of_fault(event, BackupFailed())


async def by_command(keys_only: bool) -> str:
    """Runs `microloan backup` with this process's own configuration. A cancelled one is ended, and leaves nothing."""
    command = [sys.executable, "-m", "bot", "backup", *(["--keys-only"] if keys_only else [])]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE
    )
    try:
        _, said = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    return "" if process.returncode == 0 else (said.decode(errors="replace").strip().splitlines() or ["it ended"])[-1]


def same_disk(places: Places, data: Path) -> bool:
    """Whether backups lie on the disk that they are to outlive."""
    there = next(folder for folder in (places.books, *places.books.parents) if folder.exists())
    return data.exists() and there.stat().st_dev == data.stat().st_dev
