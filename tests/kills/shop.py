"""The lender's process, which is killed with -9 and started again, and the world next door, which is not."""

import asyncio
import base64
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.test_utils import unused_port

from storage.databases import Databases

ROOT = Path(__file__).resolve().parent.parent.parent
TOKEN = "7001:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
KEY = "notice-key"
START_SECONDS = 60.0
VERSION = 'version = "expert-1"'
A_DAY = 10_000_000
"""What may be lent in a day: a crowd of two dozen lends in a quarter of an hour what the house would in a week."""
UNLIMITED = ('overall_per_second = "30"', 'private_per_second = "1"', 'group_per_minute = "20"')
OFFICERS = (501, 506, 507, 508)
GROUP = -1001000000501
PLAIN = ("bot", "run")


class Shop:
    """Both processes. `server` is the URL of a PostgreSQL database; without one the books lie in SQLite files.

    `days_ago` is where the clocks stand until `open_today`; `program` is what is run as the lender then.
    """

    def __init__(self, folder: Path, seed: int, server: str = "", days_ago: float = 0) -> None:
        self.folder, self.seed, self.days_ago = folder, seed, days_ago
        self.data, self.world = folder / "data", folder / "world"
        self.world.mkdir(parents=True)
        self.config, self.port = _configuration(folder), unused_port()
        self.databases = Databases.on_server(server) if server else Databases.in_folder(self.data)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("MICROLOAN_")},
            "MICROLOAN_CONFIG": str(self.config),
            "MICROLOAN_DATA": str(self.data),
            "MICROLOAN_PORT": str(self.port),
            "MICROLOAN_BOT_TOKEN": TOKEN,
            "MICROLOAN_MASTER_KEY": base64.b64encode(b"k" * 32).decode(),
            "MICROLOAN_NOTICE_KEYS_SANDBOX": KEY,
            "MICROLOAN_INVOICE_TOKEN": "provider:TEST",
            **({"MICROLOAN_DATABASE_URL": server} if server else {}),
        }
        self.program: Sequence[str] = PLAIN
        self.web = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0, force_close=True))
        self.started = 0.0
        self.starts: list[float] = []
        """Seconds from each start to the first line."""

    async def open(self) -> None:
        notices = f"http://127.0.0.1:{self.port}/payments/sandbox/notices"
        around = (str(self.config), TOKEN, notices, KEY, str(self.world), str(self.seed), str(self.days_ago))
        self.next_door = await self._process("tests.kills.telegram_next_door", *around)
        self.address = await _first_line(self.next_door)
        self.environment["MICROLOAN_API_URL"] = self.address
        if self.days_ago:
            self.program = ("tests.kills.lender_a_month_ago", str(self.days_ago), "run")
        await self.start()

    async def open_today(self, program: Sequence[str] = PLAIN) -> None:
        """The lender closes in peace; it is today, and it opens again."""
        await self.end()
        await self.post("/next-door/today")
        self.program = program
        await self.start()

    async def launch(self) -> None:
        """Starts the lender, and does not wait until it serves."""
        self.started = time.time()
        self.lender = await self._process(*self.program)

    async def serves(self) -> None:
        line = await _first_line(self.lender)
        assert line.startswith("microloan: "), f"the lender does not start: {line!r}"
        self.starts.append(time.time() - self.started)

    async def start(self) -> None:
        await self.launch()
        await self.serves()

    async def kill(self) -> float:
        """SIGKILL; returns the moment just before it."""
        moment = time.time()
        self.lender.kill()
        await self.lender.communicate()
        return moment

    async def end(self) -> None:
        """SIGTERM: what is in hand comes to its end."""
        self.lender.terminate()
        await self.lender.communicate()

    async def close(self) -> None:
        for process in (self.lender, self.next_door):
            if process.returncode is None:
                process.kill()
                await process.communicate()
        await self.web.close()

    async def _process(self, module: str, *arguments: str) -> asyncio.subprocess.Process:
        with (self.folder / "log").open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", module, *arguments),
                cwd=ROOT,
                env=self.environment,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
            )

    async def post(self, path: str, **body: Any) -> Any:
        async with self.web.post(self.address + path, json=body) as answer:
            return await answer.json()

    async def get(self, path: str) -> Any:
        async with self.web.get(self.address + path) as answer:
            return await answer.json()


async def _first_line(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    return (await asyncio.wait_for(process.stdout.readline(), START_SECONDS)).decode().strip()


def _configuration(folder: Path) -> Path:
    """The house as it ships, with officers enough for the crowd; the played Telegram bears any speed."""
    text = (ROOT / "config.toml").read_text(encoding="utf-8")
    for limit in UNLIMITED:
        assert limit in text
        text = text.replace(limit, limit.split("=")[0] + '= "0"')
    assert VERSION in text
    text = text.replace(VERSION, f'{VERSION}\nexposure = {{ daily_budget = "{A_DAY}" }}')
    for number in OFFICERS[1:]:
        text += f'\n[[staff]]\nname = "Nan {number}"\ntelegram_id = {number}\nroles = ["officer"]\n'
        text += 'limit = "10000"\nlanguage = "en"\n'
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path
