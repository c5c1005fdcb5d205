"""A stock aiogram echo: `aiogram_echo.py TOKEN BASE [PORT]`, polling, or a webhook on PORT.

As its documentation has it: every default of the library, one handler, nothing kept.
"""

import asyncio
import sys

from aiogram import Bot, Dispatcher, types
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

dispatcher = Dispatcher()


@dispatcher.message()
async def echo(message: types.Message) -> None:
    await message.answer(message.text or "")


def main(token: str, base: str, port: int = 0) -> None:
    if not port:
        asyncio.run(_poll(token, base))
        return
    bot = _bot(token, base)
    dispatcher.startup.register(_announce)
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token="s").register(app, path="/hook")
    setup_application(app, dispatcher, bot=bot)
    web.run_app(app, host="127.0.0.1", port=port, print=None)


async def _poll(token: str, base: str) -> None:
    await dispatcher.start_polling(_bot(token, base))


async def _announce(bot: Bot) -> None:
    await bot.set_webhook("https://bench.example/hook", secret_token="s")


def _bot(token: str, base: str) -> Bot:
    return Bot(token, session=AiohttpSession(api=TelegramAPIServer.from_base(base)))


main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
