"""Pressing an inline button and paying an invoice: what a person asks a bot, and the wait for its answer."""

from functools import partial

from sandbox.model import Bot, Json, Message, Person
from sandbox.queries import Query
from sandbox.whereabouts import CannotDo
from sandbox.world import World

ANSWER_SECONDS = 10.0
"""How long, in real seconds, a client waits for the bot; Telegram gives a payment as long."""


def press_button(world: World, person: Person, message: Message, button: Json) -> Query | None:
    """Tells the bot of the press; None for a button that works without the bot, such as a link."""
    if "callback_data" not in button:
        return None
    if not isinstance(message.sender, Bot):
        raise CannotDo("only messages of bots have buttons")
    bot = message.sender
    query = world.queries.ask(bot.id, person, message, world.clock.now())
    world.queries.buttons[query.id] = query
    shown: Json = {"id": query.id, "from": person.json(), "message": message.json()}
    shown |= {"chat_instance": message.chat.instance, "data": button["callback_data"]}
    world.update(bot, "callback_query", shown, f"user:{person.id}")
    return query


def start_payment(world: World, person: Person, message: Message) -> Query:
    """Asks the bot whether the invoice may be paid; the money moves in the moment it agrees."""
    if message.invoice is None or not isinstance(message.sender, Bot):
        raise CannotDo("the message is no invoice, or it is paid already")
    bot = message.sender
    query = world.queries.ask(bot.id, person, message, world.clock.now())
    query.on_answer = partial(_settle, world, query)
    world.queries.checkouts[query.id] = query
    world.update(
        bot, "pre_checkout_query", {"id": query.id, "from": person.json()} | message.invoice, f"user:{person.id}"
    )
    return query


async def payment_outcome(world: World, query: Query) -> Json:
    """Whether it was paid; a bot that stays silent for too long has lost the payment."""
    answer = await query.wait(ANSWER_SECONDS)
    if answer is None:
        world.queries.checkouts.pop(query.id, None)
        return {"paid": False, "error": "the bot did not answer in time"}
    return {"paid": True} if answer["ok"] else {"paid": False, "error": answer.get("error_message", "")}


def _settle(world: World, query: Query, answer: Json) -> None:
    invoice = query.message.invoice
    if not answer["ok"] or invoice is None:
        return
    query.message.invoice = None
    chat = query.message.chat
    charges = {
        "telegram_payment_charge_id": f"sandbox_{query.id}",
        "provider_payment_charge_id": f"provider_{query.id}",
    }
    number = world.next_message_id(chat)
    world.post(Message(number, chat, query.person, world.now(), {"successful_payment": invoice | charges}))
