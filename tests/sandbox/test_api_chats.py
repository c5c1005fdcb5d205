"""Groups with topics, members, pins; commands, names and menus."""

import pytest

from sandbox.model import Chat, Person
from sandbox.people import People
from sandbox.world import World
from tests.sandbox.conftest import TOKEN, Bot


@pytest.fixture
def staff(world: World, bot: Bot, amina: Person, wei: Person) -> Chat:
    return world.add_group("Staff", [amina, wei], world.bots[TOKEN], forum=True)


async def test_everybody_in_a_group_sees_what_is_said_there(
    bot: Bot, world: World, people: People, staff: Chat, amina: Person, wei: Person
) -> None:
    await people.say(wei.id, "good morning", chat_id=staff.id)
    await bot("sendMessage", chat_id=staff.id, text="new application")
    assert [item.message["text"] for item in world.inbox(amina.id).seen] == ["good morning", "new application"]
    assert world.unread(amina.id) == {staff.id: 2}
    assert world.unread(wei.id) == {staff.id: 1}
    update = (await bot.updates())[0]["message"]
    assert update["chat"] == {"id": staff.id, "title": "Staff", "type": "supergroup", "is_forum": True}


async def test_under_privacy_mode_a_bot_hears_only_what_is_meant_for_it(
    bot: Bot, world: World, people: People, amina: Person, wei: Person
) -> None:
    market = world.add_group("Market", [amina, wei], world.bots[TOKEN], bot_is_admin=False)
    asked = await bot("sendMessage", chat_id=market.id, text="anybody?")
    for text in ("chatter", "/help", "/help@other_bot", "/help@lender_bot", "ask @lender_bot"):
        await people.say(wei.id, text, chat_id=market.id)
    await people.say(wei.id, "me", chat_id=market.id, reply_to=asked["message_id"])
    heard = [update["message"]["text"] for update in await bot.updates()]
    assert heard == ["/help", "/help@lender_bot", "ask @lender_bot", "me"]


async def test_a_topic_is_opened_renamed_closed_and_deleted(
    bot: Bot, world: World, people: People, staff: Chat, wei: Person
) -> None:
    topic = await bot("createForumTopic", chat_id=staff.id, name="Application 7")
    where = {"chat_id": staff.id, "message_thread_id": topic["message_thread_id"]}
    card = await bot("sendMessage", **where, text="card")
    assert card["is_topic_message"]
    said = await people.say(wei.id, "I take it", chat_id=staff.id, reply_to=card["message_id"])
    assert said.topic_id == topic["message_thread_id"]
    assert await bot("editForumTopic", **where, name="Application 7: Wei")
    assert await bot("closeForumTopic", **where)
    assert (await bot.refused("closeForumTopic", **where)) == "Bad Request: TOPIC_NOT_MODIFIED"
    assert await bot("reopenForumTopic", **where)
    assert await bot("deleteForumTopic", **where)
    assert (await bot.refused("sendMessage", **where, text="late")) == "Bad Request: message thread not found"
    assert world.inbox(wei.id).seen[-1].kind == "delete"


async def test_topics_need_a_forum_and_rights(
    bot: Bot, world: World, people: People, amina: Person, staff: Chat
) -> None:
    plain = world.add_group("Plain", [amina], world.bots[TOKEN])
    weak = world.add_group("Weak", [amina], world.bots[TOKEN], forum=True, bot_is_admin=False)
    for chat, error in ((plain, "the chat is not a forum"), (weak, "not enough rights to create a topic")):
        said = await bot.refused("createForumTopic", chat_id=chat.id, name="x")
        assert said == f"Bad Request: {error}"
    long = await bot.refused("createForumTopic", chat_id=staff.id, name="x" * 129)
    assert long == "Bad Request: topic name is too long"


async def test_chats_and_members_can_be_asked_for(bot: Bot, staff: Chat, amina: Person, wei: Person) -> None:
    full = await bot("getChat", chat_id=staff.id)
    assert full["title"] == "Staff"
    statuses = [
        (await bot("getChatMember", chat_id=staff.id, user_id=user))["status"] for user in (amina.id, wei.id, 4242)
    ]
    assert statuses == ["creator", "member", "administrator"]
    admins = await bot("getChatAdministrators", chat_id=staff.id)
    assert [admin["user"]["id"] for admin in admins] == [amina.id, 4242]
    assert (await bot.refused("getChatMember", chat_id=staff.id, user_id=5)) == "Bad Request: member not found"
    assert await bot("getChatMemberCount", chat_id=staff.id) == 3


