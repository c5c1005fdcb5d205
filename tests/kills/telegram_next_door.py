"""Telegram and the bank as a process of their own, with a record on disk, so that they remember while the lender dies.

`python -m tests.kills.telegram_next_door CONFIG TOKEN NOTICES KEY FOLDER SEED DAYS_AGO` prints its address and serves
until it is ended. Answers take some milliseconds here, as they do in the world, so that a kill finds calls unanswered.
"""

import asyncio
import json
import random
import re
import sys
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.clock import SystemClock
from bot.configuration import house
from bot.configuration_check import load
from bot.serving import WebServer, listen
from conversations.context import House
from sandbox.app import create_app
from sandbox.bank_desk import BankDesk
from sandbox.bank_http import bank_routes
from sandbox.bank_notices import deliver_to
from sandbox.bank_record import BankRecord
from sandbox.updates import UpdateQueue
from sandbox.world import World
from tests.kills.wire import POLLED, Call, Wire

CALL = re.compile(r"/bot[^/]+/(\w+)$")
PAYOUT = "/sandbox/bank/payouts"
SEND_SECONDS, PAYOUT_SECONDS = (0.001, 0.02), (0.01, 0.08)
"""How long an answer takes: from the shortest to the longest."""
LONGEST_AIM, NOTICE_SECONDS = 1.0, 0.5


class MovedClock(SystemClock):
    """The machine's clock, some days back."""

    def __init__(self, days_ago: float) -> None:
        self.days_ago = days_ago

    def now(self) -> datetime:
        return super().now() - timedelta(days=self.days_ago)


class NextDoor:
    """A world with the lender's staff in it and a bank. Staff have pressed Start, so that the bot may write to them."""

    def __init__(self, lender: House, token: str, notices: str, key: str, folder: Path, seed: int, days: float) -> None:
        self.clock = MovedClock(days)
        self.wire = Wire(folder / "telegram.jsonl")
        self.world = World(self.clock)
        self.world.observer = self.wire.observed
        self.chance = random.Random(seed)
        self._happened = {"send": asyncio.Event(), "payout": asyncio.Event(), "turn": asyncio.Event()}
        self._deliver = deliver_to(notices)
        self.bank = BankDesk(
            self.clock, key.encode(), self._notify, lender.currency, record=BankRecord(folder / "bank.json")
        )
        self._people(lender, token)
        routes = [
            Route("/next-door/aim/{kind}", self._aim, methods=["GET"]),
            Route("/next-door/at", self._at, methods=["GET"]),
            Route("/next-door/rest", self._rest, methods=["GET"]),
            Route("/next-door/today", self._today, methods=["POST"]),
        ]
        self.app = Slow(create_app(self.world, [*bank_routes(self.bank), *routes]), self)

    def _people(self, lender: House, token: str) -> None:
        bot = self.world.register_bot(token, "harbour_loans_bot", "Harbour")
        self.world.last_bot = bot
        for member in lender.staff:
            person = self.world.add_person(member.name, language_code="en", id=member.telegram_id)
            self.world.private_chat(bot, person).started = True
        self.world.add_group("Staff", list(self.world.people.values()), bot, id=lender.staff_group)

    async def _notify(self, headers: Mapping[str, str], body: bytes) -> int:
        """Carries a notice to the lender, and keeps how long it was on its way."""
        call = Call(json.loads(body)["event_id"], time.time())
        self.wire.notices.append(call)
        self.happens("turn")
        try:
            return await self._deliver(headers, body)
        finally:
            call.answered = time.time()

    def happens(self, kind: str) -> None:
        self._happened[kind].set()

    async def _aim(self, request: Request) -> Response:
        """Answers in the moment in which the next such thing has begun and is not over."""
        event = self._happened[request.path_params["kind"]]
        event.clear()
        try:
            await asyncio.wait_for(event.wait(), LONGEST_AIM)
        except TimeoutError:
            return JSONResponse({"hit": False})
        return JSONResponse({"hit": True})

    async def _at(self, request: Request) -> Response:
        moment, since = float(request.query_params["moment"]), float(request.query_params["since"])
        waiting = [update.update_id for update in self._queue().waiting]
        found = self.wire.at(moment, since, waiting)
        self.wire.forget_ended(moment - 60)
        return JSONResponse(found)

    def _queue(self) -> UpdateQueue:
        """What waits for the lender; what waits for too long is written down as Telegram forgets it."""
        queue = self.world.queue(self.world.bot_named())
        queue.on_expired = self.wire.expired
        return queue

    async def _rest(self, _: Request) -> Response:
        """Answers when the lender has taken every update and every notice."""
        await self._queue().rest()
        while self.bank.notices.waiting:
            await self.bank.deliver_waiting()
            await asyncio.sleep(0.1)
        return JSONResponse({})

    async def _today(self, _: Request) -> Response:
        self.clock.days_ago = 0
        return JSONResponse({})


class Slow:
    """Holds answers to the lender back for a moment; what was asked has been done by then."""

    def __init__(self, app: ASGIApp, around: NextDoor) -> None:
        self._app = app
        self._around = around

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        called = CALL.match(path)
        if path == PAYOUT:
            await self._held("payout", "payout", PAYOUT_SECONDS, scope, receive, send)
        elif called is not None and called[1].startswith(("send", "edit", "delete")):
            await self._held(called[1], "send", SEND_SECONDS, scope, receive, send)
        elif called is not None and called[1] == "getUpdates":
            POLLED.set(time.time())
            await self._app(scope, receive, self._telling(send))
        else:
            await self._app(scope, receive, send)

    def _telling(self, send: Send) -> Send:
        async def tell(message: Message) -> None:
            await send(message)
            if len(message.get("body", b"")) > len(b'{"ok":true,"result":[]}'):
                self._around.happens("turn")

        return tell

    async def _held(
        self, name: str, kind: str, seconds: tuple[float, float], scope: Scope, receive: Receive, send: Send
    ) -> None:
        call = Call(name, time.time())
        self._around.wire.calls.append(call)

        async def late(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._around.happens(kind)
                await asyncio.sleep(self._around.chance.uniform(*seconds))
                call.answered = time.time()
            await send(message)

        await self._app(scope, receive, late)


async def serve(config: str, token: str, notices: str, key: str, folder: str, seed: str, days: str) -> None:
    lender = house(load(Path(config), {}))
    next_door = NextDoor(lender, token, notices, key, Path(folder), int(seed), float(days))
    server = WebServer(next_door.app, listen(0))
    await server.start()
    print(server.base, flush=True)
    while True:  # a patient bank would wait longer each time, and the people with it
        await asyncio.sleep(NOTICE_SECONDS)
        await next_door.bank.deliver_waiting()


def main(arguments: list[Any]) -> None:
    asyncio.run(serve(*arguments))


if __name__ == "__main__":
    main(sys.argv[1:])
