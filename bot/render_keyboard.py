"""Keyboards as the Bot API wants them: inline buttons with our data, and the one that asks for a phone number."""

from typing import Any

from bot.formats import Words
from conversations.buttons import data_of
from conversations.say import P, Say

Markup = dict[str, Any]


def markup(say: Say, words: Words, revision: int) -> Markup | None:
    """The `reply_markup` of a message, or None. ValueError where a message asks for two kinds at once."""
    if say.keyboard and say.buttons:
        raise ValueError("a message has inline buttons or a reply keyboard, not both")
    if say.keyboard == "contact":
        return _contact(words)
    if say.keyboard == "remove":
        return {"remove_keyboard": True}
    if say.buttons:
        return {"inline_keyboard": inline(say, words, revision)}
    return None


def inline(say: Say, words: Words, revision: int) -> list[list[Markup]]:
    rows = [[{"text": words.plain(b.label), "callback_data": data_of(b, revision)} for b in row] for row in say.buttons]
    return [row for row in rows if row]


def _contact(words: Words) -> Markup:
    """Telegram's own share-contact button, and the way back as the command that a reply keyboard can type."""
    share = {"text": words.plain(P("keyboard.contact")), "request_contact": True}
    rows = [[share], [{"text": "/back"}, {"text": "/help"}]]
    return {"keyboard": rows, "resize_keyboard": True, "one_time_keyboard": True}
