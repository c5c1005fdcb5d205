"""Where a person acts: which of their chats, which message in it, which keyboard."""

from sandbox.model import Chat, Json, Message, Person
from sandbox.world import World


class CannotDo(ValueError):
    """What a person tried cannot be done, in one clear line."""


class Unknown(CannotDo):
    """There is no such person, chat, message or bot."""


def person_of(world: World, person_id: int) -> Person:
    person = world.people.get(person_id)
    if person is None:
        raise Unknown(f"there is no person {person_id}")
    return person


def chat_of(world: World, person: Person, chat_id: int | None, bot: str | None) -> Chat:
    """The group of this id, or the person's private chat with the bot (of this name, or the one that asked last)."""
    if chat_id is not None and chat_id < 0:
        group = world.groups.get(chat_id)
        if group is None or not world.is_member(group, person.id):
            raise Unknown(f"{person.name} is in no chat {chat_id}")
        return group
    named = next((b.username for b in world.bots.values() if b.id == chat_id), bot)
    if chat_id not in (None, person.id) and named is bot:
        raise Unknown(f"{person.name} is in no chat {chat_id}")
    try:
        return world.private_chat(world.bot_named(named), person)
    except LookupError as error:
        raise Unknown(str(error.args[0])) from None


def message_of(world: World, person: Person, message_id: int, chat_id: int | None, bot: str | None) -> Message:
    """A message on the person's screen. Ids are unique among a person's private chats, so no bot need be named."""
    if (chat_id is None or chat_id == person.id) and bot is None:
        mine = world.private_chats_of(person.id)
        found = next((chat.messages[message_id] for chat in mine if message_id in chat.messages), None)
    else:
        found = chat_of(world, person, chat_id, bot).messages.get(message_id)
    if found is None:
        raise Unknown(f"there is no message {message_id} on the screen")
    return found


def inline_button(message: Message, data: str | None, label: str | None) -> Json:
    """The button of a message's inline keyboard; by data also one that was edited away, as a slow client can press."""
    rows = message.inline_keyboard["inline_keyboard"] if message.inline_keyboard else []
    for row in rows:
        for button in row:
            if (data is not None and button.get("callback_data") == data) or (data is None and button["text"] == label):
                return dict(button)
    if data is not None and data in message.pressable:
        return {"text": "", "callback_data": data}
    raise CannotDo(f"message {message.id} has no such button")


def keyboard_button(keyboard: Json | None, label: str) -> Json:
    """The button of this label on an open reply keyboard."""
    rows = keyboard.get("keyboard", []) if keyboard else []
    for row in rows:
        for button in row:
            if button["text"] == label:
                return dict(button)
    raise CannotDo("no keyboard with such a button is open")
