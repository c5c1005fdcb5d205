"""The machine's clock is set back: the lender's time goes on, nothing happens twice, and nobody is late through it."""

import asyncio
import base64
import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from apscheduler.schedulers import base
from apscheduler.triggers import interval
from sqlalchemy import select

from bot.clock import ClockFarBehind, SteadyClock, SystemClock, VirtualClock
from storage import journal as journal_rows
from storage.schema import due, journal
from tests.lender import START, PlayedLender
from tests.preludes import prelude

HOUR, TWO_DAYS = timedelta(hours=1), timedelta(days=2)


class Machine(VirtualClock):
    """A process's steady clock on a machine whose clock can be set back; wound on like any virtual clock."""

    def __init__(self, start: datetime) -> None:
        super().__init__(start)
        self.ticks = 0.0
        self.shows = VirtualClock(start)
        self.new_process()

    def new_process(self) -> None:
        self.steady = SteadyClock(self.shows, lambda: self.ticks)

    def now(self) -> datetime:
        return self.steady.now()

    def set_back(self, by: timedelta) -> None:
        self.shows._now -= by

    def move_to(self, instant: datetime) -> None:
        """So much time goes by that the process says `instant`, by its machine's clock or at half speed."""
        said = self.now()
        if instant > said:
            passes = min(instant - self.shows.now(), 2 * (instant - said))
            self.ticks += passes.total_seconds()
            self.shows._now += passes


class OnMachine(PlayedLender):
    """The played lender on such a machine; a new process takes its time from clock and books, as a start does."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.machine = Machine(self.clock.now())
        for place in (self, self.world, self.bank, self.bank.desk):
            place.clock = self.machine

    async def _start(self) -> None:
        self.machine.new_process()
        await super()._start()

    async def goes_on(self) -> None:
        """A restart on whatever the machine's clock says now."""
        last = await self.lender.writer.run_bookkeeping(journal_rows.latest)
        assert last is not None
        await self.stop()
        self.machine.new_process()
        self.machine.steady.go_on_after(last)
        await PlayedLender._start(self)
        await self.rest()

    async def journalled(self) -> list[tuple[str, datetime]]:
        """Kind and instant of each entry, in the order of the journal."""
        query = select(journal.c.kind, journal.c.at).order_by(journal.c.sequence)
        return await self.lender.writer.run_bookkeeping(lambda c: [(row.kind, row.at) for row in c.execute(query)])


async def nothing_went_wrong(lender: OnMachine) -> None:
    """Instants only grow; of four reminders one was given, three were spared; each day was closed, in its order."""
    entries = await lender.journalled()
    assert [at for _, at in entries] == sorted(at for _, at in entries)
    kinds = Counter(kind for kind, _ in entries)
    assert (kinds["ReminderGiven"], kinds["ReminderWithheld"]) == (1, 3)
    query = select(due.c.key).where(due.c.kind == "day_close", due.c.state == "done").order_by(due.c.at)
    days = await lender.lender.writer.run_bookkeeping(lambda c: [date.fromisoformat(key) for key in c.scalars(query)])
    assert days == [START.date() + timedelta(days=n) for n in range(len(days))]
    assert days[-1] == lender.clock.now().astimezone(ZoneInfo("Asia/Shanghai")).date() - timedelta(days=1)
    assert await lender.findings() == []


@pytest.mark.parametrize("by", [HOUR, TWO_DAYS], ids=["an hour", "two days"])
async def test_a_loan_is_lived_through_on_a_clock_that_is_set_back_while_the_lender_runs_and_between_two_runs(
    tmp_path: Path, by: timedelta
) -> None:
    lender = await OnMachine.open(tmp_path / "data", nightly=True)
    assert isinstance(lender, OnMachine)
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has a loan --")
    await lender.after(days=7.7)  # the month is over and closed
    lender.machine.set_back(by)
    await lender.after(days=19.5)
    lender.machine.set_back(by)
    await lender.goes_on()
    await lender.after(days=2)
    await lin.says("/pay")
    await lin.presses(next(label for label in lin.buttons() if label.startswith("Pay ")))
    await lin.pays_invoice()
    assert "Received 877.63 on 22 Dec" in lin.read()[-1]
    await lender.after(days=6)
    assert lender.machine.steady.ahead == timedelta(0)
    await nothing_went_wrong(lender)
    await lender.close()


def test_ahead_of_its_machine_time_goes_at_half_speed_until_the_machine_has_caught_up() -> None:
    machine = Machine(START)
    machine.set_back(HOUR)
    for minutes, ahead in ((0, 60), (30, 45), (90, 0), (10, 0)):
        machine.ticks += minutes * 60
        machine.shows._now += timedelta(minutes=minutes)
        assert machine.now() - machine.shows.now() == timedelta(minutes=ahead)
        assert machine.steady.ahead == timedelta(minutes=ahead)


def test_a_small_step_back_is_nothing_to_speak_of_and_yet_no_instant_comes_before_another() -> None:
    machine = Machine(START)
    said = machine.now()
    machine.set_back(timedelta(milliseconds=20))
    assert machine.now() == said


def test_a_start_on_a_clock_that_is_behind_the_books_goes_on_where_they_end() -> None:
    machine = Machine(START)
    machine.steady.go_on_after(START + TWO_DAYS)
    assert machine.now() == START + TWO_DAYS
    machine.new_process()
    machine.steady.go_on_after(START - TWO_DAYS)
    assert machine.now() == START
    with pytest.raises(ClockFarBehind, match="says 2026-11-23 02:00 UTC"):
        machine.steady.go_on_after(START + 2 * TWO_DAYS)


async def test_on_a_clock_that_is_years_behind_the_books_the_program_does_not_start_and_says_why(
    tmp_path: Path,
) -> None:
    ahead = await PlayedLender.open(tmp_path, start=SystemClock().now() + timedelta(days=400))
    await (await ahead.person("Lin")).says("/start")
    await ahead.close()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MICROLOAN_")}
    environment |= {"MICROLOAN_DATA": str(tmp_path), "MICROLOAN_PORT": "0"}
    environment["MICROLOAN_MASTER_KEY"] = base64.b64encode(b"\x07" * 32).decode()
    command = [sys.executable, "-m", "bot", "run"]
    ended = await asyncio.to_thread(
        subprocess.run, command, env=environment, capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 1
    (line,) = [line for line in ended.stderr.splitlines() if line.startswith("microloan")]
    assert "set the clock right, and start again; or go on with --virtual-clock" in line


class ShownWrong(datetime):
    """What the scheduler takes for the machine's clock."""

    by = timedelta()

    @classmethod
    def now(cls, tz: object = None) -> "ShownWrong":
        return cls.fromtimestamp((datetime.now(UTC) + cls.by).timestamp(), tz)  # type: ignore[arg-type]


async def test_the_ticks_go_on_when_the_machines_clock_is_set_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = await PlayedLender.open(tmp_path / "data")
    ticked = asyncio.Semaphore(0)

    async def tick() -> int:
        ticked.release()
        return 0

    for module in (base, interval):
        monkeypatch.setattr(module, "datetime", ShownWrong)
    monkeypatch.setattr(played.lender.ticker, "tick", tick)
    played.lender.ticker.start(0.01)
    await asyncio.wait_for(ticked.acquire(), 5)
    monkeypatch.setattr(ShownWrong, "by", -TWO_DAYS)
    for _ in range(20):
        await asyncio.wait_for(ticked.acquire(), 5)
    await played.close()
