"""People over HTTP: any script can play one."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from sandbox.model import Person
from sandbox.world import World
from tests.sandbox.conftest import TOKEN, Bot
from tests.sandbox.serving import served


@pytest.fixture
async def web(world: World, bot: Bot) -> AsyncIterator[aiohttp.ClientSession]:
    async with served(world) as address, aiohttp.ClientSession(address) as session:
        yield session


async def post(web: aiohttp.ClientSession, path: str, body: object = None, status: int = 200) -> dict[str, object]:
    async with web.post(path, json=body or {}) as answer:
        told: dict[str, object] = await answer.json()
        assert answer.status == status, told
        return told


async def test_a_script_adds_a_person_who_says_something(web: aiohttp.ClientSession, bot: Bot) -> None:
    made = await post(web, "/sandbox/people", {"first_name": "Noor", "language_code": "en", "phone": "+254700000001"})
    assert made == {"id": 1001}
    said = await post(web, "/sandbox/people/1001/say", {"text": "/start"})
    assert said["text"] == "/start"
    assert said["entities"] == [{"offset": 0, "length": 6, "type": "bot_command"}]
    edited = await post(web, "/sandbox/people/1001/say", {"text": "/help", "edit": said["message_id"]})
    assert edited["text"] == "/help"
    shared = await post(web, "/sandbox/people/1001/share-contact")
    assert shared["contact"] == {"phone_number": "254700000001", "first_name": "Noor", "user_id": 1001}


async def test_everybody_and_their_groups_are_listed(
    web: aiohttp.ClientSession, world: World, amina: Person, wei: Person
) -> None:
    wei.roles = ("officer",)
    group = world.add_group("Staff", [wei], world.bots[TOKEN])
    async with web.get("/sandbox/people") as answer:
        listed = await answer.json()
    assert listed == {
        "people": [
            {"id": amina.id, "name": "Amina Diallo", "roles": []},
            {"id": wei.id, "name": "伟 王", "roles": ["officer"]},
        ],
        "chats": [{"id": group.id, "title": "Staff", "members": [wei.id]}],
    }


async def test_an_inbox_is_read_on_from_a_number_and_waits_for_the_first_item(
    web: aiohttp.ClientSession, bot: Bot, amina: Person
) -> None:
    await post(web, f"/sandbox/people/{amina.id}/say", {"text": "/start"})

    async def inbox(query: str) -> list[dict[str, object]]:
        async with web.get(f"/sandbox/people/{amina.id}/inbox?{query}") as answer:
            told: list[dict[str, object]] = await answer.json()
            return told

    assert [(item["seq"], item["kind"], item["chat_id"]) for item in await inbox("")] == [(1, "message", amina.id)]
    waiting = asyncio.ensure_future(inbox("after=1&wait=20"))
    await post(web, f"/sandbox/people/{amina.id}/block")
    await post(web, f"/sandbox/people/{amina.id}/unblock")
    await bot("sendMessage", chat_id=amina.id, text="hi", reply_markup={"keyboard": [["Borrow"]]})
    item = (await asyncio.wait_for(waiting, 10))[0]
    assert (item["seq"], item["keyboard"]) == (2, {"keyboard": [[{"text": "Borrow"}]]})


async def test_a_press_waits_for_the_bots_answer(web: aiohttp.ClientSession, bot: Bot, amina: Person) -> None:
    await post(web, f"/sandbox/people/{amina.id}/say", {"text": "/start"})
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    asked = await bot("sendMessage", chat_id=amina.id, text="?", reply_markup=markup)
    await bot.updates()
    press = {"message_id": asked["message_id"], "data": "y"}
    pressing = asyncio.ensure_future(post(web, f"/sandbox/people/{amina.id}/press", press))
    query = (await bot.updates(timeout=10))[0]["callback_query"]
    await bot("answerCallbackQuery", callback_query_id=query["id"], text="Noted")
    assert await pressing == {"answer": {"text": "Noted", "show_alert": False}}


async def test_a_file_is_sent_as_multipart(web: aiohttp.ClientSession, bot: Bot, amina: Person) -> None:
    form = aiohttp.FormData({"as": "document", "caption": "my payslip"})
    form.add_field("file", b"%PDF", filename="payslip.pdf", content_type="application/pdf")
    async with web.post(f"/sandbox/people/{amina.id}/send", data=form) as answer:
        sent = await answer.json()
    assert (sent["document"]["file_name"], sent["caption"]) == ("payslip.pdf", "my payslip")
    async with web.post(f"/sandbox/people/{amina.id}/send", data={"as": "photo"}) as answer:
        assert (answer.status, await answer.json()) == (400, {"error": "file: missing"})


async def test_an_invoice_is_paid(web: aiohttp.ClientSession, bot: Bot, amina: Person) -> None:
    await post(web, f"/sandbox/people/{amina.id}/say", {"text": "/pay"})
    prices = [{"label": "all", "amount": 100}]
    given = {"title": "Loan", "description": "all", "payload": "p", "provider_token": "t", "currency": "CNY"}
    sent = await bot("sendInvoice", chat_id=amina.id, prices=prices, **given)
    await bot.updates()
    body = {"message_id": sent["message_id"]}
    paying = asyncio.ensure_future(post(web, f"/sandbox/people/{amina.id}/pay", body))
    query = (await bot.updates(timeout=10))[0]["pre_checkout_query"]
    await bot("answerPreCheckoutQuery", pre_checkout_query_id=query["id"], ok=True)
    assert await paying == {"paid": True}


@pytest.mark.parametrize(
    ("path", "body", "status", "error"),
    [
        ("/sandbox/people", {"first_name": "A", "shoe_size": 41}, 400, "shoe_size: unknown key"),
        ("/sandbox/people", {}, 400, "first_name: missing"),
        ("/sandbox/people/7/say", {"text": "x"}, 404, "there is no person 7"),
        ("/sandbox/people/1001/say", {"text": 5}, 400, "text: should be text"),
        ("/sandbox/people/1001/say", {"text": "  "}, 400, "text: nothing to say"),
        ("/sandbox/people/1001/press", {"message_id": 5, "data": "x"}, 404, "there is no message 5 on the screen"),
        ("/sandbox/people/1001/press", {"message_id": 5}, 400, "either data or label says which button"),
        ("/sandbox/people/1001/send-other", {"kind": "song"}, 400, "kind: 'song' is not one of"),
        ("/sandbox/faults", {"next": ["418"]}, 400, "unknown fault '418'"),
    ],
)
async def test_bad_input_is_refused_in_one_clear_line(
    web: aiohttp.ClientSession, amina: Person, path: str, body: object, status: int, error: str
) -> None:
    assert str((await post(web, path, body, status))["error"]).startswith(error)
