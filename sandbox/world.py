"""The sandbox's world: everything Telegram would know, in memory, and the few ways in which it changes.

Bots change it through `sandbox.bot_api`, people through `sandbox.people`; both end here, so that a message always
reaches the screens of the people and the queues of the bots that may see it. The chat page reads it directly:
`people`, `chats_of`, `inbox`, `unread`, `reply_keyboard`, `commands_for`. One event loop owns a world.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from bot.clock import Clock, SystemClock
from sandbox.commands import commands_for
from sandbox.faults import Faults
from sandbox.files import FileStore
from sandbox.inbox import Inbox
from sandbox.model import PRIVATE, SUPERGROUP, Bot, Chat, Json, Message, Person
from sandbox.queries import Queries
from sandbox.updates import UpdateQueue
from sandbox.visibility import bot_sees
from sandbox.webhook import Webhook

Observer = Callable[[str, str, Any], None]
"""Called with ("answer", method, result) and ("update", kind, payload)."""

TOKEN = re.compile(r"[1-9][0-9]{0,14}:[A-Za-z0-9_-]{3,64}")
FIRST_PERSON = 1001
FIRST_GROUP = -1001000000001


async def _nothing_to_call(bot: Bot, kind: str, body: bytes) -> None:
    """Stands until a `sandbox.bot_api.BotApi` takes over the answers of webhooks."""


class World:
    """All people, bots, chats and files. `clock` dates messages and ends lifetimes; waits are in real seconds.

    Update ids start from the clock (four a second since 2020), so that a lender that remembers the ids it has seen
    is not fooled by a sandbox that was started anew.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or SystemClock()
        self.people: dict[int, Person] = {}
        self.bots: dict[str, Bot] = {}
        self.queues: dict[int, UpdateQueue] = {}
        self.webhooks: dict[int, Webhook] = {}
        self.groups: dict[int, Chat] = {}
        self.private: dict[tuple[int, int], Chat] = {}
        self.files = FileStore()
        self.faults = Faults()
        self.queries = Queries()
        self.observer: Observer | None = None
        self.last_bot: Bot | None = None
        self.closed = False
        self.changes = 0
        """Counts what has happened on screens and in queues, so that a record knows when to save."""

        self.wait: Callable[[float], Awaitable[None]] = asyncio.sleep
        self.call_from_webhook: Callable[[Bot, str, bytes], Awaitable[None]] = _nothing_to_call
        self._last_ids: dict[int, int] = {}
        self._inboxes: dict[int, Inbox] = {}
        self._next_person = FIRST_PERSON
        self._next_group = FIRST_GROUP

    def now(self) -> int:
        """The world's clock as Unix time."""
        return int(self.clock.now().timestamp())

    def observe(self, kind: str, name: str, payload: Any) -> None:
        if self.observer is not None:
            self.observer(kind, name, payload)

    # Bots

    def register_bot(self, token: str, username: str | None = None, first_name: str | None = None) -> Bot:
        """The bot of this token, made when it is new. Raises ValueError when no token looks like this."""
        if not TOKEN.fullmatch(token):
            raise ValueError("not a bot token")
        bot = self.bots.get(token)
        if bot is None:
            number = int(token.partition(":")[0])
            bot = Bot(number, token, f"sandbox_{number}_bot", "Sandbox Bot")
            self.bots[token] = bot
            self.queues[number] = UpdateQueue(self.clock, max(1, (self.now() - 1577836800) * 4))
        bot.username = username or bot.username
        bot.first_name = first_name or bot.first_name
        return bot

    def queue(self, bot: Bot) -> UpdateQueue:
        return self.queues[bot.id]

    def bot_named(self, username: str | None = None) -> Bot:
        """The bot of this name, or the one whose token asked last. Raises LookupError when there is none."""
        if username is None:
            if self.last_bot is None:
                raise LookupError("no bot has asked yet")
            return self.last_bot
        for bot in self.bots.values():
            if bot.username.lower() == username.lower().lstrip("@"):
                return bot
        raise LookupError(f"no bot is called {username}")

    # People and chats

    def add_person(
        self,
        first_name: str,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = None,
        phone: str | None = None,
        roles: Iterable[str] = (),
        id: int | None = None,
    ) -> Person:
        number = id if id is not None else self._next_person
        if number in self.people:
            raise ValueError(f"person {number} is there already")
        person = Person(number, first_name, last_name, username, language_code, phone, tuple(roles))
        self._next_person = max(self._next_person, number + 1)
        self.people[number] = person
        self._inboxes[number] = Inbox(number)
        return person

    def add_group(
        self,
        title: str,
        members: Iterable[Person],
        bot: Bot | None = None,
        *,
        forum: bool = False,
        bot_is_admin: bool = True,
        id: int | None = None,
    ) -> Chat:
        """A supergroup; its first member owns it. A bot that is no administrator is under privacy mode there."""
        number = id if id is not None else self._next_group
        if number in self.groups:
            raise ValueError(f"group {number} is there already")
        chat = Chat(number, SUPERGROUP, title=title, is_forum=forum)
        self._next_group = min(self._next_group, number) - 1
        for n, person in enumerate(members):
            chat.members[person.id] = "member" if n else "creator"
        if bot is not None:
            chat.members[bot.id] = "administrator" if bot_is_admin else "member"
        self.groups[number] = chat
        return chat

    def private_chat(self, bot: Bot, person: Person) -> Chat:
        """The private chat of the two, made when it is new; the bot may write there once `started` is set."""
        chat = self.private.get((bot.id, person.id))
        if chat is None:
            chat = Chat(person.id, PRIVATE, person=person, bot=bot)
            chat.members = {person.id: "member", bot.id: "member"}
            self.private[bot.id, person.id] = chat
        return chat

    def chats_of(self, person_id: int) -> list[Chat]:
        """The person's private chats that have begun, then their groups."""
        private = [chat for chat in self.private_chats_of(person_id) if chat.messages]
        return private + [g for g in self.groups.values() if self.is_member(g, person_id)]

    def private_chats_of(self, person_id: int) -> list[Chat]:
        """The person's private chats, begun or not."""
        pairs = ((bot.id, person_id) for bot in self.bots.values())
        return [self.private[pair] for pair in pairs if pair in self.private]

    @staticmethod
    def is_member(chat: Chat, user_id: int) -> bool:
        return chat.members.get(user_id, "left") in ("creator", "administrator", "member")

    def people_in(self, chat: Chat) -> list[Person]:
        return [self.people[user] for user in chat.members if user in self.people and self.is_member(chat, user)]

    def bots_in(self, chat: Chat) -> list[Bot]:
        return [bot for bot in self.bots.values() if self.is_member(chat, bot.id)]

    # What the chat page reads

    def inbox(self, person_id: int) -> Inbox:
        """The person's screen. Raises KeyError for a stranger."""
        return self._inboxes[person_id]

    def unread(self, person_id: int) -> dict[int, int]:
        return self.inbox(person_id).unread()

    def mark_read(self, person_id: int, chat_id: int) -> None:
        self.inbox(person_id).mark_read(chat_id)

    def reply_keyboard(self, chat: Chat, person_id: int) -> Json | None:
        """The reply keyboard (or forced reply) that stands open for this person in this chat."""
        return chat.keyboards.get(person_id)

    def commands_for(self, person_id: int, chat: Chat, bot: Bot | None = None) -> list[Json]:
        """The command menu this person sees in this chat, by scope and language."""
        there = bot or chat.bot or next(iter(self.bots_in(chat)), None)
        if there is None:
            return []
        return commands_for(there, chat, person_id, self.people[person_id].language_code or "")

    # How the world changes

    def next_message_id(self, chat: Chat) -> int:
        """Counts per group; the private chats of one person share a count, as their account does."""
        if chat.id not in self._last_ids:
            sharing = self.private_chats_of(chat.id) if chat.private else [chat]
            self._last_ids[chat.id] = max((c.last_id for c in sharing), default=0)
        self._last_ids[chat.id] += 1
        chat.last_id = self._last_ids[chat.id]
        return chat.last_id

    def post(self, message: Message) -> Message:
        """Puts a new message on the screens of the chat's people and in the queues of the bots that may see it."""
        message.chat.messages[message.id] = message
        self._show_keyboard(message)
        self._show("message", message)
        for bot in self.bots_in(message.chat):
            if bot_sees(bot, message):
                self.update(bot, "message", message.json(), f"chat:{message.chat.id}")
        return message

    def edited(self, message: Message) -> None:
        """Shows an edited message to all who see it; bots are told only of what people edit."""
        self._show("edit", message)
        for bot in self.bots_in(message.chat):
            if bot_sees(bot, message):
                self.update(bot, "edited_message", message.json(), f"chat:{message.chat.id}")

    def delete(self, message: Message) -> None:
        """Takes a message off all screens; bots are not told."""
        message.deleted = True
        message.chat.messages.pop(message.id, None)
        if message.id in message.chat.pinned:
            message.chat.pinned.remove(message.id)
        self._show("delete", message)

    def update(self, bot: Bot, kind: str, payload: Json, key: str) -> None:
        self.changes += 1
        if self.queue(bot).put(kind, payload, key) is not None:
            self.observe("update", kind, payload)

    async def close(self) -> None:
        """Ends all long polls and deliveries, so that a server can stop."""
        self.closed = True
        for queue in self.queues.values():
            queue.bell.ring()
        for inbox in self._inboxes.values():
            inbox.bell.ring()
        for webhook in self.webhooks.values():
            await webhook.stop()

    def _show(self, kind: str, message: Message) -> None:
        self.changes += 1
        for person in self.people_in(message.chat):
            self._inboxes[person.id].put(kind, message)

    def _show_keyboard(self, message: Message) -> None:
        """A reply keyboard stays open for everybody it was sent to, until another or its removal comes."""
        if message.keyboard is None:
            return
        to = self.people_in(message.chat)
        if message.keyboard.get("selective") and message.reply_to is not None:
            to = [person for person in to if message.reply_to.sender.id == person.id]
        for person in to:
            if message.keyboard.get("remove_keyboard"):
                message.chat.keyboards.pop(person.id, None)
            else:
                message.chat.keyboards[person.id] = message.keyboard
