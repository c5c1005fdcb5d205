"""The sandbox's own record on disk, so that a lender that remembers its people finds them again after a restart.

One JSON file holds people, bots, chats and screens; each uploaded file lies beside it under its id. Saved as a whole, a
moment after something has happened and when the sandbox closes: a kill in between loses only the last moment. Gone on
purpose are webhooks (a bot sets its own again) and open questions (their buttons can be pressed again).
"""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

from sandbox.files import StoredFile
from sandbox.inbox import Seen
from sandbox.model import Bot, Chat, Json, Message, Person, Topic
from sandbox.updates import Waiting
from sandbox.world import World

VERSION = 1
STATE = "world.json"
MOMENT_SECONDS = 0.5

PERSON = ("id", "first_name", "last_name", "username", "language_code", "phone", "roles", "deactivated")
BOT = ("token", "username", "first_name", "privacy", "names", "descriptions", "short_descriptions")
CHAT = ("id", "type", "title", "is_forum", "pinned", "started", "last_id")
MESSAGE = (
    "id",
    "date",
    "content",
    "topic_id",
    "inline_keyboard",
    "keyboard",
    "edit_date",
    "protected",
    "invoice",
    "reactions",
)
TOPIC = ("id", "name", "icon_color", "icon_custom_emoji_id", "closed")
FILE = ("id", "unique_id", "path", "kind", "name", "mime", "width", "height")
SEEN = ("seq", "kind", "chat_id", "message", "keyboard", "bot")


class Record:
    """A world's record in a folder of its own, readable by its owner alone: it holds whatever people typed."""

    def __init__(self, world: World, folder: Path) -> None:
        self._world = world
        self._folder = folder
        self._saved = -1
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def save(self) -> None:
        """Writes what has changed since the last time; the old record stays whole until the new one is."""
        world = self._world
        for stored in world.files.by_id.values():
            path = self._folder / stored.id
            if not path.exists():
                _write(path, stored.data)
        _write(self._folder / STATE, json.dumps(_world_json(world), ensure_ascii=False).encode())
        self._saved = world.changes

    def load(self) -> bool:
        """Fills an empty world; False when there is no record. Raises ValueError for one that is not ours."""
        path = self._folder / STATE
        if not path.exists():
            return False
        told = json.loads(path.read_bytes())
        if told.get("version") != VERSION:
            raise ValueError(f"{path}: not a record of this version of the sandbox; move it away to begin anew")
        _fill(self._world, told, self._folder)
        self._saved = self._world.changes
        return True

    async def keep(self, wait: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Runs until cancelled: saves a moment after something has happened, and once more at the end."""
        try:
            while True:
                await wait(MOMENT_SECONDS)
                if self._world.changes != self._saved:
                    self.save()
        finally:
            self.save()


def _write(path: Path, data: bytes) -> None:
    new = path.with_name(path.name + ".new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    new.replace(path)


def _fields(value: object, names: tuple[str, ...]) -> Json:
    return {name: getattr(value, name) for name in names}


def _world_json(world: World) -> Json:
    chats = [*world.groups.values(), *world.private.values()]
    return {
        "version": VERSION,
        "people": [_fields(person, PERSON) for person in world.people.values()],
        "bots": [_bot_json(world, bot) for bot in world.bots.values()],
        "chats": [_chat_json(chat) for chat in chats],
        "screens": {person: _screen_json(world, person) for person in world.people},
        "files": [_fields(stored, FILE) for stored in world.files.by_id.values()],
        "photos": world.files.photos,
        "last_bot": world.last_bot.token if world.last_bot else None,
    }


def _bot_json(world: World, bot: Bot) -> Json:
    queue = world.queue(bot)
    return _fields(bot, BOT) | {
        "commands": [[scope, language, commands] for (scope, language), commands in bot.commands.items()],
        "menu_buttons": list(bot.menu_buttons.items()),
        "next_id": queue.next_id,
        "allowed": sorted(queue.allowed) if queue.allowed else [],
        "waiting": [[u.update_id, u.kind, u.payload, u.key, u.expires.isoformat()] for u in queue.waiting],
    }


def _chat_json(chat: Chat) -> Json:
    return _fields(chat, CHAT) | {
        "bot": chat.bot.token if chat.bot else None,
        "members": list(chat.members.items()),
        "keyboards": list(chat.keyboards.items()),
        "topics": [_fields(topic, TOPIC) for topic in chat.topics.values()],
        "messages": [_message_json(message) for message in chat.messages.values()],
    }


def _message_json(message: Message) -> Json:
    reply_to = message.reply_to.id if message.reply_to else None
    own = {"sender": message.sender.id, "reply_to": reply_to, "pressable": sorted(message.pressable)}
    return _fields(message, MESSAGE) | own


def _screen_json(world: World, person: int) -> Json:
    inbox = world.inbox(person)
    return {"seen": [_fields(item, SEEN) for item in inbox.seen], "unread": list(inbox.unread().items())}


def _fill(world: World, told: Json, folder: Path) -> None:
    for person in told["people"]:
        deactivated = person.pop("deactivated")
        world.add_person(**person).deactivated = deactivated
    for bot in told["bots"]:
        _fill_bot(world, bot)
    for chat in told["chats"]:
        _fill_chat(world, chat)
    for number, screen in told["screens"].items():
        seen = [Seen(**item) for item in screen["seen"]]
        world.inbox(int(number)).restore(seen, dict(screen["unread"]))
    for file in told["files"]:
        world.files.put(StoredFile(data=(folder / file["id"]).read_bytes(), **file))
    world.files.photos.update(told["photos"])
    world.last_bot = world.bots.get(told["last_bot"] or "")


def _fill_bot(world: World, told: Json) -> None:
    bot = world.register_bot(told["token"], told["username"], told["first_name"])
    bot.privacy, bot.names, bot.descriptions = told["privacy"], told["names"], told["descriptions"]
    bot.short_descriptions = told["short_descriptions"]
    bot.commands = {(scope, language): commands for scope, language, commands in told["commands"]}
    bot.menu_buttons = dict(told["menu_buttons"])
    queue = world.queue(bot)
    queue.next_id = max(queue.next_id, told["next_id"])
    queue.allow(told["allowed"])
    for number, kind, payload, key, expires in told["waiting"]:
        queue.waiting.append(Waiting(number, kind, payload, key, datetime.fromisoformat(expires)))


def _fill_chat(world: World, told: Json) -> None:
    if told["bot"] is not None:
        chat = world.private_chat(world.bots[told["bot"]], world.people[told["id"]])
    else:
        chat = world.add_group(told["title"], [], forum=told["is_forum"], id=told["id"])
    for name in ("pinned", "started", "last_id"):
        setattr(chat, name, told[name])
    chat.members = dict(told["members"])
    chat.keyboards = dict(told["keyboards"])
    chat.topics = {topic["id"]: Topic(**topic) for topic in told["topics"]}
    senders: dict[int, Person | Bot] = {bot.id: bot for bot in world.bots.values()} | dict(world.people)
    for message in told["messages"]:
        sender, reply_to, pressable = (message.pop(name) for name in ("sender", "reply_to", "pressable"))
        made = Message(chat=chat, sender=senders[sender], pressable=set(pressable), **message)
        made.reply_to = chat.messages.get(reply_to)
        chat.messages[made.id] = made
