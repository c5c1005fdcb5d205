"""Where a call goes: the chat it may read or write, a message in it, a topic of it."""

from sandbox.answers import ApiError, bad_request, forbidden
from sandbox.methods.call import Call
from sandbox.model import Chat, Message


def chat_to_read(call: Call, name: str = "chat_id") -> Chat:
    """The chat this parameter names, if the bot is in it. Chats the bot never met are not found."""
    given = call.given.text(name).strip()
    if not given:
        raise bad_request(f"{name} is empty")
    try:
        number = int(given)
    except ValueError:
        raise bad_request("chat not found") from None
    if number < 0:
        return _group(call, number)
    person = call.world.people.get(number)
    if person is None:
        raise _no_person(call, number)
    return call.world.private_chat(call.bot, person)


def chat_to_write(call: Call) -> Chat:
    """The chat `chat_id` names, if the bot may write there now."""
    chat = chat_to_read(call)
    if chat.person is None:
        return chat
    if chat.person.deactivated:
        raise forbidden("user is deactivated")
    if chat.blocked:
        raise forbidden("bot was blocked by the user")
    if not chat.started:
        raise forbidden("bot can't initiate conversation with a user")
    return chat


def message_of(chat: Chat, number: int, missing: str) -> Message:
    """A message that is still there; refused with `missing` when it is not."""
    message = chat.messages.get(number)
    if message is None:
        raise bad_request(missing)
    return message


def topic_of(call: Call, chat: Chat) -> int | None:
    """The topic the call writes to; None for the general one and for chats without topics."""
    number = call.given.integer("message_thread_id")
    if not number:
        return None
    if not chat.is_forum or number not in chat.topics:
        raise bad_request("message thread not found")
    return number


def administered(call: Call, chat: Chat, right: str) -> Chat:
    """The chat, if the bot is an administrator of it; `right` says what it lacks otherwise."""
    if chat.members.get(call.bot.id) not in ("administrator", "creator"):
        raise bad_request(f"not enough rights to {right}")
    return chat


def _group(call: Call, number: int) -> Chat:
    chat = call.world.groups.get(number)
    status = chat.members.get(call.bot.id) if chat else None
    if chat is None or status is None:
        raise bad_request("chat not found")
    if status == "kicked":
        raise forbidden("bot was kicked from the supergroup chat")
    if status == "left":
        raise forbidden("bot is not a member of the supergroup chat")
    return chat


def _no_person(call: Call, number: int) -> ApiError:
    if any(bot.id == number for bot in call.world.bots.values()):
        return forbidden("bots can't send messages to bots")
    return bad_request("chat not found")
