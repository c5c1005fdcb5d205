"""Bots changing what they sent: edits, deletions, reactions."""

from bot.clock import VirtualClock
from sandbox.model import Json, Person
from sandbox.people import People
from sandbox.world import World
from tests.sandbox.conftest import Bot

PRESS = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}


async def sent(bot: Bot, people: People, person: Person, **more: object) -> Json:
    await people.say(person.id, "/start")
    message: Json = await bot("sendMessage", chat_id=person.id, text="first", **more)
    return {"chat_id": person.id, "message_id": message["message_id"]}


async def test_an_edit_returns_the_message_and_shows_on_the_screen(
    bot: Bot, world: World, people: People, amina: Person
) -> None:
    where = await sent(bot, people, amina, reply_markup=PRESS)
    edited = await bot("editMessageText", **where, text="<b>second</b>", parse_mode="HTML")
    assert edited["text"] == "second"
    assert edited["edit_date"] == world.now()
    assert "reply_markup" not in edited
    last = world.inbox(amina.id).seen[-1]
    assert (last.kind, last.message["text"]) == ("edit", "second")


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, people: People, amina: Person) -> None:
    where = await sent(bot, people, amina, reply_markup=PRESS)
    said = await bot.refused("editMessageText", **where, text="first", reply_markup=PRESS)
    assert said == (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as "
        "a current content and reply markup of the message"
    )
    assert await bot("editMessageReplyMarkup", **where)
    assert (await bot.refused("editMessageReplyMarkup", **where)).startswith("Bad Request: message is not modified")


async def test_only_own_messages_without_a_reply_keyboard_can_be_edited(
    bot: Bot, people: People, amina: Person
) -> None:
    theirs = await people.say(amina.id, "mine")
    for number, error in ((theirs.id, "message can't be edited"), (99, "message to edit not found")):
        said = await bot.refused("editMessageText", chat_id=amina.id, message_id=number, text="x")
        assert said == f"Bad Request: {error}"
    where = await sent(bot, people, amina, reply_markup={"keyboard": [["A"]]})
    assert (await bot.refused("editMessageText", **where, text="x")) == "Bad Request: message can't be edited"
    where = await sent(bot, people, amina)
    said = await bot.refused("editMessageText", **where, text="x", reply_markup={"keyboard": [["A"]]})
    assert said == "Bad Request: inline keyboard expected"
    said = await bot.refused("editMessageCaption", **where, caption="x")
    assert said == "Bad Request: there is no caption in the message to edit"


async def test_deleted_messages_are_gone_and_old_ones_stay(
    bot: Bot, world: World, people: People, amina: Person, clock: VirtualClock
) -> None:
    where = await sent(bot, people, amina)
    assert await bot("deleteMessage", **where) is True
    assert world.inbox(amina.id).seen[-1].kind == "delete"
    assert (await bot.refused("deleteMessage", **where)) == "Bad Request: message to delete not found"
    old = await sent(bot, people, amina)
    clock.advance(48 * 3600)
    assert (await bot.refused("deleteMessage", **old)) == "Bad Request: message can't be deleted"
    young = await sent(bot, people, amina)
    numbers = [old["message_id"], young["message_id"], 999]
    assert await bot("deleteMessages", chat_id=amina.id, message_ids=numbers)
    chat = world.private[4242, amina.id]
    assert [number in chat.messages for number in numbers] == [True, False, False]


async def test_a_reaction_is_kept_on_the_message(bot: Bot, world: World, people: People, amina: Person) -> None:
    said = await people.say(amina.id, "paid!")
    heart = [{"type": "emoji", "emoji": "❤"}]
    assert await bot("setMessageReaction", chat_id=amina.id, message_id=said.id, reaction=heart)
    assert said.reactions == heart
    refused = await bot.refused("setMessageReaction", chat_id=amina.id, message_id=said.id, reaction=[{"type": "x"}])
    assert refused == "Bad Request: REACTION_INVALID"
