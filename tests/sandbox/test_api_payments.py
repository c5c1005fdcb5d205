"""Invoices and button answers: who asks, who answers, and how long there is for it."""

import asyncio

import pytest

from bot.clock import VirtualClock
from sandbox.model import Json, Person
from sandbox.people import People
from sandbox.whereabouts import CannotDo
from tests.sandbox.conftest import Bot

INVOICE = {
    "title": "Instalment 3 of 6",
    "description": "Loan K7-221",
    "payload": "loan:K7-221:3",
    "provider_token": "sandbox",
    "currency": "CNY",
    "prices": [{"label": "Principal", "amount": 30000}, {"label": "Interest", "amount": 650}],
}


async def invoice(bot: Bot, people: People, person: Person) -> Json:
    await people.say(person.id, "/pay")
    sent: Json = await bot("sendInvoice", chat_id=person.id, **INVOICE)
    await bot.updates()
    return sent


async def answered(bot: Bot, **answer: object) -> Json:
    """The bot reads the question about a payment and answers it."""
    asked: Json = (await bot.updates())[0]["pre_checkout_query"]
    await bot("answerPreCheckoutQuery", pre_checkout_query_id=asked["id"], **answer)
    return asked


async def test_a_payment_is_agreed_to_and_then_told(bot: Bot, people: People, amina: Person) -> None:
    sent = await invoice(bot, people, amina)
    assert sent["invoice"]["total_amount"] == 30650
    paying = asyncio.ensure_future(people.pay(amina.id, sent["message_id"]))
    await asyncio.sleep(0)
    asked = await answered(bot, ok=True)
    assert asked["invoice_payload"] == "loan:K7-221:3"
    assert await paying == {"paid": True}
    told = (await bot.updates())[0]["message"]["successful_payment"]
    assert (told["total_amount"], told["currency"]) == (30650, "CNY")
    with pytest.raises(CannotDo, match="paid already"):
        await people.pay(amina.id, sent["message_id"])


async def test_a_refused_payment_moves_no_money(bot: Bot, people: People, amina: Person) -> None:
    sent = await invoice(bot, people, amina)
    paying = asyncio.ensure_future(people.pay(amina.id, sent["message_id"]))
    await asyncio.sleep(0)
    await answered(bot, ok=False, error_message="This loan is repaid.")
    assert await paying == {"paid": False, "error": "This loan is repaid."}
    assert await bot.updates() == []


async def test_an_answer_after_ten_seconds_is_too_late(
    bot: Bot, people: People, amina: Person, clock: VirtualClock
) -> None:
    sent = await invoice(bot, people, amina)
    assert await people.pay(amina.id, sent["message_id"], wait=False) == {"paid": None}
    asked = (await bot.updates())[0]["pre_checkout_query"]
    clock.advance(11)
    said = await bot.refused("answerPreCheckoutQuery", pre_checkout_query_id=asked["id"], ok=True)
    assert said.startswith("Bad Request: query is too old")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"title": "x" * 33}, "INVOICE_TITLE_INVALID"),
        ({"description": "x" * 256}, "INVOICE_DESCRIPTION_INVALID"),
        ({"payload": "号" * 43}, "INVOICE_PAYLOAD_INVALID"),
        ({"provider_token": ""}, "PAYMENT_PROVIDER_INVALID"),
        ({"currency": "yuan"}, "CURRENCY_INVALID"),
        ({"currency": "XTR"}, "STARS_INVOICE_INVALID"),
        ({"prices": [{"label": "x", "amount": 0}]}, "CURRENCY_TOTAL_AMOUNT_INVALID"),
        (
            {"prices": [{"label": "x", "amount": 1.5}]},
            "can't parse labeled price: expected an Object with label and amount",
        ),
    ],
)
async def test_invoices_that_telegram_refuses(
    bot: Bot, people: People, amina: Person, change: dict[str, object], error: str
) -> None:
    await people.say(amina.id, "/pay")
    assert (await bot.refused("sendInvoice", chat_id=amina.id, **(INVOICE | change))) == f"Bad Request: {error}"


async def pressed(bot: Bot, people: People, person: Person) -> tuple[Json, "asyncio.Task[Json]"]:
    """A person presses Yes and waits; the bot has the question."""
    await people.say(person.id, "/start")
    markup = {"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    asked = await bot("sendMessage", chat_id=person.id, text="?", reply_markup=markup)
    await bot.updates()
    waiting = asyncio.create_task(people.press(person.id, asked["message_id"], label="Yes"))
    await asyncio.sleep(0)
    return (await bot.updates())[0]["callback_query"], waiting


async def test_a_press_reaches_the_bot_and_its_answer_the_person(bot: Bot, people: People, amina: Person) -> None:
    query, waiting = await pressed(bot, people, amina)
    assert query["data"] == "y"
    assert query["chat_instance"]
    assert query["message"]["text"] == "?"
    assert await bot("answerCallbackQuery", callback_query_id=query["id"], text="Done", show_alert="true")
    assert await waiting == {"answer": {"text": "Done", "show_alert": True}}
    again = await bot.refused("answerCallbackQuery", callback_query_id=query["id"])
    assert again == "Bad Request: query is too old and response timeout expired or query ID is invalid"


async def test_a_press_is_answered_in_time_and_in_200_characters(
    bot: Bot, people: People, amina: Person, clock: VirtualClock
) -> None:
    query, waiting = await pressed(bot, people, amina)
    long = await bot.refused("answerCallbackQuery", callback_query_id=query["id"], text="x" * 201)
    assert long == "Bad Request: MESSAGE_TOO_LONG"
    clock.advance(151)
    late = await bot.refused("answerCallbackQuery", callback_query_id=query["id"])
    assert late.startswith("Bad Request: query is too old")
    waiting.cancel()


async def test_only_the_bot_that_was_asked_can_answer(bot: Bot, people: People, amina: Person) -> None:
    query, waiting = await pressed(bot, people, amina)
    other = Bot(bot.api, "77:another-token-aaaaaaaaaa")
    said = await other.refused("answerCallbackQuery", callback_query_id=query["id"])
    assert said.startswith("Bad Request: query is too old")
    waiting.cancel()
