"""Changing what was sent: text, caption, media, keyboard; deleting; reactions."""

from typing import Any

from sandbox.answers import bad_request
from sandbox.methods.call import Call, method
from sandbox.methods.markup import callback_data, inline_only
from sandbox.methods.media import input_media
from sandbox.methods.outgoing import caption_of, text_of
from sandbox.methods.target import chat_to_read, chat_to_write, message_of
from sandbox.model import Json, Message

DELETABLE_SECONDS = 48 * 3600
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
MEDIA = ("photo", "document", "video", "animation", "audio")


@method("editMessageText")
async def edit_message_text(call: Call) -> Json:
    message = _own(call)
    new = text_of(call).content()
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return _change(call, message, new, ("text", "entities"))


@method("editMessageCaption")
async def edit_message_caption(call: Call) -> Json:
    message = _own(call)
    if not any(name in message.content for name in MEDIA):
        raise bad_request("there is no caption in the message to edit")
    return _change(call, message, caption_of(call).content("caption"), ("caption", "caption_entities"))


@method("editMessageMedia")
async def edit_message_media(call: Call) -> Json:
    message = _own(call)
    media = call.given.json("media", dict, "can't parse InputMedia JSON object")
    if media is None:
        raise bad_request("media is empty")
    replaced = ("text", "entities", "caption", "caption_entities", *MEDIA)
    return _change(call, message, input_media(call, media), replaced)


@method("editMessageReplyMarkup")
async def edit_message_reply_markup(call: Call) -> Json:
    return _change(call, _own(call), {}, ())


@method("deleteMessage")
async def delete_message(call: Call) -> bool:
    chat = chat_to_read(call)
    message = message_of(chat, call.given.integer("message_id"), "message to delete not found")
    if not _deletable(call, message):
        raise bad_request("message can't be deleted")
    call.world.delete(message)
    return True


@method("deleteMessages")
async def delete_messages(call: Call) -> bool:
    """Messages that are not there, or cannot be deleted, are passed over."""
    chat = chat_to_read(call)
    numbers: list[Any] = call.given.json("message_ids", list, "can't parse message identifiers JSON object") or []
    if not 1 <= len(numbers) <= 100:
        raise bad_request(
            "message identifiers are not specified" if not numbers else "too many message identifiers specified"
        )
    if not all(isinstance(number, int) for number in numbers):
        raise bad_request("message identifier must be of type Number")
    for number in numbers:
        message = chat.messages.get(number)
        if message is not None and _deletable(call, message):
            call.world.delete(message)
    return True


@method("setMessageReaction")
async def set_message_reaction(call: Call) -> bool:
    chat = chat_to_write(call)
    message = message_of(chat, call.given.integer("message_id"), "message to react not found")
    reactions = call.given.json("reaction", list, "can't parse reaction types JSON object") or []
    if len(reactions) > 1 or not all(
        isinstance(r, dict) and r.get("type") == "emoji" and r.get("emoji") for r in reactions
    ):
        raise bad_request("REACTION_INVALID")
    message.reactions = reactions
    return True


def _own(call: Call) -> Message:
    """The bot's own message the call wants to edit."""
    if call.given.text("inline_message_id"):
        raise bad_request("message to edit not found")
    chat = chat_to_write(call)
    number = call.given.integer("message_id")
    if number <= 0:
        raise bad_request("message identifier is not specified")
    message = message_of(chat, number, "message to edit not found")
    if message.sender.id != call.bot.id or message.keyboard is not None:
        raise bad_request("message can't be edited")
    return message


def _change(call: Call, message: Message, new: Json, replaced: tuple[str, ...]) -> Json:
    """Replaces these fields of the content; the keyboard is always replaced, by none if none is given."""
    keyboard = inline_only(call)
    content = {name: value for name, value in message.content.items() if name not in replaced} | new
    if content == message.content and keyboard == message.inline_keyboard:
        raise bad_request(NOT_MODIFIED)
    if content != message.content or replaced:
        message.edit_date = call.world.now()
    message.content, message.inline_keyboard = content, keyboard
    message.pressable |= callback_data(keyboard)
    call.world.edited(message)
    return message.json()


def _deletable(call: Call, message: Message) -> bool:
    """Two days long: own messages, all in a private chat, all in a group the bot administers."""
    own = message.sender.id == call.bot.id or message.chat.private
    allowed = own or message.chat.members.get(call.bot.id) == "administrator"
    return allowed and call.world.now() - message.date < DELETABLE_SECONDS
