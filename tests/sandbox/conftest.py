"""A small Telegram world for each test, in which every answer and every update is checked as it passes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter

from bot.clock import VirtualClock
from sandbox.answers import ApiAnswer
from sandbox.bot_api import BotApi
from sandbox.files import Upload
from sandbox.model import Json, Person
from sandbox.people import People
from sandbox.world import World
from tests.inspector import Inspector

TOKEN = "4242:test-token-of-the-lender-aaaaaaaaaaa"


@dataclass
class Bot:
    """A bot that calls methods and keeps count of its updates."""

    api: BotApi
    token: str = TOKEN
    offset: int = field(default=0)

    async def ask(self, method: str, files: dict[str, Upload] | None = None, **params: Any) -> ApiAnswer:
        return await self.api.call(self.token, method, params, files)

    async def __call__(self, method: str, files: dict[str, Upload] | None = None, **params: Any) -> Any:
        answer = await self.ask(method, files, **params)
        assert answer.status == 200, answer.body
        return answer.result

    async def refused(self, method: str, files: dict[str, Upload] | None = None, **params: Any) -> str:
        """The description of the error that this call meets."""
        answer = await self.ask(method, files, **params)
        said = TypeAdapter(dict[str, Any]).validate_json(answer.body)
        assert said["ok"] is False
        assert said["error_code"] == answer.status
        return str(said["description"])

    async def updates(self, **params: Any) -> list[Json]:
        """What is new, confirmed with the next call."""
        batch: list[Json] = await self("getUpdates", offset=self.offset, **params)
        if batch:
            self.offset = batch[-1]["update_id"] + 1
        return batch


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock(datetime(2026, 3, 2, 9, tzinfo=UTC))


@pytest.fixture
def world(clock: VirtualClock) -> World:
    made = World(clock)
    made.observer = Inspector()
    return made


@pytest.fixture
def bot(world: World) -> Iterator[Bot]:
    api = BotApi(world)
    world.last_bot = world.register_bot(TOKEN, "lender_bot", "Lender")
    yield Bot(api)
    world.faults.clear()


@pytest.fixture
def people(world: World) -> People:
    return People(world)


@pytest.fixture
def amina(world: World) -> Person:
    return world.add_person("Amina", "Diallo", "amina", "en", "+221771234567")


@pytest.fixture
def wei(world: World) -> Person:
    return world.add_person("伟", "王", None, "zh-hans", "+8613800138000")
