"""The processes of one lender, as `microloan run` starts them, and what is done to them while people talk.

A kill is SIGKILL, and the process is started anew at once. A pause is SIGSTOP for longer than its lease, then SIGCONT:
the process finds itself declared dead, with its memory as it was. At least two processes are always at work.
"""

import asyncio
import base64
import os
import random
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp.test_utils import unused_port
from sqlalchemy import Engine, text

from bot.tick import LIFE_SECONDS
from storage.databases import Databases
from tests.crowd.town import NOTICE_KEY, TOKEN, Heard, Town

ROOT = Path(__file__).resolve().parent.parent.parent
PROCESSES = 4
PAUSE = LIFE_SECONDS + 3
"""Seconds of a pause: longer than the lease, and than the tick after which another process takes over."""
START_SECONDS = 60
LONGEST_FLIGHT = 2.0
"""Seconds that a fault waits for a send to be in flight."""
MASTER_KEY = b"k" * 32


@dataclass
class Paused:
    """One pause: what the process had claimed when it began, by outbox row or due key, and under which attempt.

    `arrived` is how many messages had arrived when it ended, from everybody.
    """

    process: int
    rows: dict[Any, int] = field(default_factory=dict)
    dues: dict[Any, int] = field(default_factory=dict)
    arrived: int = 0


