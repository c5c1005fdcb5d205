"""One bot as the stub of Telegram sees it: the updates that wait for it, and what became of those it was given.

An update is answered when the chat it came from is sent a text that holds what was expected; nothing else counts. An
update that was fetched is forgotten only when a later offset is asked for, as Telegram does it.
"""

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from bench.stub_http import Caller, Connection

WEBHOOK_CONNECTIONS = 40
"""Telegram's own default for one bot."""
LARGEST_BATCH = 100


@dataclass(frozen=True)
class Step:
    """What somebody does: types `text`, or presses the button of the last message whose data ends with `press`.

    `expect` is a part of the reply that this has to bring.
    """

    chat: int
    text: str = ""
    press: str = ""
    expect: str = ""


@dataclass
class Waiting:
    """An update that no reply has come for, and when it was there to be fetched."""

    update_id: int
    expect: str
    since: float


@dataclass
class Played:
    """What came of a play: how many were answered, in how many seconds, after how many milliseconds each; how many
    other messages came; how often a webhook did not take an update.
    """

    answered: int = 0
    seconds: float = 0.0
    milliseconds: list[float] = field(default_factory=list)
    other: int = 0
    handed_back: int = 0


class StubBot:
    """A bot's queue at Telegram, its webhook and its chats."""

    def __init__(self, token: str) -> None:
        self.me = {"id": int(token.split(":")[0]), "is_bot": True, "first_name": "Bench", "username": "bench_bot"}
        self.first_poll = asyncio.get_running_loop().create_future()
        self.webhook: asyncio.Future[tuple[str, str]] = asyncio.get_running_loop().create_future()
        self._numbers = 1000
        self._queue: deque[tuple[int, bytes]] = deque()
        self._parked: tuple[Connection, int] | None = None
        self._waiting: dict[int, deque[Waiting]] = defaultdict(deque)
        self._left = 0
        self._lanes: dict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._keyboards: dict[int, list[list[dict[str, str]]]] = {}
        self._played = Played()
        self._all_answered = asyncio.Event()

    def next_number(self) -> int:
        self._numbers += 1
        return self._numbers

    # What bots ask

    def polled(self, connection: Connection, offset: int, limit: int, seconds: float) -> bytes | None:
        """The batch, or None while it waits for one."""
        if not self.first_poll.done():
            self.first_poll.set_result(time.monotonic())
        while self._queue and self._queue[0][0] < offset:
            self._queue.popleft()
        if self._queue or seconds == 0:
            return self._batch(limit)
        self._parked = (connection, limit)
        asyncio.get_running_loop().call_later(seconds, self._give_up, connection)
        return None

    def hooked(self, url: str, secret: str) -> None:
        """A webhook was set; only its path counts, the port is the bench's to know."""
        if not self.webhook.done():
            self.webhook.set_result((urlsplit(url).path, secret))

    def sent(self, given: Mapping[str, Any]) -> bytes:
        """A text was sent: the message that it is now; counted when it was waited for."""
        chat, text, markup = int(given["chat_id"]), given["text"], given.get("reply_markup", {})
        message = self._message(chat, text)
        keyboard = json.loads(markup) if isinstance(markup, str) else markup
        if "inline_keyboard" in keyboard:
            self._keyboards[chat] = keyboard["inline_keyboard"]
            message["reply_markup"] = keyboard
        waiting = self._waiting.get(chat)
        if waiting and waiting[0].expect in text:
            self._answered(waiting.popleft())
        else:
            self._played.other += 1
        return b'{"ok":true,"result":' + json.dumps(message).encode() + b"}"

    # What people do

    async def play(self, steps: Sequence[Step], rate: float, ports: Sequence[int], patience: float) -> Played:
        """Lets people do all this, `rate` a second (0: all at once); returns when each is answered, or after so long.

        With `ports` the updates go to the webhooks there, to one after the other; else they wait to be fetched. A
        chat's next update goes only when the one before it was taken.
        """
        self._played, self._left = Played(), len(steps)
        made = [(step, *self._update(step)) for step in steps]
        self._all_answered.clear()
        posts: asyncio.Queue[tuple[int, bytes]] = asyncio.Queue()
        put = posts.put_nowait if ports else self._put
        chats = {number: step.chat for step, number, _ in made}
        callers = [
            asyncio.create_task(self._post(posts, ports[place % len(ports)], chats))
            for place in range(WEBHOOK_CONNECTIONS if ports else 0)
        ]
        begun = time.perf_counter()
        try:
            async with asyncio.timeout(patience):
                await self._arrive(made, rate, put)
                await self._all_answered.wait()
                self._played.seconds = time.perf_counter() - begun
                await posts.join()
        except TimeoutError:
            self._played.seconds = patience
        finally:
            for task in callers:
                task.cancel()
            await asyncio.gather(*callers, return_exceptions=True)
        return self._played

    async def _arrive(
        self, made: Sequence[tuple[Step, int, bytes]], rate: float, put: Callable[[tuple[int, bytes]], None]
    ) -> None:
        begun = time.perf_counter()
        for place, (step, number, content) in enumerate(made):
            due = begun + place / rate if rate else 0.0
            if (early := due - time.perf_counter()) > 0:
                await asyncio.sleep(early)
            self._waiting[step.chat].append(Waiting(number, step.expect, due or time.perf_counter()))
            put((number, content))
            if rate:
                self._wake()
        self._wake()

    async def _post(self, posts: asyncio.Queue[tuple[int, bytes]], port: int, chats: Mapping[int, int]) -> None:
        path, secret = await self.webhook
        caller = await Caller.to(port)
        try:
            while True:
                number, content = await posts.get()
                async with self._lanes[chats[number]]:
                    while await caller.post(path, secret, content) != 200:
                        self._played.handed_back += 1
                        await asyncio.sleep(0.05)
                posts.task_done()
        finally:
            caller.close()

    # Inside

    def _put(self, made: tuple[int, bytes]) -> None:
        self._queue.append(made)

    def _wake(self) -> None:
        if self._parked is not None and self._queue:
            (connection, limit), self._parked = self._parked, None
            connection.send(self._batch(limit))

    def _give_up(self, connection: Connection) -> None:
        if self._parked is not None and self._parked[0] is connection:
            self._parked = None
            connection.send(b'{"ok":true,"result":[]}')

    def _batch(self, limit: int) -> bytes:
        size = min(limit, LARGEST_BATCH, len(self._queue))
        return b'{"ok":true,"result":[' + b",".join(self._queue[n][1] for n in range(size)) + b"]}"

    def _answered(self, waiting: Waiting) -> None:
        self._played.answered += 1
        self._played.milliseconds.append((time.perf_counter() - waiting.since) * 1000)
        self._left -= 1
        if not self._left:
            self._all_answered.set()

    def _message(self, chat: int, text: str) -> dict[str, Any]:
        return {
            "message_id": self.next_number(),
            "from": self.me,
            "chat": {"id": chat, "first_name": "Lin", "type": "private"},
            "date": int(time.time()),
            "text": text,
        }

    def _update(self, step: Step) -> tuple[int, bytes]:
        number = self.next_number()
        sender = {"id": step.chat, "is_bot": False, "first_name": "Lin", "language_code": "en"}
        message = self._message(step.chat, step.text or "a question")
        update: dict[str, Any] = {"update_id": number}
        if step.press:
            data = _data_on(self._keyboards.get(step.chat, []), step.press)
            update["callback_query"] = {
                "id": str(number),
                "from": sender,
                "message": message,
                "chat_instance": str(step.chat),
                "data": data,
            }
        else:
            update["message"] = {**message, "from": sender}
            if step.text.startswith("/"):
                update["message"]["entities"] = [{"type": "bot_command", "offset": 0, "length": len(step.text)}]
        return number, json.dumps(update).encode()


def _data_on(keyboard: Sequence[Sequence[Mapping[str, str]]], press: str) -> str:
    """The data of the button that ends with `press`; it carries the revision of its moment. "" where there is none."""
    buttons = (button.get("callback_data", "") for row in keyboard for button in row)
    return next((data for data in buttons if data.endswith(press)), "")
