"""Updates by webhook: order per queue, the secret, retries, answers that call a method."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from bot.clock import VirtualClock
from sandbox.model import Json, Person
from sandbox.people import People
from sandbox.world import World
from tests.sandbox.conftest import Bot


@dataclass
class Hook:
    """A bot's web server: keeps what it gets, answers what it is told to."""

    url: str = ""
    got: list[Json] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)
    arrived: asyncio.Queue[Json] = field(default_factory=asyncio.Queue)

    async def take(self, request: web.Request) -> web.Response:
        update: Json = await request.json()
        self.got.append(update)
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        self.arrived.put_nowait(update)
        return self.answers.pop(0) if self.answers else web.Response()

    async def next(self) -> Json:
        return await asyncio.wait_for(self.arrived.get(), 5)


@pytest.fixture
async def hook(world: World) -> AsyncIterator[Hook]:
    made = Hook()
    app = web.Application()
    app.router.add_post("/hook", made.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    await world.close()
    await runner.cleanup()


@pytest.fixture
def waits(world: World) -> list[float]:
    """The waits between tries, which take no time."""
    taken: list[float] = []

    async def wait(seconds: float) -> None:
        taken.append(seconds)
        await asyncio.sleep(0)

    world.wait = wait
    return taken


async def test_updates_come_with_the_secret_and_those_that_waited_come_first(
    bot: Bot, hook: Hook, people: People, amina: Person
) -> None:
    await people.say(amina.id, "before")
    await bot("setWebhook", url=hook.url, secret_token="s3cret")
    await people.say(amina.id, "after")
    assert [(await hook.next())["message"]["text"] for _ in range(2)] == ["before", "after"]
    assert hook.secrets == ["s3cret", "s3cret"]
    said = await bot.refused("getUpdates")
    assert said.startswith("Conflict: can't use getUpdates method while webhook is active")


async def test_a_refused_update_is_tried_again_before_the_next_of_its_chat(
    bot: Bot, hook: Hook, people: People, amina: Person, waits: list[float]
) -> None:
    hook.answers = [
        web.Response(status=500),
        web.Response(status=503),
        web.Response(status=429, headers={"Retry-After": "7"}),
    ]
    await bot("setWebhook", url=hook.url)
    await people.say(amina.id, "one")
    await people.say(amina.id, "two")
    assert [(await hook.next())["message"]["text"] for _ in range(5)] == ["one"] * 4 + ["two"]
    assert waits == [0, 2, 7]
    info = await bot("getWebhookInfo")
    assert info["last_error_message"] == "Wrong response from the webhook: 429 Too Many Requests"


async def test_a_press_does_not_wait_behind_a_message_of_the_same_person(
    bot: Bot, hook: Hook, world: World, people: People, amina: Person
) -> None:
    await people.say(amina.id, "/start")
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    asked = await bot("sendMessage", chat_id=amina.id, text="?", reply_markup=markup)
    stuck = asyncio.Event()

    async def wait(_: float) -> None:
        await stuck.wait()

    world.wait = wait
    hook.answers = [web.Response(status=500)]
    await bot("setWebhook", url=hook.url)
    assert "message" in await hook.next()
    await people.press(amina.id, asked["message_id"], data="y", wait=False)
    assert "callback_query" in await hook.next()
    stuck.set()
    assert "message" in await hook.next()


async def test_an_update_is_given_up_when_its_lifetime_ends(
    bot: Bot, hook: Hook, world: World, people: People, amina: Person, clock: VirtualClock
) -> None:
    async def wait(_: float) -> None:
        clock.advance(25 * 3600)
        late.set()

    late = asyncio.Event()
    world.wait = wait
    hook.answers = [web.Response(status=500)]
    await bot("setWebhook", url=hook.url)
    await people.say(amina.id, "lost")
    await asyncio.wait_for(late.wait(), 5)
    await people.say(amina.id, "next")
    assert [(await hook.next())["message"]["text"] for _ in range(2)] == ["lost", "next"]


async def test_an_answer_can_carry_a_method(bot: Bot, hook: Hook, world: World, people: People, amina: Person) -> None:
    hook.answers = [web.json_response({"method": "sendMessage", "chat_id": amina.id, "text": "at once"})]
    await bot("setWebhook", url=hook.url)
    await people.say(amina.id, "/start")
    item = await world.inbox(amina.id).wait(1, 5)
    assert item[0].message["text"] == "at once"


async def test_a_taken_webhook_can_be_deleted_and_what_waits_dropped(
    bot: Bot, hook: Hook, people: People, amina: Person
) -> None:
    await bot("setWebhook", url=hook.url, allowed_updates=["message"], max_connections=5)
    info = await bot("getWebhookInfo")
    assert (info["url"], info["max_connections"], info["allowed_updates"]) == (hook.url, 5, ["message"])
    await bot("deleteWebhook")
    await people.say(amina.id, "waits")
    await bot("deleteWebhook", drop_pending_updates=True)
    assert (await bot("getWebhookInfo"))["pending_update_count"] == 0
    assert (await bot.refused("setWebhook", url="ftp://x")).startswith("Bad Request: bad webhook")
    assert (await bot.refused("setWebhook", url=hook.url, secret_token="a b")).endswith("unallowed characters")
