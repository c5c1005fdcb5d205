"""Who and what lives in the sandbox: people, bots, chats, topics and messages, and their Bot API shapes.

The records here know how to show themselves as Bot API JSON (absent fields are left out, never null); what happens
to them is decided by `sandbox.world` and the methods above it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

PRIVATE = "private"
SUPERGROUP = "supergroup"


@dataclass
class Person:
    """Somebody with a Telegram account. `phone` is in international form; `roles` are only for the chat page."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    phone: str | None = None
    roles: tuple[str, ...] = ()
    deactivated: bool = False

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name

    def json(self) -> Json:
        """The person as a Bot API `User`."""
        optional = {
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
        }
        return {"id": self.id, "is_bot": False, "first_name": self.first_name, **present(optional)}


@dataclass
class Bot:
    """A bot account, made the first time its token is used. Texts set per language are keyed by language code."""

    id: int
    token: str
    username: str
    first_name: str
    privacy: bool = True
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    """(scope key, language code) -> commands; scope keys are made by `sandbox.commands.scope_key`."""
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)
    """Chat id, or None for the default -> menu button."""

    def json(self) -> Json:
        """The bot as a Bot API `User`, as other people see it."""
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}


@dataclass
class Topic:
    """A forum topic; its id is the id of the message that opened it."""

    id: int
    name: str
    icon_color: int
    icon_custom_emoji_id: str | None = None
    closed: bool = False

    def json(self) -> Json:
        """The topic as a Bot API `ForumTopic`."""
        emoji = present({"icon_custom_emoji_id": self.icon_custom_emoji_id})
        return {"message_thread_id": self.id, "name": self.name, "icon_color": self.icon_color, **emoji}


@dataclass
class Message:
    """One message. `content` holds what is special to its kind, in Bot API shape (`text`, `photo`, `contact`...).

    `inline_keyboard` is part of the message; `keyboard` is a reply keyboard, its removal or a forced reply, which
    clients act on but which the Bot API does not show. `pressable` are all callback data ever on the message: a slow
    client can still press a button that was edited away.
    """

    id: int
    chat: Chat
    sender: Person | Bot
    date: int
    content: Json
    topic_id: int | None = None
    reply_to: Message | None = None
    inline_keyboard: Json | None = None
    keyboard: Json | None = None
    edit_date: int | None = None
    protected: bool = False
    deleted: bool = False
    invoice: Json | None = None
    pressable: set[str] = field(default_factory=set)
    reactions: list[Json] = field(default_factory=list)

    def json(self, *, as_reply: bool = False) -> Json:
        """The message as the Bot API shows it; a replied-to message does not show its own `reply_to_message`."""
        if self.deleted:
            return {"message_id": self.id, "date": 0, "chat": self.chat.json()}
        shown: Json = {"message_id": self.id, "from": self.sender.json(), "chat": self.chat.json(), "date": self.date}
        if self.edit_date is not None:
            shown["edit_date"] = self.edit_date
        if self.topic_id is not None:
            shown |= {"message_thread_id": self.topic_id, "is_topic_message": True}
        if self.protected:
            shown["has_protected_content"] = True
        if self.reply_to is not None and not as_reply and not self.reply_to.deleted:
            shown["reply_to_message"] = self.reply_to.json(as_reply=True)
        shown |= self.content
        if self.inline_keyboard is not None:
            shown["reply_markup"] = self.inline_keyboard
        return shown


@dataclass
class Chat:
    """A private chat of one person with one bot, or a group. `members` maps user ids to their status.

    Statuses are those of the Bot API: `creator`, `administrator`, `member`, `left`, `kicked`. In a private chat the
    bot's status is `member`, or `kicked` once the person has blocked it; `started` says whether the person has ever
    written there, before which the bot may not.
    """

    id: int
    type: str
    person: Person | None = None
    bot: Bot | None = None
    title: str | None = None
    is_forum: bool = False
    members: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    keyboards: dict[int, Json] = field(default_factory=dict)
    """Person id -> the reply keyboard that stands open for this person."""
    started: bool = False
    last_id: int = 0
    action: tuple[str, int] | None = None
    """The last chat action of a bot (`typing`...) and its Unix time."""

    @property
    def private(self) -> bool:
        return self.type == PRIVATE

    @property
    def blocked(self) -> bool:
        return self.private and self.bot is not None and self.members.get(self.bot.id) == "kicked"

    @property
    def instance(self) -> str:
        """A stable opaque name of the chat, as `callback_query.chat_instance` wants one."""
        named = f"{self.id}:{self.bot.id if self.bot else 0}".encode()
        return str(int.from_bytes(hashlib.sha256(named).digest()[:8], "big"))

    def json(self) -> Json:
        """The chat as a Bot API `Chat`."""
        if self.person is not None:
            optional = {"last_name": self.person.last_name, "username": self.person.username}
            return {"id": self.id, "type": PRIVATE, "first_name": self.person.first_name, **present(optional)}
        forum = {"is_forum": True} if self.is_forum else {}
        return {"id": self.id, "title": self.title or "", "type": self.type, **forum}


def present(values: Json) -> Json:
    """The values that are there; the Bot API leaves absent fields out."""
    return {name: value for name, value in values.items() if value is not None}
