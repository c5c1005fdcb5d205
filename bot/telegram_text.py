"""The update that comes most often, a text in somebody's private chat, read as it stands.

Building the library's objects only to take five values out of them would cost a fifth of the whole turn. So a text with
nothing about it that is new or unusual is read here; whatever else there is (forwards, replies, other chats, broken
shapes) is left to `bot.telegram_in`, which reads everything, and would read these the same way.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.telegram_in import key_of, language_of
from conversations.context import House
from conversations.event import Event, Said, Who

UPDATE = frozenset({"update_id", "message"})
MESSAGE = frozenset({"message_id", "from", "chat", "date", "text", "entities"})


def text_event(raw: Mapping[str, Any], house: House, now: datetime) -> Event | None:
    """The event of a plain private text, or None for every other update."""
    message = raw.get("message")
    if raw.keys() != UPDATE or not isinstance(message, dict) or not message.keys() <= MESSAGE:
        return None
    match message:
        case {
            "message_id": int(number),
            "from": {"id": int(person), "is_bot": False, "first_name": str(name), **more},
            "chat": {"id": chat, "type": "private"},
            "date": int(),
            "text": str(text),
        } if chat == person and isinstance(raw["update_id"], int):
            code = more.get("language_code", "")
            if isinstance(code, str):
                who = Who(person, person, "private", language_of(code, house.languages), name)
                return Event(key_of(raw["update_id"]), now, Said(text, number), who)
    return None
