"""People for tests: each says, presses, sends and pays, and sees what the bot answers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from lending.money import Money
from sandbox.files import Upload
from sandbox.model import Chat, Message
from sandbox.model import Person as Account
from tests.screen import Screen, Shown

if TYPE_CHECKING:
    from tests.lender import PlayedLender

ANSWER_SECONDS = 0.5
"""How long, in real seconds, a press waits for its answer after everything has come to rest; then it had none."""


class NoSuchButton(AssertionError):
    """The person sees no such button."""


class Player:
    """One person of the sandbox. Every action returns what this person saw because of it."""

    def __init__(self, lender: PlayedLender, account: Account) -> None:
        self.lender = lender
        self.account = account
        self.name = account.first_name
        self.screen = Screen({group.id: group.title or "" for group in lender.world.groups.values()})
        self.toast: str | None = None
        self._read = 0

    @property
    def id(self) -> int:
        return self.account.id

    async def says(self, text: str, *, in_group: bool = False) -> list[Shown]:
        await self.lender.hands.say(self.id, text, chat_id=self._where(in_group))
        return await self._rest()

    async def edits(self, message_id: int, text: str) -> list[Shown]:
        await self.lender.hands.say(self.id, text, edit=message_id)
        return await self._rest()

    async def presses(self, label: str, *, in_group: bool = False, message_id: int | None = None) -> list[Shown]:
        """Presses the newest button of that label; `message_id` presses one of that message, even one taken away.

        The bot's answer is in `toast`: "" when it only stopped the spinner, None when it gave none.
        """
        found = self._button(label, in_group, message_id)
        if found is None:
            await self.lender.hands.press(self.id, label=label)
            return await self._rest()
        message, data = found
        self.toast = None
        pressing = asyncio.create_task(
            self.lender.hands.press(self.id, message.id, data=data, chat_id=self._where(in_group))
        )
        await asyncio.sleep(0)
        seen = await self._rest()
        done, _ = await asyncio.wait({pressing}, timeout=ANSWER_SECONDS)
        if done:
            answer = pressing.result()["answer"]
            self.toast = None if answer is None else answer.get("text", "")
        else:
            pressing.cancel()
        return seen

    async def shares_contact(self) -> list[Shown]:
        await self.lender.hands.share_contact(self.id)
        return await self._rest()

    async def sends_photo(self, content: bytes, *, as_document: bool = False, caption: str = "") -> list[Shown]:
        upload = Upload("photo.jpg", content, "image/jpeg")
        kind = "document" if as_document else "photo"
        await self.lender.hands.send(self.id, upload, kind, caption=caption)
        return await self._rest()

    async def sends(self, kind: str) -> list[Shown]:
        """A sticker, a voice message, a place..."""
        await self.lender.hands.send_other(self.id, kind)
        return await self._rest()

    async def transfers(self, amount: str, reference: str) -> list[Shown]:
        """Pays by bank transfer, with a reference."""
        money = Money.parse(amount, self.lender.house.currency)
        await self.lender.bank.desk.transfer(self.id, money, reference)
        return await self._rest()

    async def pays_invoice(self) -> list[Shown]:
        """Pays the newest invoice in the chat."""
        message = next((m for m in self._newest_first(self._private()) if m.invoice is not None), None)
        if message is None:
            raise NoSuchButton(f"{self.name} sees no invoice")
        paying = asyncio.create_task(self.lender.hands.pay(self.id, message.id))
        await asyncio.sleep(0)
        seen = await self._rest()
        outcome = await asyncio.wait_for(paying, ANSWER_SECONDS)
        assert outcome["paid"], outcome
        return [*seen, *await self._rest()]

    async def blocks(self) -> list[Shown]:
        await self.lender.hands.block(self.id)
        return await self._rest()

    async def unblocks(self) -> list[Shown]:
        await self.lender.hands.unblock(self.id)
        return await self._rest()

    def sees(self) -> list[Shown]:
        """What appeared since the last look, but for this person's own messages."""
        inbox = self.lender.world.inbox(self.id)
        new = inbox.after(self._read)
        self._read += len(new)
        shown = [(item, self.screen.show(item)) for item in new]
        return [s for item, s in shown if item.kind == "delete" or item.message.get("from", {}).get("is_bot")]

    def buttons(self, *, in_group: bool = False) -> list[str]:
        """The labels of all inline buttons on the screen, the newest message first."""
        chat = self._group() if in_group else self._private()
        keyboards = (m.inline_keyboard for m in self._newest_first(chat) if m.inline_keyboard)
        return [button["text"] for keyboard in keyboards for row in keyboard["inline_keyboard"] for button in row]

    def read(self) -> list[str]:
        """Every text that the bot ever showed this person, as it looked then, the oldest first."""
        messages = (item.message for item in self.lender.world.inbox(self.id).seen)
        return [str(m.get("text") or m.get("caption") or "") for m in messages if m.get("from", {}).get("is_bot")]

    def own_message(self, text: str) -> int:
        """The number of the newest message in which this person wrote that text."""
        for message in self._newest_first(self._private()):
            if message.sender.id == self.id and message.json().get("text") == text:
                return message.id
        raise LookupError(f"{self.name} never wrote that")

    def where_it_stood(self, label: str, in_group: bool = False) -> int:
        """The newest message that ever had this button, even where it was taken away since."""
        chat = self._group() if in_group else self._private()
        for item in reversed(self.lender.world.inbox(self.id).seen):
            rows = item.message.get("reply_markup", {}).get("inline_keyboard", []) if item.chat_id == chat.id else []
            if any(button["text"] == label for row in rows for button in row):
                return int(item.message["message_id"])
        raise NoSuchButton(f"{self.name} never saw [ {label} ]")

    async def _rest(self) -> list[Shown]:
        await self.lender.rest()
        return self.sees()

    def _private(self) -> Chat:
        return self.lender.world.private_chat(self.lender.bot, self.account)

    def _group(self) -> Chat:
        return self.lender.world.groups[self._where(True) or 0]

    def _where(self, in_group: bool) -> int | None:
        return self.lender.house.staff_group if in_group else None

    @staticmethod
    def _newest_first(chat: Chat) -> list[Message]:
        return sorted(chat.messages.values(), key=lambda m: m.id, reverse=True)

    def _button(self, label: str, in_group: bool, message_id: int | None) -> tuple[Message, str] | None:
        """The message and the data of an inline button; None for a button of the reply keyboard."""
        chat = self._group() if in_group else self._private()
        for message in self._newest_first(chat):
            if message_id is None and message.inline_keyboard is not None:
                found = [b for row in message.inline_keyboard["inline_keyboard"] for b in row if b["text"] == label]
                if found:
                    return message, found[0]["callback_data"]
        if message_id is not None:
            return chat.messages[message_id], self._old_data(label, message_id, chat.id)
        keyboard = chat.keyboards.get(self.id) or {}
        if any(button["text"] == label for row in keyboard.get("keyboard", []) for button in row):
            return None
        raise NoSuchButton(f"{self.name} sees no [ {label} ], only {self.buttons(in_group=in_group)}")

    def _old_data(self, label: str, message_id: int, chat_id: int) -> str:
        """The data of a button as this person once saw it, for pressing what a slow client still shows."""
        for item in reversed(self.lender.world.inbox(self.id).seen):
            if item.chat_id == chat_id and item.message["message_id"] == message_id:
                rows = item.message.get("reply_markup", {}).get("inline_keyboard", [])
                found = [b for row in rows for b in row if b["text"] == label]
                if found:
                    return str(found[0]["callback_data"])
        raise NoSuchButton(f"message {message_id} never had [ {label} ]")
