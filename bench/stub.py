"""A stub of Telegram in a process of its own: `python -m bench.stub`. It hands out updates and takes replies, fast.

Told what to do by lines of JSON on standard input, and answers each with one on standard output; the first line says
its port. It is no emulator: `sandbox/` is that. Here only the few calls of a bot that answers texts are right.
"""

import asyncio
import json
import sys
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qs

from bench.stub_bot import Step, StubBot
from bench.stub_http import Connection

TRUE = b'{"ok":true,"result":true}'


def parameters(body: bytes) -> dict[str, Any]:
    """What a call was given, as JSON or as a form. A body of parts (no bot here sends any) counts as nothing."""
    if body[:1] == b"{":
        given: dict[str, Any] = json.loads(body)
        return given
    return {name: values[0] for name, values in parse_qs(body.decode("utf-8", "replace")).items()}


class Telegram:
    """The stub's bots, by token; each is there as soon as somebody names it."""

    def __init__(self) -> None:
        self._bots: dict[str, StubBot] = {}

    def bot(self, token: str) -> StubBot:
        if token not in self._bots:
            self._bots[token] = StubBot(token)
        return self._bots[token]

    def answer(self, path: str, body: bytes, connection: Connection) -> bytes | None:
        """The answer to `/bot<token>/<method>`; None for a long poll that waits."""
        token, _, method = path.removeprefix("/bot").partition("/")
        if ":" not in token:
            return b'{"ok":false,"error_code":404,"description":"Not Found"}'
        bot = self.bot(token)
        given = parameters(body)
        if method == "sendMessage":
            return bot.sent(given)
        if method == "getUpdates":
            return bot.polled(
                connection,
                int(given.get("offset", 0)),
                int(given.get("limit", 100)),
                float(given.get("timeout", 0)),
            )
        if method == "getMe":
            return json.dumps({"ok": True, "result": bot.me}).encode()
        if method == "setWebhook":
            bot.hooked(given["url"], given.get("secret_token", ""))
        return TRUE

    async def do(self, order: dict[str, Any]) -> object:
        """Carries out one order of the bench."""
        bot = self.bot(order["token"])
        if order["do"] == "play":
            steps = [Step(**step) for step in order["steps"]]
            return asdict(await bot.play(steps, order["rate"], order["ports"], order["patience"]))
        if order["do"] == "first poll":
            return await bot.first_poll
        await bot.webhook
        return True


async def serve() -> None:
    """Serves until standard input ends."""
    loop, telegram = asyncio.get_running_loop(), Telegram()
    server = await loop.create_server(lambda: Connection(telegram.answer), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    orders = asyncio.StreamReader(limit=2**26)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    while line := await orders.readline():
        print(json.dumps(await telegram.do(json.loads(line))), flush=True)


if __name__ == "__main__":
    asyncio.run(serve())
