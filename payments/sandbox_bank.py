"""The rail to the pretend bank: pays out once for a key, looks up by that key, and reads the bank's signed notices.

It is written as for a real provider: what it does not understand is UNCLEAR, and nothing it says is believed unsigned.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from lending.money import Money
from lending.problems import Problem
from payments.rail import (
    Answer,
    Capabilities,
    Lost,
    MoneyNotice,
    NoticeRefused,
    PayoutAnswer,
    PayoutOrder,
    PayoutStatus,
    Transport,
)
from payments.signature import NotGenuine, check

PAYOUTS = "/sandbox/bank/payouts"
STAMP = "x-microloan-timestamp"
SIGNATURE = "x-microloan-signature"
LONGEST_ID = 100
LONGEST_TEXT = 500

UNCLEAR = PayoutAnswer(PayoutStatus.UNCLEAR)


class SandboxBank:
    """The pretend bank as a rail. `keys` are the notice keys that are good now, the newest first."""

    capabilities = Capabilities(pays_out=True, looks_up=True, tells_of_money=True)

    def __init__(self, transport: Transport, keys: Sequence[bytes], name: str = "sandbox") -> None:
        self.name = name
        self._transport = transport
        self._keys = tuple(keys)

    async def order_payout(self, order: PayoutOrder) -> PayoutAnswer:
        body = {
            "key": order.key,
            "amount": str(order.amount),
            "currency": order.amount.currency,
            "account": order.account,
            "name": order.name,
            "reference": order.reference,
        }
        try:
            return _answer(await self._transport.post(PAYOUTS, body))
        except Lost:
            return UNCLEAR

    async def ask(self, key: str) -> PayoutAnswer:
        try:
            return _answer(await self._transport.get(f"{PAYOUTS}/{quote(key, safe='')}"))
        except Lost:
            return UNCLEAR

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> MoneyNotice:
        try:
            check(self._keys, headers.get(STAMP, ""), headers.get(SIGNATURE, ""), body, now)
        except NotGenuine as forged:
            raise NoticeRefused(HTTPStatus.UNAUTHORIZED, str(forged)) from None
        try:
            return _notice(json.loads(body))
        except (ValueError, TypeError, KeyError, RecursionError) as wrong:
            raise NoticeRefused(HTTPStatus.BAD_REQUEST, _why(wrong)) from None


def _answer(answer: Answer) -> PayoutAnswer:
    """The bank's answer. A refusal of the request itself (4xx) is not a refusal of the payout: it stays UNCLEAR."""
    if answer.status != HTTPStatus.OK or not isinstance(answer.body, dict):
        return UNCLEAR
    try:
        status = PayoutStatus(str(answer.body.get("status")))
    except ValueError:
        return UNCLEAR
    return PayoutAnswer(status, _short(answer.body.get("id")), _short(answer.body.get("reason")))


def _notice(said: Any) -> MoneyNotice:
    amount = Money.parse(said["amount"], _text(said, "currency"))
    if amount.minor <= 0:
        raise ValueError("amount: must be above zero")
    event_id = _text(said, "event_id")
    if not event_id or len(event_id) > LONGEST_ID:
        raise ValueError(f"event_id: must have 1 to {LONGEST_ID} characters")
    booked_at = datetime.fromisoformat(_text(said, "booked_at"))
    if booked_at.tzinfo is None:
        raise ValueError("booked_at: has no time zone")
    return MoneyNotice(
        event_id=event_id,
        kind=_text(said, "kind"),
        amount=amount,
        reference=_text(said, "reference"),
        payer=_text(said, "payer"),
        value_date=date.fromisoformat(_text(said, "value_date")),
        booked_at=booked_at.astimezone(UTC),
    )


def _text(said: Any, key: str) -> str:
    value = said[key]
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise ValueError(f"{key}: must be a text of at most {LONGEST_TEXT} characters")
    return value


def _short(value: Any) -> str:
    return str(value)[:LONGEST_TEXT] if value is not None else ""


def _why(wrong: Exception) -> str:
    """One line about a garbled notice that repeats nothing of what it held."""
    if isinstance(wrong, KeyError):
        return f"{wrong.args[0]}: missing"
    if isinstance(wrong, Problem):
        return str(wrong)
    if type(wrong) is ValueError and str(wrong).split(":")[0] in ("amount", "event_id", "booked_at"):
        return str(wrong)
    return "the body is not a notice"
