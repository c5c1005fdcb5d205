"""The bench's stub of Telegram: it hands out what it was given, and counts only what was answered rightly."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from aiohttp import web

from bench.stub import Telegram
from bench.stub_bot import Step
from bench.stub_http import Caller, Connection, Messages

TOKEN = "7001:bench"
LIN, BO = 501, 502


class Wire:
    """The stub on a port, and a bot's calls to it."""

    def __init__(self) -> None:
        self.telegram = Telegram()

    async def call(self, method: str, **params: Any) -> Any:
        url = f"http://127.0.0.1:{self.port}/bot{TOKEN}/{method}"
        async with self.session.post(url, data=params) as answer:
            return (await answer.json())["result"]


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    wire = Wire()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(wire.telegram.answer), "127.0.0.1", 0)
    wire.port = server.sockets[0].getsockname()[1]
    async with aiohttp.ClientSession() as wire.session:
        yield wire
    server.close()
    await server.wait_closed()


async def test_a_polled_update_comes_again_until_a_later_offset_is_asked_for(wire: Wire) -> None:
    bot = wire.telegram.bot(TOKEN)
    playing = asyncio.create_task(bot.play([Step(LIN, "5000", expect="2 of 9")], 0, (), 5))
    first = await wire.call("getUpdates", offset=0, timeout=5)
    again = await wire.call("getUpdates", offset=0, timeout=5)
    assert first == again
    assert first[0]["message"]["text"] == "5000"
    assert await wire.call("getUpdates", offset=first[0]["update_id"] + 1, timeout=0) == []
    message = await wire.call("sendMessage", chat_id=LIN, text="2 of 9 · For how long?")
    assert message["chat"]["id"] == LIN
    assert (await playing).answered == 1


async def test_only_the_expected_reply_to_the_right_chat_counts(wire: Wire) -> None:
    bot = wire.telegram.bot(TOKEN)
    playing = asyncio.create_task(bot.play([Step(LIN, "5000", expect="2 of 9")], 0, (), 0.5))
    await wire.call("getUpdates", offset=0, timeout=5)
    await wire.call("sendMessage", chat_id=BO, text="2 of 9")
    await wire.call("sendMessage", chat_id=LIN, text="I need an amount")
    played = await playing
    assert (played.answered, played.other) == (0, 2)


async def test_a_press_carries_the_data_of_the_last_keyboard(wire: Wire) -> None:
    bot = wire.telegram.bot(TOKEN)
    keys = {"inline_keyboard": [[{"text": "Repair", "callback_data": "a:7:purpose=repair"}]]}
    await wire.call("sendMessage", chat_id=LIN, text="What for?", reply_markup=json.dumps(keys))
    playing = asyncio.create_task(bot.play([Step(LIN, press="purpose=repair")], 0, (), 5))
    updates = await wire.call("getUpdates", offset=0, timeout=5)
    assert updates[0]["callback_query"]["data"] == "a:7:purpose=repair"
    await wire.call("sendMessage", chat_id=LIN, text="What do you live from?")
    assert (await playing).answered == 1


async def test_a_webhook_is_called_with_its_secret_until_it_says_ok(wire: Wire) -> None:
    heard: list[tuple[str, dict[str, Any]]] = []

    async def hook(request: web.Request) -> web.Response:
        heard.append((request.headers["X-Telegram-Bot-Api-Secret-Token"], await request.json()))
        if len(heard) == 1:
            return web.Response(status=503)
        await wire.call("sendMessage", chat_id=LIN, text="hello")
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    await wire.call("setWebhook", url="https://lender.example/hook", secret_token="s3cret")
    bot = wire.telegram.bot(TOKEN)
    played = await bot.play([Step(LIN, "hello", expect="hello")], 0, [runner.addresses[0][1]], 5)
    await runner.cleanup()
    assert played.answered == 1
    assert [secret for secret, _ in heard] == ["s3cret", "s3cret"]
    assert heard[0][1] == heard[1][1]


async def test_a_chats_next_update_goes_when_the_one_before_was_taken_to_whichever_port(wire: Wire) -> None:
    heard: list[str] = []

    async def hook(request: web.Request) -> web.Response:
        text = (await request.json())["message"]["text"]
        heard.append(text)
        if heard.count("first") < 3:
            return web.Response(status=503)
        await wire.call("sendMessage", chat_id=LIN, text=text)
        return web.Response()

    app = web.Application()
    app.router.add_post("/hook", hook)
    runner = web.AppRunner(app)
    await runner.setup()
    for _ in range(2):
        await web.TCPSite(runner, "127.0.0.1", 0).start()
    await wire.call("setWebhook", url="https://lender.example/hook")
    said = [Step(LIN, "first", expect="first"), Step(LIN, "second", expect="second")]
    ports = [address[1] for address in runner.addresses]
    played = await wire.telegram.bot(TOKEN).play(said, 0, ports, 5)
    await runner.cleanup()
    assert heard == ["first", "first", "first", "second"]
    assert (played.answered, played.handed_back) == (2, 2)


def test_messages_are_cut_wherever_the_stream_was() -> None:
    whole = b"POST /a HTTP/1.1\r\ncontent-length: 3\r\n\r\nabcGET /b HTTP/1.1\r\n\r\n"
    for cut in range(len(whole)):
        messages = Messages()
        found = messages.fed(whole[:cut]) + messages.fed(whole[cut:])
        assert [body for _, body in found] == [b"abc", b""]


async def test_a_caller_tells_a_broken_connection(wire: Wire) -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    caller = await Caller.to(server.sockets[0].getsockname()[1])
    with pytest.raises(ConnectionError):
        await caller.post("/hook", "", urlencode({"a": 1}).encode())
    server.close()
    await server.wait_closed()
