"""A lender that is killed with -9 and started again while people go on talking to it."""

import asyncio
import base64
import contextlib
import os
import random
import re
import sys
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.test_utils import unused_port

from bot.catalogue import Catalogue

ROOT = Path(__file__).resolve().parent.parent.parent
TOKEN = "7001:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
KEY = "notice-key"
PATIENCE = 60.0
"""Seconds until an answer that did not come is lost, kills and all."""

Shown = dict[str, Any]
_CATALOGUE = Catalogue.load()


def words(key: str) -> str:
    """The longest piece of a catalogue text that is the same whatever it is filled with."""
    pieces = re.split(r"<[^>]*>|\{[^}]*\}|\n", _CATALOGUE.text("en", key))
    return max((piece.strip() for piece in pieces), key=len)


class Shop:
    """The lender's process, and Telegram and the bank next door."""

    def __init__(self, folder: Path, seed: int) -> None:
        config = folder / "config.toml"
        text = (ROOT / "config.toml").read_text(encoding="utf-8")
        for limit in ('overall_per_second = "30"', 'private_per_second = "1"', 'group_per_minute = "20"'):
            text = text.replace(limit, limit.split("=")[0] + '= "0"')
        config.write_text(text, encoding="utf-8")
        self.config, self.port, self.chance = str(config), unused_port(), random.Random(seed)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("MICROLOAN_")},
            "MICROLOAN_CONFIG": self.config,
            "MICROLOAN_DATA": str(folder / "data"),
            "MICROLOAN_PORT": str(self.port),
            "MICROLOAN_BOT_TOKEN": TOKEN,
            "MICROLOAN_MASTER_KEY": base64.b64encode(b"k" * 32).decode(),
            "MICROLOAN_NOTICE_KEYS_SANDBOX": KEY,
        }
        self.web = aiohttp.ClientSession()
        self.kills = 0
        self._killing: asyncio.Task[None] | None = None

    async def open(self) -> None:
        notices = f"http://127.0.0.1:{self.port}/payments/sandbox/notices"
        self.next_door = await self._process("tests.kills.telegram_next_door", self.config, TOKEN, notices, KEY)
        self.address = await self._first_line(self.next_door)
        self.environment["MICROLOAN_API_URL"] = self.address
        await self._start()

    async def _start(self) -> None:
        self.lender = await self._process("bot", "run")
        assert (await self._first_line(self.lender)).startswith("microloan: ")

    async def _process(self, module: str, *arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, *arguments),
            cwd=ROOT,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )

    async def _first_line(self, process: asyncio.subprocess.Process) -> str:
        assert process.stdout is not None
        return (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode().strip()

    def keep_killing(self, times: int) -> None:
        self._killing = asyncio.create_task(self._kill(times))

    async def _kill(self, times: int) -> None:
        """Kills the lender after a random while of life, the shortest just after its start."""
        while self.kills < times:
            await asyncio.sleep(self.chance.random() ** 2 * 1.2)
            self.lender.kill()
            await self.lender.communicate()
            self.kills += 1
            await self._start()

    async def all_killed(self) -> None:
        assert self._killing is not None
        await asyncio.wait_for(self._killing, 120)

    async def close(self) -> None:
        if self._killing is not None:
            self._killing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._killing
        for process in (self.lender, self.next_door):
            if process.returncode is None:
                process.kill()
                await process.communicate()
        await self.web.close()

    async def post(self, path: str, **body: Any) -> Any:
        async with self.web.post(self.address + path, json=body) as answer:
            return await answer.json()

    async def get(self, path: str) -> Any:
        async with self.web.get(self.address + path) as answer:
            return await answer.json()


class Client:
    """One person with a phone: does a thing, and waits until the bot has shown what it should.

    What to wait for and which button to press are keys of the catalogue; a button may also be named by its label.
    """

    def __init__(self, shop: Shop, number: int) -> None:
        self.shop, self.number, self.read = shop, number, 0
        self.shown: list[Shown] = []
        self._presses: set[asyncio.Task[Any]] = set()

    async def says(self, text: str, then: str) -> Shown:
        await self._do("say", text=text)
        return await self.sees(then)

    async def presses(self, label: str, then: str, chat_id: int | None = None) -> Shown:
        """Presses the newest button of that label, and does not wait for the spinner."""
        where = chat_id or self.number
        label = words(label) if "." in label else label
        message = next(m for m in reversed(self.shown) if m["chat"]["id"] == where and _has(m, label))
        body = {"message_id": message["message_id"], "label": label, "chat_id": where}
        task = asyncio.create_task(self._do("press", **body))
        self._presses.add(task)
        task.add_done_callback(self._presses.discard)
        return await self.sees(then)

    async def shares_contact(self, then: str) -> Shown:
        await self._do("share-contact")
        return await self.sees(then)

    async def sends_photo(self, content: bytes, then: str) -> Shown:
        form = aiohttp.FormData({"as": "photo"})
        form.add_field("file", content, filename="photo.jpg", content_type="image/jpeg")
        address = f"{self.shop.address}/sandbox/people/{self.number}/send"
        async with self.shop.web.post(address, data=form) as answer:
            assert answer.status == 200, await answer.text()
        return await self.sees(then)

    async def sees(self, key: str) -> Shown:
        """Waits for a message of the bot that says this, newer than all that was waited for before."""
        async with asyncio.timeout(PATIENCE):
            while True:
                path = f"/sandbox/people/{self.number}/inbox?after={self.read}&wait=5"
                for item in await self.shop.get(path):
                    self.read = item["seq"]
                    message: Shown = item["message"]
                    if item["kind"] == "delete" or not message["from"]["is_bot"]:
                        continue
                    self.shown.append(message)
                    if words(key) in (message.get("text") or message.get("caption") or ""):
                        return message

    async def _do(self, what: str, **body: Any) -> None:
        answer = await self.shop.post(f"/sandbox/people/{self.number}/{what}", **body)
        assert "error" not in answer, answer


def _has(message: Shown, label: str) -> bool:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return any(button["text"] == label for row in rows for button in row)
