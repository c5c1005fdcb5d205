"""One run of a crowd: people by the dozen, four processes, kills and pauses; then everything comes to rest."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from storage import dues
from storage.databases import Databases
from storage.dues import DueRow
from tests.crowd.fleet import Fleet
from tests.crowd.people import Borrower, Lost, Officer
from tests.crowd.town import Town

REST_SECONDS = 120


@dataclass(frozen=True)
class Plan:
    """How long, how many people at the same time, how many of them borrow, and one kill in how many seconds (0: two
    kills and a short pause in all).
    """

    seconds: float
    people: int
    borrow: int
    kills_every: float
    reminders: int
    seed: int


@dataclass
class Crowd:
    """A run and all that is needed to reckon afterwards."""

    plan: Plan
    town: Town
    fleet: Fleet
    borrowers: list[Borrower] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    reminders: list[str] = field(default_factory=list)
    seconds: float = 0.0
    busy_updates: int = 0
    _until: float = 0.0

    async def play(self) -> None:
        """People talk for so long while processes are killed and paused; each ends what they have begun."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        self._until = begun + self.plan.seconds
        officer = asyncio.create_task(Officer(self.town, 501).works())
        officer.add_done_callback(
            lambda task: None if task.cancelled() else self.lost.append(f"staff: {task.exception()}")
        )
        try:
            async with asyncio.TaskGroup() as group:
                trouble = self.fleet.little_trouble() if self.plan.kills_every == 0 else None
                group.create_task(trouble or self.fleet.trouble(self.plan.seconds, self.plan.kills_every))
                for _ in range(self.plan.people):
                    group.create_task(self._one_after_the_other())
            self.seconds = loop.time() - begun
            self.busy_updates = len(self.town.heard.told)
            rested = await self.town.rest(REST_SECONDS)
            if not rested:
                self.lost.append("the lender did not take everything")
            await self._quiet()
        finally:
            officer.cancel()
            await asyncio.gather(officer, return_exceptions=True)

    async def _one_after_the_other(self) -> None:
        loop = asyncio.get_running_loop()
        while loop.time() < self._until:
            borrower = Borrower(self.town, len(self.borrowers) + 1)
            self.borrowers.append(borrower)
            try:
                await self._live(borrower)
            except Lost as lost:
                self.lost.append(str(lost))
                return

    async def _live(self, borrower: Borrower) -> None:
        """Most ask and register and look; the first ones borrow, repay, and repay again while there is time."""
        await borrower.asks()
        await borrower.registers()
        if borrower.place > self.plan.borrow:
            return
        await borrower.borrows()
        await asyncio.to_thread(self._plan_reminders, borrower.loan)
        while True:
            await borrower.repays()
            await borrower.looks()
            if asyncio.get_running_loop().time() > self._until:
                return

    def _plan_reminders(self, reference: str) -> None:
        """Reminders of this loan that fall due now and then until the end: work of the clock for all processes."""
        engine = self.fleet.books.open()
        now = datetime.now(UTC)
        left = max(1.0, self.plan.seconds / 2)
        with engine.begin() as connection:
            loan = connection.execute(text("select id from loan where ref = :ref"), {"ref": reference}).scalar_one()
            for n in range(self.plan.reminders):
                at = now + timedelta(seconds=left * self.fleet.chance.random())
                key = f"1:{-100 - n}-crowd"
                dues.plan(connection, DueRow("reminder", loan, key, at, {"n": 1, "offset": -100 - n}))
                self.reminders.append(f"due:reminder:{loan}:{key}")
        engine.dispose()

    async def _quiet(self) -> None:
        """Until nothing is owed, nothing is due and no notice waits any more, or for so long."""
        loop = asyncio.get_running_loop()
        until = loop.time() + REST_SECONDS
        while loop.time() < until:
            if not self.town.bank.notices.waiting and not await asyncio.to_thread(self.fleet.unfinished):
                return
            await asyncio.sleep(0.2)
        self.lost.append("something is still owed or due")


async def play(plan: Plan, folder: Path, books: Databases) -> Crowd:
    """Plays it, and stops the processes in good order."""
    town = Town(plan.seed)
    fleet = Fleet(folder, books, plan.seed)
    crowd = Crowd(plan, town, fleet)
    await town.open(fleet.ports)
    try:
        await fleet.open(town)
        await crowd.play()
        await fleet.stop()
    finally:
        await fleet.end()
        await town.close()
    return crowd
