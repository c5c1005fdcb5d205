"""What Telegram tells, as events: every kind of update becomes exactly one, whatever it is.

What means nothing to us still becomes an event, so that it is answered or at least counted, and never lost in between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatType

from conversations.buttons import read_data
from conversations.event import (
    Edited,
    Event,
    FromPerson,
    InvoicePaid,
    Pressed,
    ReachTold,
    Said,
    SentFile,
    SentOther,
    SharedContact,
    Who,
)
from lending.money import Money
from lending.problems import Problem

if TYPE_CHECKING:
    from conversations.context import House

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member", "pre_checkout_query")
"""What we ask Telegram for; said explicitly, because the last list that was said sticks."""

OTHER_KINDS = (
    "animation",  # before document: a GIF comes as both
    "sticker",
    "voice",
    "video_note",
    "video",
    "audio",
    "location",
    "venue",
    "poll",
    "dice",
    "game",
    "story",
    "paid_media",
    "checklist",
    "web_app_data",
    "users_shared",
    "chat_shared",
)


def key_of(update_id: int) -> str:
    """The inbox key of an update."""
    return f"tg:{update_id}"


def read_update(raw: Mapping[str, Any]) -> Update | None:
    """The update as the library reads it, or None for one that it cannot read (a newer or broken shape)."""
    try:
        return Update.de_json(dict(raw), None)
    except Exception:  # whatever the library trips over, the update still has to be answered
        return None


def to_event(update: Update, house: House, now: datetime) -> Event:
    """The one event that an update is, heard at `now`."""
    what = _what(update)
    return Event(key_of(update.update_id), now, what, _who(update, house))


def unreadable(raw: Mapping[str, Any], house: House, now: datetime) -> Event:
    """The event of an update that the library could not read: done once, and answered where its sender can be found."""
    parts = [part for part in raw.values() if isinstance(part, Mapping)]
    whos = (who for part in parts if (who := _who_wrote(part, house)) is not None)
    return Event(key_of(int(raw["update_id"])), now, SentOther("unreadable"), next(whos, None))


def _who_wrote(part: Mapping[str, Any], house: House) -> Who | None:
    """The sender of a message, edit or press whose shape is otherwise not known; None where there is none."""
    inside = part.get("message")
    user, chat = part.get("from"), part.get("chat", inside.get("chat") if isinstance(inside, Mapping) else None)
    number = user.get("id") if isinstance(user, Mapping) else None
    where = chat.get("id") if isinstance(chat, Mapping) else number
    if not isinstance(user, Mapping) or type(number) is not int or type(where) is not int or user.get("is_bot"):
        return None
    group = "staff" if house.staff_group is not None and where == house.staff_group else "other"
    name, code = user.get("first_name"), user.get("language_code")
    return Who(
        telegram_id=number,
        chat_id=where,
        chat="private" if where == number else group,
        language=language_of(code if isinstance(code, str) else None, house.languages),
        first_name=name if isinstance(name, str) else "",
    )


def person_key(update: Update) -> int:
    """Whose updates this one has to wait behind: the sender's, else the chat's.

    Telegram queues messages by chat and button presses by user, so a tap and a text of one person can come together.
    """
    user, chat = update.effective_user, update.effective_chat
    return user.id if user else chat.id if chat else 0


def language_of(code: str | None, offered: Sequence[str]) -> str:
    """The offered language that fits Telegram's code best ("zh-hans" is zh_CN), or "" where none does."""
    wanted = (code or "").lower().replace("_", "-")
    exact = [name for name in offered if name.lower().replace("_", "-") == wanted]
    close = [name for name in offered if wanted and name.lower().split("_")[0] == wanted.split("-")[0]]
    return next(iter(exact + close), "")


def _what(update: Update) -> FromPerson:
    if update.message:
        return _message(update.message)
    if update.edited_message:
        return Edited()
    if update.callback_query:
        return _pressed(update.callback_query)
    if update.my_chat_member:
        return _reach(update.my_chat_member)
    kinds = (name for name in Update.ALL_TYPES if getattr(update, name, None) is not None)
    return SentOther(next(kinds, "unknown"))


def _message(message: Message) -> FromPerson:
    if message.text is not None:
        return Said(message.text, message.message_id)
    if message.contact:
        sender = message.from_user
        own = sender is not None and message.contact.user_id == sender.id
        return SharedContact(message.contact.phone_number, own)
    if message.successful_payment:
        return _invoice_paid(message)
    return _file(message) or SentOther(next((name for name in OTHER_KINDS if getattr(message, name, None)), "service"))


def _file(message: Message) -> SentFile | None:
    group = message.media_group_id or ""
    if message.photo:
        largest = max(message.photo, key=lambda size: (size.width * size.height, size.file_size or 0))
        return SentFile("photo", largest.file_id, largest.file_size or 0, "image/jpeg", group)
    if message.document and not message.animation:
        file = message.document
        return SentFile("document", file.file_id, file.file_size or 0, file.mime_type or "", group)
    return None


def _invoice_paid(message: Message) -> FromPerson:
    paid = message.successful_payment
    assert paid is not None
    try:
        amount = Money(paid.total_amount, paid.currency)
    except Problem:
        return SentOther("payment in an unknown currency")
    return InvoicePaid(paid.telegram_payment_charge_id, paid.invoice_payload, amount)


def _pressed(query: CallbackQuery) -> Pressed:
    action, revision, argument = read_data(query.data or "")
    return Pressed(action, revision, argument, query.message.message_id if query.message else 0, query.id)


def _reach(change: ChatMemberUpdated) -> FromPerson:
    if change.chat.type != ChatType.PRIVATE:
        return SentOther("my_chat_member")
    return ReachTold(change.new_chat_member.status not in (ChatMember.BANNED, ChatMember.LEFT))


def _who(update: Update, house: House) -> Who | None:
    """Who said it and where. Nobody did where there is no sender: a channel's post, a poll's new count."""
    user, chat = update.effective_user, update.effective_chat
    if user is None:
        return None
    return Who(
        telegram_id=user.id,
        chat_id=chat.id if chat else user.id,
        chat=_kind_of_chat(chat, user, house.staff_group),
        language=language_of(user.language_code, house.languages),
        first_name=user.first_name,
    )


def _kind_of_chat(chat: Chat | None, user: User, staff_group: int | None) -> str:
    if chat is None or chat.type == ChatType.PRIVATE or chat.id == user.id:
        return "private"
    return "staff" if staff_group is not None and chat.id == staff_group else "other"
