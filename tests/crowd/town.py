"""Telegram and the bank for a crowd, in this process: they are never killed, so they remember what really happened.

Each process of the lender reaches Telegram at an address of its own, so it is known who sent what. Answers to sends
come late: a process that is killed or paused in between has said something of which it has no word.
"""

import asyncio
import random
import re
from collections import Counter
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.clock import SystemClock
from bot.serving import WebServer, listen
from sandbox.alone import whole_app
from sandbox.bank_desk import BankDesk
from sandbox.bank_notices import deliver_to
from sandbox.people import People
from sandbox.world import World
from tests.crowd.balancer import NOTICES, Balancer

TOKEN = "7001:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
NOTICE_KEY = b"a key that only the bank and the lender know"
STAFF = ((501, "Mei"), (502, "Bo"), (503, "Ines"), (504, "Tom"), (505, "Ada"))
GROUP = -1001000000501
LONGEST_ANSWER = 0.2
"""Seconds by which the answer to a send may be late."""
_AT = re.compile(r"/at/(\d+)(/.*)")
_caller: ContextVar[int] = ContextVar("caller", default=-1)


@dataclass(frozen=True)
class Sent:
    """A message as it arrived: in which chat, under which number, what it says, and which process sent it."""

    chat_id: int
    message_id: int
    text: str
    by: int


@dataclass
class Told:
    """An update that went to the lender: whose it was, and where it stands among all of them."""

    update_id: int
    person: int
    lane: str


@dataclass
class Heard:
    """All that Telegram saw."""

    sent: list[Sent] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    in_flight: Counter[int] = field(default_factory=Counter)
    """Calls by process that were carried out, and whose answer is on its way."""


class Town:
    """The world, its bank and its people's hands. `await open(ports)`, then the processes may start."""

    def __init__(self, seed: int) -> None:
        clock = SystemClock()
        self.world = World(clock)
        self.heard = Heard()
        self.world.observer = self._overhear
        self.bot = self.world.register_bot(TOKEN, "harbour_bot", "Harbour")
        self.world.last_bot = self.bot
        self.hands = People(self.world)
        self._chance = random.Random(seed)
        self._clock = clock
        self._delivering: asyncio.Task[None] | None = None
        self._staff()

    def _staff(self) -> None:
        members = [self.world.add_person(name, language_code="en", id=number) for number, name in STAFF]
        for member in members:
            self.world.private_chat(self.bot, member).started = True
        self.world.add_group("Staff", members, self.bot, id=GROUP)

    async def open(self, ports: list[int]) -> None:
        """Telegram calls the balancer, whatever address the lender announces: so does a webhook's host name."""
        self.balancer = Balancer(ports, self._chance)
        self.front = await self.balancer.open()
        deliver = deliver_to(f"{self.front}{NOTICES}sandbox/notices")
        self.bank = BankDesk(self._clock, NOTICE_KEY, deliver)
        app = whole_app(self.world, self.bank)
        self._server = WebServer(_Late(app, self.heard, self._chance), listen(0))
        await self._server.start()
        self._delivering = asyncio.create_task(self.bank.keep_delivering())

    def address_for(self, process: int) -> str:
        return f"{self._server.base}/at/{process}"

    @property
    def bank_address(self) -> str:
        return self._server.base

    async def rest(self, seconds: float) -> bool:
        """Whether the lender has taken every update within so many seconds."""
        try:
            await asyncio.wait_for(self.world.queue(self.bot).rest(), seconds)
        except TimeoutError:
            return False
        return True

    async def close(self) -> None:
        if self._delivering is not None:
            self._delivering.cancel()
        await self.world.close()
        await self.balancer.close()
        await self._server.stop()

    def _overhear(self, kind: str, name: str, payload: Any) -> None:
        if kind == "update":
            person = payload["from"]["id"] if "from" in payload else 0
            number = self.world.queue(self.bot).next_id - 1
            self.heard.told.append(Told(number, person, "press" if name == "callback_query" else "chat"))
        elif name.startswith("send") and name != "sendChatAction":
            for message in payload if isinstance(payload, list) else [payload]:
                text = message.get("text") or message.get("caption") or ""
                self.heard.sent.append(Sent(message["chat"]["id"], message["message_id"], text, _caller.get()))


class _Late:
    """Takes the process's number off the path, and lets the answers to sends come late."""

    def __init__(self, app: ASGIApp, heard: Heard, chance: random.Random) -> None:
        self._app, self._heard, self._chance = app, heard, chance

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = _AT.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        caller = int(found[1])
        _caller.set(caller)
        late = "/send" in found[2]

        async def answer(message: Message) -> None:
            if late and message["type"] == "http.response.start":
                self._heard.in_flight[caller] += 1
                try:
                    await asyncio.sleep(self._chance.random() * LONGEST_ANSWER)
                finally:
                    self._heard.in_flight[caller] -= 1
            await send(message)

        await self._app({**scope, "path": found[2], "raw_path": found[2].encode()}, receive, answer)
