"""Bots writing: what is sent arrives, and what Telegram refuses is refused in its words."""

import json

import pytest

from sandbox.model import Person
from sandbox.people import People
from sandbox.world import World
from tests.sandbox.conftest import Bot


async def test_a_bot_is_known_by_its_token_from_the_first_call(bot: Bot) -> None:
    me = await bot("GETME")
    assert me["is_bot"]
    assert me["username"] == "lender_bot"
    other = Bot(bot.api, "77:another-token-aaaaaaaaaa")
    assert (await other("getMe"))["id"] == 77


async def test_a_malformed_token_and_an_unknown_method_are_refused(bot: Bot) -> None:
    assert (await Bot(bot.api, "no token").refused("getMe")) == "Unauthorized: invalid token specified"
    assert (await bot.refused("sendRocket")) == "Not Found: method not found"


async def test_a_bot_cannot_write_first_nor_to_nobody(bot: Bot, people: People, amina: Person) -> None:
    first = await bot.refused("sendMessage", chat_id=amina.id, text="hello")
    assert first == "Forbidden: bot can't initiate conversation with a user"
    assert (await bot.refused("sendMessage", chat_id=999, text="hello")) == "Bad Request: chat not found"
    assert (await bot.refused("sendMessage", text="hello")) == "Bad Request: chat_id is empty"
    await people.say(amina.id, "/start")
    assert (await bot("sendMessage", chat_id=str(amina.id), text="hello"))["text"] == "hello"


async def test_a_person_who_blocks_the_bot_is_out_of_reach_and_the_bot_is_told(
    bot: Bot, people: People, amina: Person
) -> None:
    await people.say(amina.id, "/start")
    await people.block(amina.id)
    said = await bot.refused("sendMessage", chat_id=amina.id, text="hello")
    assert said == "Forbidden: bot was blocked by the user"
    changes = [u["my_chat_member"]["new_chat_member"]["status"] for u in await bot.updates() if "my_chat_member" in u]
    await people.unblock(amina.id)
    changes += [u["my_chat_member"]["new_chat_member"]["status"] for u in await bot.updates()]
    assert changes == ["kicked", "member"]
    assert await bot("sendMessage", chat_id=amina.id, text="welcome back")


async def test_a_deactivated_person_is_out_of_reach(bot: Bot, people: People, amina: Person) -> None:
    await people.say(amina.id, "/start")
    amina.deactivated = True
    assert (await bot.refused("sendMessage", chat_id=amina.id, text="x")) == "Forbidden: user is deactivated"


@pytest.mark.parametrize(
    ("text", "mode", "error"),
    [
        ("", "", "message text is empty"),
        ("   \n ", "", "message text is empty"),
        ("<b></b>", "HTML", "message text is empty"),
        ("x" * 4097, "", "message is too long"),
        ("<b>x", "HTML", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("a <x> b", "HTML", 'can\'t parse entities: Unsupported start tag "x" at byte offset 2'),
        ("是<x> b", "HTML", 'can\'t parse entities: Unsupported start tag "x" at byte offset 3'),
        (
            "<b>a</i>",
            "HTML",
            'can\'t parse entities: Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
        ),
        ("a</b>", "HTML", "can't parse entities: Unexpected end tag at byte offset 1"),
        (
            "a.",
            "MarkdownV2",
            "can't parse entities: Character '.' is reserved and must be escaped with the preceding '\\'",
        ),
        ("*a", "MarkdownV2", "can't parse entities: Can't find end of Bold entity at byte offset 0"),
        ("a", "Latex", "unsupported parse_mode"),
    ],
)
async def test_texts_that_telegram_refuses(
    bot: Bot, people: People, amina: Person, text: str, mode: str, error: str
) -> None:
    await people.say(amina.id, "/start")
    said = await bot.refused("sendMessage", chat_id=amina.id, text=text, parse_mode=mode)
    assert said == f"Bad Request: {error}"


async def test_length_counts_after_the_tags_are_gone(bot: Bot, people: People, amina: Person) -> None:
    await people.say(amina.id, "/start")
    text = "<b>" + "x" * 4096 + "</b>"
    assert len((await bot("sendMessage", chat_id=amina.id, text=text, parse_mode="HTML"))["text"]) == 4096


async def test_only_an_inline_keyboard_is_shown_on_the_message(bot: Bot, people: People, amina: Person) -> None:
    await people.say(amina.id, "/start")
    keyboard = {"keyboard": [[{"text": "Yes"}, "No"]], "resize_keyboard": True}
    plain = await bot("sendMessage", chat_id=amina.id, text="?", reply_markup=json.dumps(keyboard))
    inline = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}], []]}
    shown = await bot("sendMessage", chat_id=amina.id, text="?", reply_markup=inline)
    assert "reply_markup" not in plain
    assert shown["reply_markup"] == {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}


