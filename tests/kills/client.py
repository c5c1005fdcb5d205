"""One person with a phone: does a thing, and waits until the bot has shown what it should."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp

from bot.catalogue import Catalogue
from tests.kills.shop import Shop

Shown = dict[str, Any]
_CATALOGUE = Catalogue.load()
TRIES_TO_PAY = 10
PRESSES = 3
FORGOTTEN_SECONDS = 170.0
"""Telegram keeps a press for 150 seconds; who has waited this long presses again, and twice more at most."""


class NeverCame(AssertionError):
    """What a person waited for was not shown in time."""


def words(key: str) -> str:
    """The longest piece of a catalogue text that is the same whatever it is filled with."""
    pieces = re.split(r"<[^>]*>|\{[^}]*\}|\n", _CATALOGUE.text("en", key))
    return max((piece.strip() for piece in pieces), key=len)


def text_of(message: Shown) -> str:
    return str(message.get("text") or message.get("caption") or "")


def labels(message: Shown) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def _beginning(label: str) -> str:
    return words(label) if re.fullmatch(r"[a-z_]+\.[a-z_]+", label) else label


class Client:
    """What to wait for and which button to press are keys of the catalogue; a button may be named by its label's
    beginning too. `patience` is in seconds, kills and all.
    """

    def __init__(self, shop: Shop, number: int, patience: float) -> None:
        self.shop, self.number, self.patience, self.read = shop, number, patience, 0
        self.shown: list[Shown] = []
        self.trouble: list[str] = []
        """Presses that the chat did not take; what should have followed is waited for all the same."""
        self._presses: set[asyncio.Task[Any]] = set()

    async def says(self, text: str, then: str) -> Shown:
        await self.does("say", text=text)
        return await self.sees(then)

    async def presses(self, label: str, *then: str) -> Shown:
        """Presses the newest button of that label, and does not wait for the spinner.

        Whoever sees nothing come of it for longer than Telegram keeps a press presses again, as people do.
        """
        message = self.newest(label)
        for _ in range(PRESSES):
            self.press(message, next(one for one in labels(message) if one.startswith(_beginning(label))))
            with contextlib.suppress(NeverCame):
                return await self._sees(then, min(self.patience, FORGOTTEN_SECONDS))
        return await self._sees(then, self.patience)

    def newest(self, label: str) -> Shown:
        """The newest message with that button."""
        begins = _beginning(label)
        return next(m for m in reversed(self.shown) if any(one.startswith(begins) for one in labels(m)))

    def press(self, message: Shown, label: str) -> None:
        body = {"message_id": message["message_id"], "label": label, "chat_id": message["chat"]["id"]}
        task = asyncio.create_task(self.does("press", **body))
        self._presses.add(task)
        task.add_done_callback(self._pressed)

    def _pressed(self, task: "asyncio.Task[Any]") -> None:
        self._presses.discard(task)
        if not task.cancelled() and (wrong := task.exception()) is not None:
            self.trouble.append(f"{self.number} could not press: {wrong or type(wrong).__name__}")

    async def shares_contact(self, then: str) -> Shown:
        await self.does("share-contact")
        return await self.sees(then)

    async def sends_photo(self, content: bytes, then: str) -> Shown:
        form = aiohttp.FormData({"as": "photo"})
        form.add_field("file", content, filename="photo.jpg", content_type="image/jpeg")
        address = f"{self.shop.address}/sandbox/people/{self.number}/send"
        async with self.shop.web.post(address, data=form) as answer:
            assert answer.status == 200, await answer.text()
        return await self.sees(then)

    async def pays_invoice(self, message: Shown, then: str) -> Shown:
        """Pays until it is paid: a lender who is dead when he is asked loses the question, and no money moves."""
        for _ in range(TRIES_TO_PAY):
            outcome = await self.shop.post(f"/sandbox/people/{self.number}/pay", message_id=message["message_id"])
            if outcome.get("paid"):
                return await self.sees(then)
        raise NeverCame(f"{self.number} could not pay an invoice: {outcome}")

    def said_since(self, place: int, key: str) -> Shown | None:
        """What was shown since then and says this: on PostgreSQL a message that a dead process had in hand may be
        overtaken by a later one.
        """
        return next((m for m in self.shown[place:] if words(key) in text_of(m)), None)

    async def sees(self, *keys: str) -> Shown:
        """Waits for a message of the bot that says one of these, newer than all that was waited for before."""
        return await self._sees(keys, self.patience)

    async def _sees(self, keys: tuple[str, ...], seconds: float) -> Shown:
        wanted = [words(key) for key in keys]
        try:
            async with asyncio.timeout(seconds):
                async for message in self.everything():
                    if any(one in text_of(message) for one in wanted):
                        return message
        except TimeoutError:
            last = text_of(self.shown[-1])[:80] if self.shown else "nothing"
            raise NeverCame(f"{self.number} waited for {keys[0]}; the last that came: {last!r}") from None
        raise AssertionError("the screen has ended")

    async def sees_invoice(self) -> Shown:
        try:
            async with asyncio.timeout(self.patience):
                async for message in self.everything():
                    if "invoice" in message:
                        return message
        except TimeoutError:
            raise NeverCame(f"{self.number} waited for an invoice") from None
        raise AssertionError("the screen has ended")

    async def everything(self) -> AsyncIterator[Shown]:
        """What the bot shows this person from now on, messages and edits, without an end."""
        while True:
            path = f"/sandbox/people/{self.number}/inbox?after={self.read}&wait=5"
            for item in await self.shop.get(path):
                self.read = item["seq"]
                message: Shown = item["message"]
                if item["kind"] != "delete" and message["from"]["is_bot"]:
                    self.shown.append(message)
                    yield message

    async def does(self, what: str, **body: Any) -> Any:
        answer = await self.shop.post(f"/sandbox/people/{self.number}/{what}", **body)
        assert "error" not in answer, answer
        return answer
