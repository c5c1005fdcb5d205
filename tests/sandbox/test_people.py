"""What people do: say, press, share, send, and what their screens show."""

import pytest

from sandbox.model import Person
from sandbox.other_kinds import KINDS
from sandbox.people import People
from sandbox.whereabouts import CannotDo, Unknown
from sandbox.world import World
from tests.sandbox.conftest import TOKEN, Bot

YES = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}, {"text": "Terms", "url": "https://example.org"}]]}


async def test_a_person_sees_both_sides_of_the_chat_in_order(
    bot: Bot, world: World, people: People, amina: Person
) -> None:
    await people.say(amina.id, "/start")
    await bot("sendMessage", chat_id=amina.id, text="Welcome")
    seen = world.inbox(amina.id).after(0)
    assert [(item.seq, item.kind, item.message["text"]) for item in seen] == [
        (1, "message", "/start"),
        (2, "message", "Welcome"),
    ]
    assert world.unread(amina.id) == {amina.id: 1}
    world.mark_read(amina.id, amina.id)
    assert world.unread(amina.id) == {}


async def test_text_that_is_too_long_goes_in_pieces_and_nothing_is_lost(
    bot: Bot, people: People, amina: Person
) -> None:
    text = "😀" * 5000
    await people.say(amina.id, text)
    pieces = [update["message"]["text"] for update in await bot.updates()]
    assert "".join(pieces) == text
    assert max(len(piece.encode("utf-16-le")) // 2 for piece in pieces) == 4096


async def test_an_own_message_can_be_changed_and_the_bot_is_told(bot: Bot, people: People, amina: Person) -> None:
    said = await people.say(amina.id, "500")
    await people.say(amina.id, "600", edit=said.id)
    updates = await bot.updates()
    assert updates[-1]["edited_message"]["text"] == "600"
    assert updates[-1]["edited_message"]["message_id"] == said.id
    theirs = await bot("sendMessage", chat_id=amina.id, text="mine")
    with pytest.raises(CannotDo, match="is no text of Amina Diallo"):
        await people.say(amina.id, "x", edit=theirs["message_id"])


async def test_an_old_button_can_be_pressed_after_it_was_edited_away(bot: Bot, people: People, amina: Person) -> None:
    await people.say(amina.id, "/start")
    asked = await bot("sendMessage", chat_id=amina.id, text="?", reply_markup=YES)
    await bot("editMessageText", chat_id=amina.id, message_id=asked["message_id"], text="!")
    await people.press(amina.id, asked["message_id"], data="y", wait=False)
    assert (await bot.updates())[-1]["callback_query"]["data"] == "y"
    with pytest.raises(CannotDo, match="no such button"):
        await people.press(amina.id, asked["message_id"], data="never there", wait=False)


async def test_a_link_opens_without_the_bot(bot: Bot, people: People, amina: Person) -> None:
    await people.say(amina.id, "/start")
    asked = await bot("sendMessage", chat_id=amina.id, text="?", reply_markup=YES)
    await bot.updates()
    opened = await people.press(amina.id, asked["message_id"], label="Terms")
    assert opened == {"answer": None, "url": "https://example.org"}
    assert await bot.updates() == []


async def test_a_reply_keyboard_stands_until_it_is_removed(
    bot: Bot, world: World, people: People, amina: Person
) -> None:
    await people.say(amina.id, "/start")
    chat = world.private[4242, amina.id]
    keyboard = {"keyboard": [["Borrow"], [{"text": "Share my number", "request_contact": True}]]}
    await bot("sendMessage", chat_id=amina.id, text="?", reply_markup=keyboard)
    await bot("sendMessage", chat_id=amina.id, text="no keyboard here")
    shown = world.reply_keyboard(chat, amina.id)
    assert shown is not None
    assert shown["keyboard"][0] == [{"text": "Borrow"}]
    await people.press(amina.id, label="Borrow")
    await people.press(amina.id, label="Share my number")
    heard = [update["message"] for update in await bot.updates()][1:]
    assert heard[0]["text"] == "Borrow"
    assert heard[1]["contact"]["user_id"] == amina.id
    await bot("sendMessage", chat_id=amina.id, text="bye", reply_markup={"remove_keyboard": True})
    assert world.reply_keyboard(chat, amina.id) is None
    with pytest.raises(CannotDo, match="no keyboard with such a button is open"):
        await people.press(amina.id, label="Borrow")


async def test_a_one_time_keyboard_closes_when_it_is_used(
    bot: Bot, world: World, people: People, amina: Person
) -> None:
    await people.say(amina.id, "/start")
    keyboard = {"keyboard": [["Yes", "No"]], "one_time_keyboard": True}
    await bot("sendMessage", chat_id=amina.id, text="?", reply_markup=keyboard)
    await people.press(amina.id, label="No")
    assert world.reply_keyboard(world.private[4242, amina.id], amina.id) is None


async def test_a_shared_number_says_whose_it_is(bot: Bot, people: People, amina: Person, wei: Person) -> None:
    await people.share_contact(amina.id)
    await people.send_other(amina.id, "contact_of", contact_of=wei.id)
    own, others = [update["message"]["contact"] for update in await bot.updates()]
    assert own == {"phone_number": "221771234567", "first_name": "Amina", "last_name": "Diallo", "user_id": amina.id}
    assert others["user_id"] == wei.id


@pytest.mark.parametrize("kind", KINDS)
async def test_people_can_send_any_other_kind(bot: Bot, people: People, amina: Person, kind: str) -> None:
    await people.send_other(amina.id, kind)
    message = (await bot.updates())[0]["message"]
    assert kind.removesuffix("_of") in message


async def test_what_cannot_be_done_is_said_in_one_line(bot: Bot, people: People, amina: Person) -> None:
    with pytest.raises(Unknown, match="there is no person 7"):
        await people.say(7, "hello")
    with pytest.raises(Unknown, match="Amina Diallo is in no chat -5"):
        await people.say(amina.id, "hello", chat_id=-5)
    with pytest.raises(Unknown, match="no bot is called nobody"):
        await people.say(amina.id, "hello", bot="nobody")
    with pytest.raises(Unknown, match="there is no message 9 on the screen"):
        await people.press(amina.id, 9, data="x")
    await people.block(amina.id)
    with pytest.raises(CannotDo, match="unblock it first"):
        await people.say(amina.id, "hello")


async def test_people_reach_the_bot_that_asked_last_or_the_one_they_name(
    bot: Bot, world: World, people: People, amina: Person
) -> None:
    other = Bot(bot.api, "77:another-token-aaaaaaaaaa")
    await other("getMe")
    await people.say(amina.id, "to the last")
    await people.say(amina.id, "by name", bot="lender_bot")
    assert [update["message"]["text"] for update in await other.updates()] == ["to the last"]
    assert [update["message"]["text"] for update in await bot.updates()] == ["by name"]
    numbers = [message for chat in world.chats_of(amina.id) for message in chat.messages]
    assert len(set(numbers)) == 2


async def test_a_group_is_no_place_to_ask_for_a_number(bot: Bot, world: World, amina: Person) -> None:
    group = world.add_group("Staff", [amina], world.bots[TOKEN])
    keyboard = {"keyboard": [[{"text": "number", "request_contact": True}]]}
    said = await bot.refused("sendMessage", chat_id=group.id, text="?", reply_markup=keyboard)
    assert said == "Bad Request: phone number can be requested in private chats only"
