"""What one person's chat page shows around the messages: who there is to play, which chats, keyboards and menus.

Read from the world each time it is asked for; the world stays the only place where any of it is kept.
"""

import re

from sandbox.model import Bot, Chat, Json, Person, present
from sandbox.world import World

HAN = re.compile("[\u4e00-\u9fff]+")


def people(world: World) -> list[Json]:
    """Everybody who can be played, with the count of messages that wait for them."""
    return [
        {"id": person.id, "name": _name(person), "roles": list(person.roles), "unread": _unread_total(world, person.id)}
        | present({"language_code": person.language_code, "phone": person.phone})
        for person in world.people.values()
    ]


def screen(world: World, person_id: int) -> Json:
    """The person's chats, those with a bot first even when they have not begun, and everybody else's unread counts."""
    person = world.people[person_id]
    unread = world.unread(person_id)
    private = [_private(world, bot, person) for bot in world.bots.values()]
    groups = [_group(world, chat, person) for chat in world.chats_of(person_id) if not chat.private]
    for chat in (*private, *groups):
        chat["unread"] = unread.get(chat["id"], 0)
    return {"people": people(world), "chats": private + groups, "now": world.now()}


def _name(person: Person) -> str:
    """The name as its own language writes it: the family name first, without a space, where both are Chinese."""
    both = f"{person.last_name or ''}{person.first_name}"
    return both if HAN.fullmatch(both) else person.name


def _unread_total(world: World, person_id: int) -> int:
    return sum(world.unread(person_id).values())


def _private(world: World, bot: Bot, person: Person) -> Json:
    chat = world.private.get((bot.id, person.id))
    shown: Json = {
        "key": f"{person.id}@{bot.username}",
        "id": person.id,
        "type": "private",
        "title": _in_language(bot.names, person) or bot.first_name,
        "bot": bot.username,
        "about": _in_language(bot.descriptions, person),
        "started": chat is not None and chat.started,
        "blocked": chat is not None and chat.blocked,
        "commands": world.commands_for(person.id, chat or Chat(person.id, "private", person=person, bot=bot)),
    }
    return shown | (_standing(world, chat, person) if chat else {})


def _group(world: World, chat: Chat, person: Person) -> Json:
    bots = world.bots_in(chat)
    shown: Json = {
        "key": str(chat.id),
        "id": chat.id,
        "type": "group",
        "title": chat.title or "",
        "is_forum": chat.is_forum,
        "topics": [topic.json() | {"closed": topic.closed} for topic in chat.topics.values()],
        "members": [_name(p) for p in world.people_in(chat)] + [bot.first_name for bot in bots],
        "commands": world.commands_for(person.id, chat),
    }
    shown |= {"bot": bots[0].username} if bots else {}
    return shown | _standing(world, chat, person)


def _standing(world: World, chat: Chat, person: Person) -> Json:
    """The open reply keyboard and what the bot is doing right now, where there is any."""
    action = list(chat.action) if chat.action else None
    return present({"keyboard": world.reply_keyboard(chat, person.id), "action": action})


def _in_language(texts: dict[str, str], person: Person) -> str:
    language = (person.language_code or "").lower()[:2]
    return texts.get(language) or texts.get("") or ""
