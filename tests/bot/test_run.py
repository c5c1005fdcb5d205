"""The whole program on its sandbox, as a person meets it: one address, an answer, a clock to wind, a quiet end."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DAY = 86_400


class Program:
    """`microloan run --virtual-clock` in a process of its own."""

    def __init__(self, data: Path) -> None:
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("MICROLOAN_")},
            "MICROLOAN_CONFIG": str(ROOT / "config.toml"),
            "MICROLOAN_DATA": str(data),
            "MICROLOAN_PORT": "0",
        }
        self.web = aiohttp.ClientSession()
        self.address = ""

    async def start(self) -> None:
        self.process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run", "--virtual-clock"),
            cwd=ROOT,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        assert self.process.stdout is not None
        line = (await asyncio.wait_for(self.process.stdout.readline(), 30)).decode()
        assert line.startswith("microloan: http://127.0.0.1:"), line
        self.address = line.removeprefix("microloan: ").strip().rstrip("/")

    async def stop(self, sign: int = signal.SIGTERM) -> tuple[int, str]:
        self.process.send_signal(sign)
        _, errors = await asyncio.wait_for(self.process.communicate(), 30)
        return self.process.returncode or 0, errors.decode()

    async def post(self, path: str, **body: Any) -> Any:
        async with self.web.post(self.address + path, json=body) as answer:
            return await answer.json()

    async def get(self, path: str) -> Any:
        async with self.web.get(self.address + path) as answer:
            return await answer.json(content_type=None)

    async def answers(self, person: int, after: int = 0) -> list[dict[str, Any]]:
        """What the bot wrote to this person; waits for the first of it."""
        while True:
            items = await self.get(f"/sandbox/people/{person}/inbox?after={after}&wait=10")
            assert items, "the bot kept silent"
            said = [item["message"] for item in items if item["message"]["from"]["is_bot"]]
            if said:
                return said
            after = items[-1]["seq"]


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    running = Program(tmp_path / "data")
    await running.start()
    yield running
    if running.process.returncode is None:
        running.process.kill()
        await running.process.communicate()
    await running.web.close()


async def test_a_newcomer_is_answered_and_the_program_ends_quietly_when_told_to(program: Program) -> None:
    people = await program.get("/sandbox/people")
    assert {"Mei", "Bo", "Ines", "Tom", "Ada"} <= {person["name"] for person in people["people"]}
    someone = (await program.post("/sandbox/people", first_name="Li Na", language_code="zh-hans"))["id"]
    await program.post(f"/sandbox/people/{someone}/say", text="/start")
    welcome = (await program.answers(someone))[0]
    assert "海港小贷" in welcome["text"]
    assert (await program.get("/readyz"))["ready"] is True
    status, errors = await program.stop()
    assert status == 0
    assert "error" not in errors


async def test_the_clock_can_be_wound_over_http(program: Program) -> None:
    before = await program.get("/sandbox/clock")
    moved = await program.post("/sandbox/clock", advance_seconds=40 * DAY)
    assert before["virtual"] is True
    assert moved["now"][:10] > before["now"][:10]
    status, _ = await program.stop(signal.SIGINT)
    assert status == 0


async def test_a_second_program_on_the_same_data_is_refused_and_a_killed_one_starts_again(program: Program) -> None:
    second = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"), cwd=ROOT, env=program.environment, stderr=asyncio.subprocess.PIPE
    )
    _, errors = await asyncio.wait_for(second.communicate(), 30)
    assert second.returncode == 1
    assert "another microloan runs on this data" in errors.decode()
    program.process.kill()
    await program.process.communicate()
    await program.start()
    assert (await program.get("/readyz"))["ready"] is True


async def test_a_taken_port_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        other = Program(tmp_path / "other")
        other.environment["MICROLOAN_PORT"] = str(port)
        second = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"), cwd=ROOT, env=other.environment, stderr=asyncio.subprocess.PIPE
        )
        _, errors = await asyncio.wait_for(second.communicate(), 30)
    await other.web.close()
    assert second.returncode == 1
    assert errors.decode() == f"microloan run: port {port} is taken; MICROLOAN_PORT names another\n"


async def test_a_second_start_finds_its_people_and_goes_on_at_the_same_time(program: Program) -> None:
    lin = (await program.post("/sandbox/people", first_name="Lin", language_code="en"))["id"]
    await program.post(f"/sandbox/people/{lin}/say", text="/start")
    seen = await program.answers(lin)
    later = (await program.post("/sandbox/clock", advance_seconds=40 * DAY))["now"]
    await program.post(f"/sandbox/people/{lin}/say", text="/help")
    last = (await program.answers(lin, seen[-1]["message_id"]))[-1]["message_id"]
    await program.stop()
    await program.start()
    people = (await program.get("/sandbox/people"))["people"]
    assert lin in {person["id"] for person in people}
    await program.post(f"/sandbox/people/{lin}/say", text="/status")
    assert "Nothing is open" in (await program.answers(lin, last))[-1]["text"]
    assert (await program.get("/sandbox/clock"))["now"] >= later[:10]
