"""The Bot API over the wire: every way in which clients hand over parameters, downloads, faults, broken connections."""

import json
from collections.abc import AsyncIterator

import aiohttp
import pytest
import telegram
from telegram.ext import ApplicationBuilder, CommandHandler, ContextTypes

from sandbox.files import Upload
from sandbox.model import Person
from sandbox.people import People
from sandbox.world import World
from tests.sandbox.conftest import TOKEN, Bot
from tests.sandbox.serving import served

METHOD = f"/bot{TOKEN}/sendMessage"


@pytest.fixture
async def web(world: World, people: People, bot: Bot, amina: Person) -> AsyncIterator[aiohttp.ClientSession]:
    await people.say(amina.id, "/start")
    async with served(world) as address, aiohttp.ClientSession(address) as session:
        yield session


async def test_parameters_come_as_query_form_json_or_multipart(web: aiohttp.ClientSession, amina: Person) -> None:
    markup = json.dumps({"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]})
    plain = {"chat_id": str(amina.id), "text": "a+b & c", "reply_markup": markup}
    multipart = aiohttp.FormData(plain, default_to_multipart=True)
    calls = [
        web.get(METHOD, params=plain),
        web.post(METHOD, params=plain),
        web.post(METHOD, data=plain),
        web.post(METHOD, data=multipart),
        web.post(METHOD, json=plain | {"chat_id": amina.id, "reply_markup": json.loads(markup)}),
        web.post(f"/bot{TOKEN}/test/SENDmessage", params={"chat_id": amina.id}, data={"text": "a+b & c"}),
    ]
    for call in calls:
        async with call as answer:
            told = await answer.json()
            assert told["ok"], told
            assert told["result"]["text"] == "a+b & c"
    async with web.post(f"/bot{TOKEN}/getMe") as answer:
        assert (await answer.json())["result"]["username"] == "lender_bot"


async def test_an_error_has_the_status_it_names(web: aiohttp.ClientSession) -> None:
    async with web.post(METHOD, data={"chat_id": "1", "text": "x"}) as answer:
        assert answer.status == 400
        assert await answer.json() == {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}
    async with web.post(METHOD, data=b"{broken", headers={"Content-Type": "application/json"}) as answer:
        assert (await answer.json())["description"] == "Bad Request: can't parse JSON object"


async def test_a_file_is_downloaded_by_its_path(
    web: aiohttp.ClientSession, bot: Bot, people: People, amina: Person
) -> None:
    sent = await people.send(amina.id, Upload("a.txt", b"whole", "text/plain"), "document")
    path = (await bot("getFile", file_id=sent.content["document"]["file_id"]))["file_path"]
    async with web.get(f"/file/bot{TOKEN}/{path}") as answer:
        assert await answer.read() == b"whole"
    for wrong in (f"/file/bot{TOKEN}/x", f"/file/bot99:strange-token-aaaaaaa/{path}"):
        async with web.get(wrong) as answer:
            assert answer.status == 404


async def test_planned_faults_are_played_once_each(web: aiohttp.ClientSession, amina: Person) -> None:
    faults = {"method": "sendMessage", "next": ["429:3", "500", "502", "403", "400"]}
    async with web.post("/sandbox/faults", json=faults) as answer:
        assert (await answer.json())["planned"] == {"sendmessage": ["429:3", "500:1", "502:1", "403:1", "400:1"]}
    seen = []
    for _ in range(6):
        async with web.post(METHOD, data={"chat_id": amina.id, "text": "x"}) as answer:
            told = await answer.json()
            seen.append(answer.status)
            if answer.status == 429:
                assert told["parameters"] == {"retry_after": 3}
                assert answer.headers["Retry-After"] == "3"
    assert seen == [429, 500, 502, 403, 400, 200]


@pytest.mark.parametrize(("fault", "arrived"), [("drop_after_accept", 1), ("drop_before", 0)])
async def test_a_dropped_connection_leaves_the_bot_in_the_dark(
    web: aiohttp.ClientSession, world: World, amina: Person, fault: str, arrived: int
) -> None:
    before = len(world.inbox(amina.id).seen)
    world.faults.plan([fault], "sendMessage")
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await web.post(METHOD, data={"chat_id": amina.id, "text": "x"})
    assert len(world.inbox(amina.id).seen) - before == arrived
    async with web.post(METHOD, data={"chat_id": amina.id, "text": "still alive"}) as answer:
        assert answer.status == 200


async def test_updates_are_delivered_again_on_request(web: aiohttp.ClientSession, bot: Bot) -> None:
    seen = await bot.updates()
    assert await bot.updates() == []
    async with web.post("/sandbox/faults", json={"redeliver": 1}) as answer:
        assert (await answer.json())["redelivered"] == 1
    assert await bot.updates() == seen


async def test_a_bot_of_python_telegram_bot_works_over_http(
    web: aiohttp.ClientSession, world: World, people: People, amina: Person
) -> None:
    async def start(update: telegram.Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message is not None
        await update.message.reply_html("<b>Welcome</b>")

    root = str(web._base_url).rstrip("/")
    app = ApplicationBuilder().token(TOKEN).base_url(f"{root}/bot").base_file_url(f"{root}/file/bot").build()
    app.add_handler(CommandHandler("start", start))
    async with app:
        for raw in await app.bot.get_updates():
            await app.process_update(raw)
    assert world.inbox(amina.id).seen[-1].message["entities"] == [{"offset": 0, "length": 7, "type": "bold"}]
