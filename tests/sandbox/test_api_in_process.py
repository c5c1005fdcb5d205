"""The Bot API under python-telegram-bot and under the lender's calls, without a socket."""

import pytest
from telegram import Bot as Client
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter

from bot.telegram_answer import ServerTrouble
from bot.telegram_api import Api
from bot.telegram_api import Upload as OutgoingFile
from sandbox.files import Upload
from sandbox.in_process import InProcessApi, InProcessRequest
from sandbox.model import Person
from sandbox.people import People
from sandbox.world import World
from tests.sandbox.conftest import TOKEN, Bot
from tests.sandbox.test_api_files import picture


@pytest.fixture
def client(bot: Bot) -> Client:
    return Client(TOKEN, request=InProcessRequest(bot.api), get_updates_request=InProcessRequest(bot.api))


async def test_the_client_library_reads_writes_edits_and_downloads(
    client: Client, people: People, amina: Person
) -> None:
    await people.send(amina.id, Upload("a.txt", b"whole"), "document", caption="here")
    (update,) = await client.get_updates()
    assert update.message is not None
    assert update.message.document is not None
    file = await update.message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"whole"
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
    sent = await client.send_message(amina.id, "Got it", reply_markup=keyboard)
    edited = await client.edit_message_text("Thank you", amina.id, sent.message_id)
    assert not isinstance(edited, bool)
    assert edited.text == "Thank you"
    album = [InputMediaPhoto(picture(20, 20).data), InputMediaPhoto(picture(30, 30).data)]
    assert len(await client.send_media_group(amina.id, album)) == 2


async def test_errors_come_as_the_librarys_own(client: Client, world: World, people: People, amina: Person) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await client.send_message(5, "x")
    await people.say(amina.id, "/start")
    faults = {"429:2": RetryAfter, "500": ServerTrouble, "403": Forbidden, "drop_before": NetworkError}
    for fault, error in faults.items():
        world.faults.plan([fault])
        with pytest.raises(error):
            await client.send_message(amina.id, "x")
    assert world.inbox(amina.id).after(1) == []
    world.faults.plan(["drop_after_accept"])
    with pytest.raises(NetworkError):
        await client.send_message(amina.id, "done, and nobody knows")
    assert len(world.inbox(amina.id).after(1)) == 1


async def test_the_lenders_calls_by_name_work_too(bot: Bot, people: People, amina: Person) -> None:
    api = InProcessApi(bot.api, TOKEN)
    by_contract: Api = api
    await people.say(amina.id, "/start")
    (update,) = await by_contract.call("getUpdates", {"timeout": 0, "allowed_updates": ["message"]})
    assert update["message"]["text"] == "/start"
    paper = {"document": OutgoingFile("contract.html", b"<p>")}
    sent = await by_contract.call("sendDocument", {"chat_id": amina.id, "caption": None}, paper)
    assert sent["document"]["file_name"] == "contract.html"
    address = await by_contract.file_address(sent["document"]["file_id"])
    assert await api.download(address) == b"<p>"
