"""A stock python-telegram-bot echo: `ptb_echo.py TOKEN BASE [PORT]`, polling, or a webhook on PORT.

As its documentation has it: every default of the library, one handler, nothing kept.
"""

import sys

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters


async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:  # noqa: ARG001 - the library's signature
    assert update.message is not None
    await update.message.reply_text(update.message.text or "")


def main(token: str, base: str, port: int = 0) -> None:
    app = ApplicationBuilder().token(token).base_url(f"{base}/bot").build()
    app.add_handler(MessageHandler(filters.TEXT, echo))
    if port:
        app.run_webhook(
            listen="127.0.0.1", port=port, url_path="hook", webhook_url="https://bench.example/hook", secret_token="s"
        )
    else:
        app.run_polling()


main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
