"""Forum topics of a group: opening, renaming, closing, reopening, deleting them."""

from sandbox.answers import bad_request
from sandbox.formatting.span import length
from sandbox.methods.call import Call, method
from sandbox.methods.target import administered, chat_to_write
from sandbox.model import Chat, Json, Message, Topic, present

COLOURS = (7322096, 16766590, 13338331, 9367192, 16749490, 16478047)
"""The colours a topic's icon can have (Bot API, createForumTopic)."""

MAX_NAME = 128


@method("createForumTopic")
async def create_forum_topic(call: Call) -> Json:
    chat = _forum(call)
    name = _name(call.given.text("name"))
    colour = call.given.integer("icon_color", COLOURS[0])
    if colour not in COLOURS:
        raise bad_request("invalid icon color specified")
    emoji = call.given.text("icon_custom_emoji_id") or None
    number = call.world.next_message_id(chat)
    topic = Topic(number, name, colour, emoji)
    chat.topics[number] = topic
    shown = {"name": name, "icon_color": colour} | present({"icon_custom_emoji_id": emoji})
    opening = Message(number, chat, call.bot, call.world.now(), {"forum_topic_created": shown}, topic_id=number)
    call.world.post(opening)
    return topic.json()


@method("editForumTopic")
async def edit_forum_topic(call: Call) -> bool:
    chat, topic = _topic(call)
    name = call.given.text("name")
    emoji = call.given.text("icon_custom_emoji_id")
    changed = {"name": _name(name) if name else None, "icon_custom_emoji_id": emoji or None}
    if present(changed) == {} or (name == topic.name and not emoji):
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.name = changed["name"] or topic.name
    topic.icon_custom_emoji_id = emoji or topic.icon_custom_emoji_id
    _tell(call, chat, topic, "forum_topic_edited", present(changed))
    return True


@method("closeForumTopic")
async def close_forum_topic(call: Call) -> bool:
    return _set_closed(call, True)


@method("reopenForumTopic")
async def reopen_forum_topic(call: Call) -> bool:
    return _set_closed(call, False)


@method("deleteForumTopic")
async def delete_forum_topic(call: Call) -> bool:
    """The topic goes with all its messages."""
    chat, topic = _topic(call)
    for message in [m for m in chat.messages.values() if m.topic_id == topic.id]:
        call.world.delete(message)
    del chat.topics[topic.id]
    return True


def _set_closed(call: Call, closed: bool) -> bool:
    chat, topic = _topic(call)
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    _tell(call, chat, topic, "forum_topic_closed" if closed else "forum_topic_reopened", {})
    return True


def _tell(call: Call, chat: Chat, topic: Topic, kind: str, what: Json) -> None:
    number = call.world.next_message_id(chat)
    call.world.post(Message(number, chat, call.bot, call.world.now(), {kind: what}, topic_id=topic.id))


def _forum(call: Call) -> Chat:
    chat = chat_to_write(call)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    return administered(call, chat, "create a topic")


def _topic(call: Call) -> tuple[Chat, Topic]:
    chat = _forum(call)
    topic = chat.topics.get(call.given.integer("message_thread_id"))
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    return chat, topic


def _name(name: str) -> str:
    if not name.strip():
        raise bad_request("topic name must be non-empty")
    if length(name.strip()) > MAX_NAME:
        raise bad_request("topic name is too long")
    return name.strip()
