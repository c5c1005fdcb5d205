"""A full disk keeps everybody waiting and loses nobody: what was said is answered, once, when there is room again."""

import asyncio
from pathlib import Path

from sqlalchemy import Connection, Engine, event

from bot.polling import Polling
from storage import failures
from storage.writer import Writer
from tests.bot.played import QuickPace
from tests.lender import PlayedLender


class Trouble(QuickPace):
    """Tells when the first wait began, and goes on only when the trouble is over."""

    def __init__(self) -> None:
        super().__init__()
        self.began, self.over = asyncio.Event(), asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        self.began.set()
        await self.over.wait()
        await super().sleep(seconds)


class SmallDisk:
    """The database cannot grow any more, on whatever connection, until there is room again."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self.full = engine, False
        event.listen(engine, "begin", self._limit)

    def _limit(self, connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA max_page_count = {1 if self.full else 1_000_000}")

    async def fill(self, writer: Writer) -> None:
        self.full = True
        await writer.run_bookkeeping(lambda c: c.exec_driver_sql("SELECT 1").scalar())


async def test_a_full_disk_loses_nobody_and_says_so_in_one_line(tmp_path: Path) -> None:
    played = await PlayedLender.open(tmp_path)
    disk, pace = SmallDisk(played.lender.engine), Trouble()
    omar = await played.person("Omar")
    await disk.fill(played.lender.writer)
    for n in range(40):
        await played.hands.say(omar.id, f"hello {n} {'x' * 3000}")
    polling = Polling(played.api, played.lender.intake.update, pace)
    running = asyncio.create_task(polling.run())
    await asyncio.wait_for(pace.began.wait(), 20)
    assert '"why": "the disk is full"' in played.log.getvalue()
    disk.full = False
    pace.over.set()
    await asyncio.wait_for(played.world.queue(played.bot).rest(), 20)
    polling.stop()
    await running
    await played.rest()
    assert len(omar.sees()) >= 40, "each of the forty is answered"
    assert (await played.lender.writer.run_bookkeeping(failures.waiting)) == ()
    await played.close()
