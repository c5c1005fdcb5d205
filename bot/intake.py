"""The door that everything comes in by: an update, a notice, an answer of a rail, a due row, a finished check.

Each becomes one event, waits behind the others of its person, and is a turn. Whoever brought it is answered only when
the turn is committed.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from telegram import PreCheckoutQuery
from telegram.error import TelegramError

from bot.clock import Clock
from bot.idle import Idle
from bot.logging import person_hash
from bot.metrics import Metrics
from bot.queues import PersonQueues
from bot.telegram_api import Api
from bot.telegram_in import person_key, read_update, to_event, unreadable
from bot.telegram_text import text_event
from conversations.context import House
from conversations.event import CouldNotReach, Delivered, DocumentLookedAt, Event, FellDue, PayoutAnswered
from lending.money import Money
from lending.problems import Problem

log = structlog.get_logger("intake")

Turn = Callable[[Event], Awaitable[None]]
"""Walks the corridor with one event; returns after the commit, raises when nothing could be kept."""

InvoiceCheck = Callable[[str, Money, str], Awaitable[str]]
"""Whether an invoice (its payload and amount, and the payer's language) may still be paid: "" or why not, in words."""


class Intake:
    """Hands every event to the turn, in the order of its person."""

    def __init__(
        self,
        api: Api,
        house: House,
        clock: Clock,
        turn: Turn,
        check_invoice: InvoiceCheck,
        idle: Idle,
        metrics: Metrics,
    ) -> None:
        self._api = api
        self._house = house
        self._clock = clock
        self._turn = turn
        self._check_invoice = check_invoice
        self._metrics = metrics
        self.queues = PersonQueues(idle)

    async def update(self, raw: Mapping[str, Any]) -> None:
        """One raw update of Telegram; returns when its turn is committed, raises when it could not be kept."""
        now = self._clock.now()
        said = text_event(raw, self._house, now)
        if said is not None and said.who is not None:
            return await self._queue(said.who.telegram_id, said)
        update = read_update(raw)
        if update is None:
            self._metrics.count("updates", kind="unreadable")
            return await self.tell(unreadable(raw, self._house, now))
        if update.pre_checkout_query:
            return await self._answer_checkout(update.pre_checkout_query)
        event = to_event(update, self._house, now)
        return await self._queue(person_key(update), event)

    async def tell(self, event: Event) -> None:
        """An event that did not come as an update; returns when its turn is committed."""
        await self._queue(_order_key(event), event)

    async def _queue(self, person: int, event: Event) -> None:
        self._metrics.count("events", kind=type(event.what).__name__)

        async def turn() -> None:
            with structlog.contextvars.bound_contextvars(key=event.key, person=person_hash(person)):
                await self._turn(event)

        await self.queues.run(person, turn)

    async def _answer_checkout(self, query: PreCheckoutQuery) -> None:
        """Telegram waits ten seconds for this, so it goes ahead of every queue. Nothing is kept of it."""
        try:
            amount = Money(query.total_amount, query.currency)
            why_not = await self._check_invoice(query.invoice_payload, amount, query.from_user.language_code or "")
        except Problem:
            why_not = query.currency
        params: dict[str, Any] = {"pre_checkout_query_id": query.id, "ok": not why_not}
        try:
            await self._api.call("answerPreCheckoutQuery", params | ({"error_message": why_not} if why_not else {}))
        except TelegramError as error:
            log.warning("a payment's question was not answered", error=type(error).__name__)


def _order_key(event: Event) -> int:
    """Whom an event of the world has to wait behind: the chat or the object that it is about."""
    match event.what:
        case CouldNotReach(chat_id=chat) | Delivered(chat_id=chat):
            return chat
        case PayoutAnswered(payout_id=subject) | DocumentLookedAt(document_id=subject) | FellDue(subject=subject):
            return subject.int
        case _:
            return event.who.telegram_id if event.who else 0
