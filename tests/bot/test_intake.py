"""Everything comes in by one door: in the order of its person, answered when kept; a payment's question at once."""

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from telegram.error import NetworkError

from bot.clock import VirtualClock
from bot.idle import Idle
from bot.intake import Intake
from bot.metrics import Metrics
from conversations.event import Event, PayoutAnswered, Said, SentOther
from lending.money import Money
from tests.bot.played import PlayedApi

HOUSE: Any = SimpleNamespace(staff_group=None, languages=("en",))
CLOCK = VirtualClock(datetime(2026, 11, 23, tzinfo=UTC))
LI_NA = {"id": 1001, "is_bot": False, "first_name": "Li Na"}


def said(n: int, text: str) -> dict[str, Any]:
    chat = {"id": 1001, "type": "private"}
    return {"update_id": n, "message": {"message_id": n, "date": 1, "chat": chat, "from": LI_NA, "text": text}}


class Stage:
    def __init__(self, why_not: str = "", gate: asyncio.Event | None = None, **answers: Any) -> None:
        self.api, self.had, self.metrics = PlayedApi(**answers), list[Event](), Metrics()
        self.why_not, self.gate, self.asked = why_not, gate, list[tuple[str, Money, str]]()
        self.intake = Intake(self.api, HOUSE, CLOCK, self._turn, self._check, Idle(), self.metrics)

    async def _turn(self, event: Event) -> None:
        if self.gate is not None:
            await self.gate.wait()
        self.had.append(event)

    async def _check(self, payload: str, amount: Money, language: str) -> str:
        self.asked.append((payload, amount, language))
        return self.why_not


async def test_updates_of_one_person_keep_their_order() -> None:
    stage = Stage()
    await asyncio.gather(*(stage.intake.update(said(n, f"{n}")) for n in range(1, 6)))
    assert [event.what for event in stage.had] == [Said(f"{n}", n) for n in range(1, 6)]


async def test_an_update_that_nobody_can_read_is_still_handled_once() -> None:
    stage = Stage()
    await stage.intake.update({"update_id": 9, "message": {"chat": "?"}})
    assert (stage.had[0].key, stage.had[0].what, stage.had[0].who) == ("tg:9", SentOther("unreadable"), None)


CHECKOUT = {
    "update_id": 10,
    "pre_checkout_query": {
        "id": "q",
        "from": LI_NA | {"language_code": "zh"},
        "currency": "CNY",
        "total_amount": 88849,
        "invoice_payload": "loan:L-1",
    },
}


@pytest.mark.parametrize(
    ("why_not", "answer"),
    [
        ("", {"pre_checkout_query_id": "q", "ok": True}),
        ("too late", {"pre_checkout_query_id": "q", "ok": False, "error_message": "too late"}),
    ],
)
async def test_a_payments_question_is_answered_ahead_of_a_busy_queue(why_not: str, answer: dict[str, Any]) -> None:
    gate = asyncio.Event()
    stage = Stage(why_not, gate)
    waiting = asyncio.create_task(stage.intake.update(said(1, "slow")))
    await asyncio.wait_for(stage.intake.update(CHECKOUT), 5)
    assert stage.asked == [("loan:L-1", Money(88849, "CNY"), "zh")]
    assert stage.api.calls == [("answerPreCheckoutQuery", answer)]
    assert stage.had == []
    gate.set()
    await waiting


async def test_a_question_that_cannot_be_answered_blocks_nothing() -> None:
    stage = Stage(answerPreCheckoutQuery=[NetworkError("x")])
    await stage.intake.update(CHECKOUT)
    assert stage.had == []


async def test_the_world_comes_in_by_the_same_door() -> None:
    stage = Stage()
    event = Event("payout:1:done", CLOCK.now(), PayoutAnswered(UUID(int=1), "done"))
    await stage.intake.tell(event)
    assert stage.had == [event]
    assert stage.metrics.value("events", kind="PayoutAnswered") == 1
