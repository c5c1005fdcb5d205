"""Two other client libraries run the same little bot on the sandbox, over HTTP: keyboard, edit, file download.

Every answer and update on the way is parsed with aiogram's models by the world's inspector, whichever client runs.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import telebot
from aiogram import Bot as AiogramBot
from aiogram import Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from telebot import apihelper
from telebot import types as telebot_types

from sandbox.files import Upload
from sandbox.model import Json, Person
from sandbox.people import People
from sandbox.world import World
from tests.inspector import Inspector
from tests.sandbox.conftest import TOKEN
from tests.sandbox.serving import served

PAYSLIP = b"%PDF-1.7 wages"


async def shown(world: World, person: Person, after: int, kind: str) -> Json:
    """The first thing of this kind on the person's screen after so many, that a bot put there."""
    async with asyncio.timeout(20):
        while True:
            for item in world.inbox(person.id).after(after):
                if item.kind == kind and item.message["from"]["is_bot"]:
                    return item.message
            await world.inbox(person.id).bell.wait(5)


async def play(world: World, person: Person) -> None:
    """A person starts, presses, and sends a file; the bot must answer each in its way."""
    people, seen = People(world), world.inbox(person.id).seen
    await people.say(person.id, "/start", bot="lender_bot")
    asked = await shown(world, person, 0, "message")
    assert asked["text"] == "Borrow?"
    pressed = await people.press(person.id, asked["message_id"], label="Yes")
    assert pressed["answer"]["text"] == "Noted"
    assert (await shown(world, person, 0, "edit"))["text"] == "You said yes"
    before = len(seen)
    await people.send(person.id, Upload("payslip.pdf", PAYSLIP, "application/pdf"), "document", bot="lender_bot")
    assert (await shown(world, person, before, "message"))["text"] == f"{len(PAYSLIP)} bytes"


async def run_and_play(world: World, person: Person, run: Callable[[str], Awaitable[None]]) -> set[str]:
    """Plays while the bot runs at the sandbox's address; says what updates and answers went over the wire."""
    inspector = Inspector()
    world.observer = inspector
    world.register_bot(TOKEN, "lender_bot")
    async with served(world) as address:
        bot = asyncio.ensure_future(run(address))
        await play(world, person)
        bot.cancel()
        with suppress(asyncio.CancelledError):
            await bot
    return {name for _, name in inspector.seen}


async def test_aiogram(world: World, amina: Person) -> None:
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart())
    async def start(message: Message) -> None:
        button = InlineKeyboardButton(text="Yes", callback_data="yes")
        await message.answer("Borrow?", reply_markup=InlineKeyboardMarkup(inline_keyboard=[[button]]))

    @dispatcher.callback_query(F.data == "yes")
    async def pressed(query: CallbackQuery) -> None:
        await query.answer("Noted")
        assert isinstance(query.message, Message)
        await query.message.edit_text("You said yes")

    @dispatcher.message(F.document)
    async def document(message: Message, bot: AiogramBot) -> None:
        assert message.document is not None
        content = await bot.download(message.document)
        assert content is not None
        await message.answer(f"{len(content.read())} bytes")

    async def run(address: str) -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(address))
        async with AiogramBot(TOKEN, session=session) as bot:
            await dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False)

    told = await run_and_play(world, amina, run)
    assert {"getMe", "getUpdates", "sendMessage", "editMessageText", "answerCallbackQuery", "getFile"} <= told


async def test_pytelegrambotapi(world: World, amina: Person) -> None:
    bot = telebot.TeleBot(TOKEN, threaded=False)

    @bot.message_handler(commands=["start"])
    def start(message: Any) -> None:
        keyboard = telebot_types.InlineKeyboardMarkup()
        keyboard.add(telebot_types.InlineKeyboardButton("Yes", callback_data="yes"))
        bot.send_message(message.chat.id, "Borrow?", reply_markup=keyboard)

    @bot.callback_query_handler(func=lambda query: query.data == "yes")
    def pressed(query: Any) -> None:
        bot.answer_callback_query(query.id, "Noted")
        bot.edit_message_text("You said yes", query.message.chat.id, query.message.message_id)

    @bot.message_handler(content_types=["document"])
    def document(message: Any) -> None:
        content = bot.download_file(bot.get_file(message.document.file_id).file_path)
        bot.send_message(message.chat.id, f"{len(content)} bytes")

    async def run(address: str) -> None:
        apihelper.API_URL, apihelper.FILE_URL = address + "/bot{0}/{1}", address + "/file/bot{0}/{1}"
        polling = threading.Thread(target=bot.polling, kwargs={"timeout": 1, "long_polling_timeout": 1})
        polling.start()
        try:
            await asyncio.Event().wait()
        finally:
            bot.stop_bot()
            await asyncio.to_thread(polling.join, 10)
            apihelper._get_req_session().close()

    told = await run_and_play(world, amina, run)
    assert {"getUpdates", "sendMessage", "editMessageText", "answerCallbackQuery", "getFile"} <= told