async def test_a_group_the_bot_left_is_closed_to_it(bot: Bot, world: World, staff: Chat, amina: Person) -> None:
    other = world.add_group("Other", [amina])
    assert (await bot.refused("getChat", chat_id=other.id)) == "Bad Request: chat not found"
    assert await bot("leaveChat", chat_id=staff.id)
    said = await bot.refused("sendMessage", chat_id=staff.id, text="still there?")
    assert said == "Forbidden: bot is not a member of the supergroup chat"


async def test_pins_are_kept_and_announced(bot: Bot, world: World, staff: Chat, wei: Person) -> None:
    rules = await bot("sendMessage", chat_id=staff.id, text="rules")
    where = {"chat_id": staff.id, "message_id": rules["message_id"]}
    assert await bot("pinChatMessage", **where)
    assert (await bot("getChat", chat_id=staff.id))["pinned_message"]["text"] == "rules"
    assert world.inbox(wei.id).seen[-1].message["pinned_message"]["text"] == "rules"
    assert await bot("unpinChatMessage", **where)
    assert (await bot.refused("unpinChatMessage", **where)) == "Bad Request: message to unpin not found"
    assert await bot("pinChatMessage", **where)
    assert await bot("unpinAllChatMessages", chat_id=staff.id)
    assert staff.pinned == []


async def test_the_narrowest_commands_in_the_persons_language_are_shown(
    bot: Bot, world: World, people: People, staff: Chat, amina: Person, wei: Person
) -> None:
    async def set_for(command: str, scope: object = None, language: str = "") -> None:
        listed = [{"command": command, "description": "does it"}]
        given = {"scope": scope} if scope else {}
        assert await bot("setMyCommands", commands=listed, language_code=language, **given)

    await set_for("help")
    await set_for("bangzhu", language="zh")
    await set_for("queue", {"type": "chat", "chat_id": staff.id})
    shown = [
        world.commands_for(person.id, chat)[0]["command"]
        for person, chat in (
            (amina, world.private_chat(world.bots[TOKEN], amina)),
            (wei, world.private_chat(world.bots[TOKEN], wei)),
            (wei, staff),
        )
    ]
    assert shown == ["help", "bangzhu", "queue"]
    assert (await bot("getMyCommands", language_code="zh"))[0]["command"] == "bangzhu"
    assert await bot("deleteMyCommands", language_code="zh")
    assert await bot("getMyCommands", language_code="zh") == []


@pytest.mark.parametrize(
    ("command", "error"),
    [
        ({"command": "Help", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "a" * 33, "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "help", "description": ""}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"command": "help", "description": "x" * 257}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_commands_that_telegram_refuses(bot: Bot, command: dict[str, str], error: str) -> None:
    assert (await bot.refused("setMyCommands", commands=[command])) == f"Bad Request: {error}"


async def test_names_descriptions_and_menus_are_kept_per_language(bot: Bot, people: People, amina: Person) -> None:
    await bot("setMyName", name="Lender")
    await bot("setMyDescription", description="小额贷款", language_code="zh")
    await bot("setMyShortDescription", short_description="loans")
    assert await bot("getMyName", language_code="zh") == {"name": "Lender"}
    assert await bot("getMyDescription", language_code="zh") == {"description": "小额贷款"}
    assert await bot("getMyDescription") == {"description": ""}
    assert await bot("getMyShortDescription") == {"short_description": "loans"}
    long = await bot.refused("setMyDescription", description="x" * 513)
    assert long == "Bad Request: description is too long"
    await people.say(amina.id, "/start")
    assert await bot("setChatMenuButton", chat_id=amina.id, menu_button={"type": "default"})
    assert await bot("getChatMenuButton", chat_id=amina.id) == {"type": "default"}
    assert await bot("getChatMenuButton") == {"type": "commands"}