@pytest.mark.parametrize(
    ("button", "error"),
    [
        ({"text": "a", "callback_data": "d" * 65}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": "数" * 22}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "a"}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ({"callback_data": "a"}, "can't parse inline keyboard button: Can't find field \"text\""),
    ],
)
async def test_buttons_that_telegram_refuses(
    bot: Bot, people: People, amina: Person, button: dict[str, str], error: str
) -> None:
    await people.say(amina.id, "/start")
    markup = {"inline_keyboard": [[button]]}
    assert (
        await bot.refused("sendMessage", chat_id=amina.id, text="?", reply_markup=markup)
    ) == f"Bad Request: {error}"


async def test_a_keyboard_has_at_most_a_hundred_buttons_and_eight_in_a_row(
    bot: Bot, people: People, amina: Person
) -> None:
    await people.say(amina.id, "/start")
    for rows in ([[{"text": "a", "callback_data": "a"}] * 9], [[{"text": "a", "callback_data": "a"}] * 6] * 17):
        said = await bot.refused("sendMessage", chat_id=amina.id, text="?", reply_markup={"inline_keyboard": rows})
        assert said == "Bad Request: reply markup is too long"


async def test_a_reply_shows_what_it_answers_and_a_missing_one_is_refused_unless_allowed(
    bot: Bot, people: People, amina: Person
) -> None:
    question = await people.say(amina.id, "How much?")
    reply = {"message_id": question.id}
    sent = await bot("sendMessage", chat_id=amina.id, text="100", reply_parameters=reply)
    assert sent["reply_to_message"]["text"] == "How much?"
    gone = {"message_id": 555}
    said = await bot.refused("sendMessage", chat_id=amina.id, text="100", reply_parameters=gone)
    assert said == "Bad Request: message to be replied not found"
    lenient = gone | {"allow_sending_without_reply": True}
    assert "reply_to_message" not in await bot("sendMessage", chat_id=amina.id, text="100", reply_parameters=lenient)


async def test_contacts_places_polls_and_what_a_bot_is_doing(
    bot: Bot, world: World, people: People, amina: Person
) -> None:
    await people.say(amina.id, "/start")
    contact = await bot("sendContact", chat_id=amina.id, phone_number="+100", first_name="Office")
    place = await bot("sendLocation", chat_id=amina.id, latitude="1.5", longitude=2)
    poll = await bot("sendPoll", chat_id=amina.id, question="Well?", options='["good", {"text": "bad"}]')
    assert contact["contact"] == {"phone_number": "+100", "first_name": "Office"}
    assert place["location"] == {"latitude": 1.5, "longitude": 2.0}
    assert [option["text"] for option in poll["poll"]["options"]] == ["good", "bad"]
    assert await bot("sendChatAction", chat_id=amina.id, action="typing")
    assert world.private[4242, amina.id].action == ("typing", world.now())
    said = await bot.refused("sendChatAction", chat_id=amina.id, action="dancing")
    assert said == "Bad Request: wrong parameter action in request"


async def test_copies_forget_their_origin_and_forwards_name_it(
    bot: Bot, people: People, amina: Person, wei: Person
) -> None:
    original = await people.say(amina.id, "my story")
    await people.say(wei.id, "/start")
    copied = await bot("copyMessage", chat_id=wei.id, from_chat_id=amina.id, message_id=original.id)
    forwarded = await bot("forwardMessage", chat_id=wei.id, from_chat_id=amina.id, message_id=original.id)
    assert set(copied) == {"message_id"}
    assert forwarded["forward_origin"]["sender_user"]["first_name"] == "Amina"
    said = await bot.refused("copyMessage", chat_id=wei.id, from_chat_id=amina.id, message_id=99)
    assert said == "Bad Request: message to copy not found"
    secret = await bot("sendMessage", chat_id=amina.id, text="secret", protect_content=True)
    said = await bot.refused("forwardMessage", chat_id=wei.id, from_chat_id=amina.id, message_id=secret["message_id"])
    assert said == "Bad Request: message can't be forwarded"