class Fleet:
    """`PROCESSES` processes on one database."""

    def __init__(self, folder: Path, books: Databases, seed: int) -> None:
        self.folder, self.books = folder, books
        self.ports = [unused_port() for _ in range(PROCESSES)]
        self.chance = random.Random(seed)
        self.kills = self.kills_in_flight = 0
        self.pauses: list[Paused] = []
        self._running: dict[int, asyncio.subprocess.Process] = {}
        self._owners: dict[int, str] = {}
        self._starting = asyncio.Lock()
        self._still: set[int] = set()
        self._spare: Engine = books.open_for_reading()

    async def open(self, town: Town) -> None:
        self._town = town
        self._configure(town)
        for number in range(PROCESSES):
            await self._start(number)

    def _configure(self, town: Town) -> None:
        """The repository's configuration, with this place's addresses and without pacing."""
        content = (ROOT / "config.toml").read_text(encoding="utf-8")
        changes = dict.fromkeys(("overall_per_second", "private_per_second", "group_per_minute"), "0")
        changes |= {"webhook_url": town.front, "address": town.bank_address}
        for key, value in changes.items():
            lines = content.split("\n")
            place = next(n for n, line in enumerate(lines) if line.startswith(f"{key} = "))
            lines[place] = f'{key} = "{value}"'
            content = "\n".join(lines)
        (self.folder / "config.toml").write_text(content, encoding="utf-8")

    def environment(self, number: int) -> dict[str, str]:
        others = {name: value for name, value in os.environ.items() if not name.startswith("MICROLOAN_")}
        return {
            **others,
            "MICROLOAN_CONFIG": str(self.folder / "config.toml"),
            "MICROLOAN_DATA": str(self.folder / f"data{number}"),
            "MICROLOAN_DATABASE_URL": self.books.main,
            "MICROLOAN_PORT": str(self.ports[number]),
            "MICROLOAN_BOT_TOKEN": TOKEN,
            "MICROLOAN_MASTER_KEY": base64.b64encode(MASTER_KEY).decode(),
            "MICROLOAN_NOTICE_KEYS_SANDBOX": NOTICE_KEY.decode(),
            "MICROLOAN_API_URL": self._town.address_for(number),
        }

    async def _start(self, number: int) -> None:
        """One at a time, so that the name that each gives itself is known by its new lease."""
        async with self._starting:
            before = await asyncio.to_thread(self._names)
            await self._spawn(number)
            (self._owners[number],) = await asyncio.to_thread(self._names) - before

    def _names(self) -> set[str]:
        with self._spare.begin() as connection:
            found = connection.execute(text("select owner from lease where name like 'process:%'"))
            return set(found.scalars())

    async def _spawn(self, number: int) -> None:
        with (self.folder / f"log{number}").open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                cwd=ROOT,
                env=self.environment(number),
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )
        self._running[number] = process
        assert process.stdout is not None
        line = await asyncio.wait_for(process.stdout.readline(), START_SECONDS)
        assert line.startswith(b"microloan: "), (self.folder / f"log{number}").read_text()[-2000:]

    async def trouble(self, seconds: float, kills_every: float) -> None:
        """Kills and pauses at random for so long; returns when every process is at work again."""
        until = asyncio.get_running_loop().time() + seconds
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_pausing(until))
            group.create_task(self._keep_killing(until, kills_every))

    async def little_trouble(self) -> None:
        """A kill, a pause, a kill. Nobody waits for a lease to run out: the table is told that it has."""
        await self._kill(declared_dead=True)
        await self._pause(5, declared_dead_after=2)
        await self._kill(declared_dead=True)

    async def _keep_pausing(self, until: float) -> None:
        """One process is paused at nearly any time. A pause that would end too late is not begun."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(self.chance.uniform(0.5, 2))
        while loop.time() + PAUSE < until or not self.pauses:
            await self._pause(PAUSE)
            await asyncio.sleep(self.chance.uniform(0.5, 2))

    async def _pause(self, seconds: float, declared_dead_after: float = 0) -> None:
        number = await self._victim()
        process = self._running[number]
        self._still.add(number)
        os.kill(process.pid, signal.SIGSTOP)
        pause = await asyncio.to_thread(self._holding, number)
        self.pauses.append(pause)
        if declared_dead_after:
            await asyncio.sleep(declared_dead_after)
            await asyncio.to_thread(self._declare_dead, number)
        await asyncio.sleep(seconds - declared_dead_after)
        pause.arrived = len(self._heard.sent)
        os.kill(process.pid, signal.SIGCONT)
        self._still.discard(number)

    def _holding(self, number: int) -> Paused:
        """What a process that does not move holds."""
        owner = {"owner": self._owners[number]}
        claimed = "where state = 'claimed' and claimed_by = :owner"
        with self._spare.begin() as connection:
            rows = connection.execute(text(f"select id, attempts from outbox {claimed}"), owner).all()
            dues = connection.execute(text(f"select key, attempts from due {claimed}"), owner).all()
        return Paused(number, {row[0]: row[1] for row in rows}, {due[0]: due[1] for due in dues})

    def _declare_dead(self, number: int) -> None:
        """Lets its lease run out."""
        engine = self.books.open()
        with engine.begin() as connection:
            ended = text("update lease set until = 0 where owner = :owner")
            connection.execute(ended, {"owner": self._owners[number]})
        engine.dispose()

    def unfinished(self) -> int:
        """How many rows of the outbox are owed, and how many dues have fallen due and are not done."""
        owed = "select count(*) from outbox where state in ('pending', 'claimed')"
        fallen = "key like '%-crowd' or at <= extract(epoch from now()) * 1000"
        due = f"select count(*) from due where state = 'claimed' or (state = 'planned' and ({fallen}))"
        with self._spare.begin() as connection:
            return int(connection.execute(text(f"select ({owed}) + ({due})")).scalar_one())

    async def _keep_killing(self, until: float, every: float) -> None:
        loop = asyncio.get_running_loop()
        while loop.time() < until:
            await asyncio.sleep(self.chance.uniform(0.2, 1.8) * every)
            await self._kill()

    async def _kill(self, *, declared_dead: bool = False) -> None:
        number = await self._victim()
        self.kills_in_flight += self._heard.in_flight[number] > 0
        process = self._running[number]
        self._still.add(number)
        process.kill()
        await process.communicate()
        self.kills += 1
        if declared_dead:
            await asyncio.to_thread(self._declare_dead, number)
        await self._start(number)
        self._still.discard(number)

    @property
    def _heard(self) -> Heard:
        return self._town.heard

    async def _victim(self) -> int:
        """A process at work, best one of which a send is in flight just now; never the last two."""
        loop = asyncio.get_running_loop()
        patience = loop.time() + LONGEST_FLIGHT
        while True:
            awake = [n for n in range(PROCESSES) if n not in self._still]
            if len(awake) > 2:
                flying = [n for n in awake if self._heard.in_flight[n] > 0]
                if flying or loop.time() > patience:
                    return self.chance.choice(flying or awake)
            await asyncio.sleep(0.005)

    async def stop(self) -> None:
        """Tells all to end in good order."""
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            await asyncio.wait_for(process.communicate(), START_SECONDS)
        self._spare.dispose()

    async def end(self) -> None:
        """Whatever still runs is killed: for a run that failed."""
        for process in self._running.values():
            if process.returncode is None:
                process.kill()
                await process.communicate()
