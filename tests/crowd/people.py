"""The people of a crowd: each does one thing after the other and waits for the answer; some type ahead.

Everybody has figures and papers of their own, so that an answer that got lost, came twice or went to somebody else
would show in the books.
"""

import asyncio
import re
from functools import cache
from typing import Any

from bot.catalogue import Catalogue
from lending.money import Money
from sandbox.files import Upload
from sandbox.model import Json
from tests import photos
from tests.crowd.town import GROUP, Town

PATIENCE = 100.0
"""Seconds until an answer that did not come is lost: a lease, and every retry of Telegram."""
TRANSFERS = 4
FACES = (0, 1, 6, 7, 9, 10, 11, 12, 22, 23, 24, 26, 29, 38, 40, 43, 45, 55, 59)
"""Drawn people whose pictures nobody takes for one another's; so many can borrow in one run."""
_REFERENCE = re.compile(r"L-[0-9A-Z]{6}-[0-9]{2}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class Lost(AssertionError):
    """Somebody waited in vain."""


@cache
def _catalogue() -> Catalogue:
    return Catalogue.load()


@cache
def words(key: str) -> str:
    """The longest piece of a catalogue text that is the same whatever it is filled with."""
    pieces = re.split(r"<[^>]*>|\{[^}]*\}|\n", _catalogue().text("en", key))
    return max((piece.strip() for piece in pieces), key=len)


def national_id(number: int) -> str:
    """A Chinese identity number with the right check digit (GB 11643), nobody's."""
    body = f"110105{1970 + number % 30}{number // 30 % 12 + 1:02}{number % 28 + 1:02}{number % 1000:03}"
    rest = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[rest]


def account(number: int) -> str:
    """A card's number with the right check digit (Luhn)."""
    body = f"6222020200{number:08}"
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in body[::-2])
    total = doubled + sum(int(digit) for digit in body[-2::-2])
    return body + str(-total % 10)


class Somebody:
    """A person with a phone. Buttons and texts are named by their key in the catalogue."""

    def __init__(self, town: Town, number: int) -> None:
        self.town, self.number = town, number
        self._read = 0
        self._shown: list[Json] = []

    async def says(self, *texts: str, then: str) -> Json:
        """Types all of this without waiting in between, and waits for what the last one brings."""
        for text in texts:
            await self.town.hands.say(self.number, text)
        return await self.sees(then)

    async def presses(self, key: str, then: str) -> Json:
        """Presses the newest button of that label."""
        found = [m for m in self._shown if m["chat"]["id"] == self.number and _data(m, words(key)) is not None]
        if not found:
            raise Lost(f"{self.number} has no button {key}")
        data = _data(found[-1], words(key))
        await self.town.hands.press(self.number, found[-1]["message_id"], data=data, wait=False)
        return await self.sees(then)

    async def shares_contact(self, then: str) -> Json:
        await self.town.hands.share_contact(self.number)
        return await self.sees(then)

    async def sends_photo(self, content: bytes, then: str) -> Json:
        await self.town.hands.send(self.number, Upload("photo.jpg", content, "image/jpeg"))
        return await self.sees(then)

    async def sees(self, key: str, patience: float = PATIENCE) -> Json:
        """The next message of the bot that says this."""
        inbox = self.town.world.inbox(self.number)
        loop = asyncio.get_running_loop()
        until = loop.time() + patience
        while True:
            for item in inbox.after(self._read):
                self._read = item.seq
                message: Json = item.message
                if item.kind == "delete" or not message["from"]["is_bot"]:
                    continue
                self._shown.append(message)
                if words(key) in (message.get("text") or message.get("caption") or ""):
                    return message
            if loop.time() > until:
                last = [(item.kind, item.message.get("text", "")[:60]) for item in inbox.seen[-4:]]
                raise Lost(f"{self.number} waited for {key} and saw {last}")
            await inbox.wait(self._read, until - loop.time() + 0.01)


class Borrower(Somebody):
    """Somebody new, the `number`-th. What they answer is theirs alone."""

    def __init__(self, town: Town, number: int) -> None:
        person = town.world.add_person(f"P{number}", language_code="en", phone=f"+8613800{number:06d}")
        super().__init__(town, person.id)
        self.place = number
        self.amount = 3000 + 100 * (number % 30)
        self.income, self.costs = 9000 + number, 2000 + number
        self.wanted = 0
        self.loan = ""

    async def asks(self) -> None:
        await self.says("/start", then="welcome.hello")
        await self.presses("button.ask", "ask.amount")
        await self.says(str(self.amount), "6", then="ask.purpose")
        await self.presses("purpose.household", "ask.occupation")
        await self.presses("occupation.employed", "ask.since")
        await self.says("since 2015", str(self.income), str(self.costs), "2", then="ask.debts")
        await self.presses("choice.no_debts", "register.phone")

    async def registers(self) -> None:
        await self.shares_contact("register.name")
        await self.says(
            f"Lin {_letters(self.place)}", national_id(self.place), account(self.place), then="consent.bureau"
        )
        await self.presses("consent.agree", "consent.cross_border")
        await self.presses("consent.agree", "review.title")
        await self.presses("button.confirm", "prove.id_card")

    async def borrows(self) -> None:
        """Proves who they are, accepts, and is paid when staff have looked."""
        await self.sends_photo(photos.id_card(whose=FACES[self.place]), "prove.selfie")
        await self.sends_photo(photos.selfie(whose=FACES[self.place]), "offer.yes")
        await self.presses("button.accept", "pin.choose")
        await self.says("482913", then="contract.made")
        paid = await self.sees("payout.reference")
        found = _REFERENCE.search(str(paid["text"]))
        assert found, paid["text"]
        self.loan = found[0]

    async def repays(self) -> None:
        """Some transfers at once, each of another amount; each has its receipt."""
        for turn in range(TRANSFERS):
            amount = Money(1000 + 100 * turn + self.place, "CNY")
            await self.town.bank.transfer(self.number, amount, self.loan)
            self.wanted += 1
        for _ in range(TRANSFERS):
            await self.sees("receipt.left")

    async def looks(self) -> None:
        await self.says("/status", then="status.loan")


class Officer(Somebody):
    """Looks at the photos of everybody who waits for it."""

    async def works(self) -> None:
        """Until cancelled. A case that a person was told of twice is claimed once."""
        done: set[str] = set()
        while True:
            inbox = self.town.world.inbox(self.number)
            seen = len(inbox.seen)
            waiting = [m for m in self._group() if words("case.identity") in m["text"] and m["text"] not in done]
            if not waiting:
                await inbox.wait(seen, PATIENCE)
                continue
            case = waiting[0]
            done.add(case["text"])
            await self._claims(case)
            await self.sees("file.compare")
            await self.presses("button.same_person", "desk.closed")

    def _group(self) -> list[Json]:
        """The messages of the group that can be claimed, the oldest first."""
        messages = sorted(self.town.world.groups[GROUP].messages.values(), key=lambda message: message.id)
        return [shown for m in messages if _data(shown := m.json(), words("button.claim")) is not None]

    async def _claims(self, case: Json) -> None:
        data = _data(case, words("button.claim"))
        await self.town.hands.press(self.number, case["message_id"], data=data, chat_id=GROUP, wait=False)


def _letters(number: int) -> str:
    """A number as a name, so that no two people have the same."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{number:04d}").capitalize()


def _data(message: Json, label: str) -> Any:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return next((button["callback_data"] for row in rows for button in row if button["text"] == label), None)
