"""Putting a bot's message into a chat: what all send methods share."""

from sandbox.answers import bad_request
from sandbox.formatting.formatted import Formatted
from sandbox.formatting.span import length
from sandbox.methods.call import Call
from sandbox.methods.markup import callback_data, markup_of
from sandbox.methods.target import message_of, topic_of
from sandbox.model import Chat, Json, Message

MAX_TEXT = 4096
MAX_CAPTION = 1024


def send(call: Call, chat: Chat, content: Json, inline: Json | None = None) -> Message:
    """Posts the content with the call's markup, reply and topic; `inline` is the keyboard when the call brings none."""
    keyboard, other = markup_of(call, chat)
    keyboard = keyboard or inline
    reply_to = _reply_to(call, chat)
    topic = topic_of(call, chat)
    if topic is None and reply_to is not None:
        topic = reply_to.topic_id
    message = Message(
        id=call.world.next_message_id(chat),
        chat=chat,
        sender=call.bot,
        date=call.world.now(),
        content=content,
        topic_id=topic,
        reply_to=reply_to,
        inline_keyboard=keyboard,
        keyboard=other,
        protected=call.given.flag("protect_content"),
        pressable=callback_data(keyboard),
    )
    chat.action = None
    return call.world.post(message)


def text_of(call: Call, name: str = "text") -> Formatted:
    """The call's text, formatted; refused when nothing is left of it or it is too long."""
    text = call.formatted(call.given.text(name))
    if not text.text:
        raise bad_request("message text is empty")
    if length(text.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return text


def caption_of(call: Call) -> Formatted:
    """The call's caption, which may be empty."""
    return checked_caption(call.formatted(call.given.text("caption"), entities="caption_entities"))


def checked_caption(caption: Formatted) -> Formatted:
    if length(caption.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    return caption


def _reply_to(call: Call, chat: Chat) -> Message | None:
    reply = call.given.json("reply_parameters", dict, "can't parse reply parameters JSON object") or {}
    number = reply.get("message_id") or call.given.integer("reply_to_message_id")
    if not isinstance(number, int):
        raise bad_request('can\'t parse reply parameters: Field "message_id" must be of type Number')
    if not number:
        return None
    lenient = reply.get("allow_sending_without_reply") or call.given.flag("allow_sending_without_reply")
    if lenient and number not in chat.messages:
        return None
    return message_of(chat, number, "message to be replied not found")
