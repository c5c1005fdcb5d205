"""Invoices, and the two answers a bot owes: to a pressed button and to a payment about to be made."""

import re
from datetime import timedelta
from typing import Any

from sandbox.answers import bad_request
from sandbox.formatting.span import length
from sandbox.methods.call import Call, method
from sandbox.methods.outgoing import send
from sandbox.methods.target import chat_to_write
from sandbox.model import Json, present
from sandbox.queries import Query

CURRENCY = re.compile(r"[A-Z]{3}")
BUTTON_LIFETIME = timedelta(seconds=150)
CHECKOUT_LIFETIME = timedelta(seconds=10)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
MAX_ANSWER = 200


@method("sendInvoice")
async def send_invoice(call: Call) -> Json:
    chat = chat_to_write(call)
    given = call.given
    texts = {name: given.text(name) for name in ("title", "description", "payload", "currency", "start_parameter")}
    if not 1 <= length(texts["title"]) <= 32:
        raise bad_request("INVOICE_TITLE_INVALID" if texts["title"] else "title is empty")
    if not 1 <= length(texts["description"]) <= 255:
        raise bad_request("INVOICE_DESCRIPTION_INVALID" if texts["description"] else "description is empty")
    if not 1 <= len(texts["payload"].encode()) <= 128:
        raise bad_request("INVOICE_PAYLOAD_INVALID")
    total = _total(call, texts["currency"])
    shown = {name: texts[name] for name in ("title", "description", "start_parameter", "currency")}
    keyboard = {"inline_keyboard": [[{"text": f"Pay {texts['currency']}", "pay": True}]]}
    message = send(call, chat, {"invoice": shown | {"total_amount": total}}, keyboard)
    message.invoice = {"currency": texts["currency"], "total_amount": total, "invoice_payload": texts["payload"]}
    return message.json()


def _total(call: Call, currency: str) -> int:
    """The sum of the prices in the smallest unit. Stars need no provider and have one price; all others need one."""
    if not CURRENCY.fullmatch(currency):
        raise bad_request("CURRENCY_INVALID")
    prices: list[Any] = call.given.json("prices", list, "can't parse prices JSON object") or []
    amounts: list[Any] = [price.get("amount") for price in prices if isinstance(price, dict) and price.get("label")]
    if not amounts or len(amounts) != len(prices) or not all(type(amount) is int for amount in amounts):
        raise bad_request("can't parse labeled price: expected an Object with label and amount")
    stars = currency == "XTR"
    if stars and len(amounts) != 1:
        raise bad_request("STARS_INVOICE_INVALID")
    if not stars and not call.given.text("provider_token"):
        raise bad_request("PAYMENT_PROVIDER_INVALID")
    total: int = sum(amounts)
    if not 0 < total <= 10**13:
        raise bad_request("CURRENCY_TOTAL_AMOUNT_INVALID")
    return total


@method("answerCallbackQuery")
async def answer_callback_query(call: Call) -> bool:
    query = _query(call, call.world.queries.buttons, "callback_query_id", BUTTON_LIFETIME)
    text = call.given.text("text")
    if length(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    url = call.given.text("url")
    if url and not url.startswith(("http://", "https://", "tg://")):
        raise bad_request("URL_INVALID")
    query.settle(present({"text": text or None, "url": url or None}) | {"show_alert": call.given.flag("show_alert")})
    return True


@method("answerPreCheckoutQuery")
async def answer_pre_checkout_query(call: Call) -> bool:
    query = _query(call, call.world.queries.checkouts, "pre_checkout_query_id", CHECKOUT_LIFETIME)
    agreed, reason = call.given.flag("ok"), call.given.text("error_message")
    if not agreed and not reason:
        raise bad_request("error message must be non-empty")
    query.settle({"ok": agreed} | present({"error_message": reason or None}))
    return True


def _query(call: Call, asked: dict[str, Query], name: str, lifetime: timedelta) -> Query:
    """The question this call answers, which can be answered once and not after its lifetime."""
    query = asked.get(call.given.text(name))
    if query is None or query.bot_id != call.bot.id or query.answer is not None:
        raise bad_request(TOO_OLD)
    if call.world.clock.now() - query.asked > lifetime:
        raise bad_request(TOO_OLD)
    return query
