"""Money leaves once: an order without an answer is looked up, and only an unknown one is ordered again."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bot.clock import VirtualClock
from bot.idle import Idle
from bot.marks import Mark, Marks
from bot.metrics import Metrics
from bot.orders import PayoutBody, WorkBody
from bot.payouts import PayoutRow, Payouts
from conversations.event import Event, PayoutAnswered
from lending.money import Money
from payments.rail import Capabilities, MoneyNotice, PayoutAnswer, PayoutOrder, PayoutStatus
from tests.bot.played import QuickPace

BODY = PayoutBody(UUID(int=5), "bank", "payout:L-1", Money(500000, "CNY"), "6222", "Li Na", "L-1")
DONE, REFUSED = PayoutAnswer(PayoutStatus.DONE, "B7"), PayoutAnswer(PayoutStatus.REFUSED, reason="closed")
PENDING, UNCLEAR = PayoutAnswer(PayoutStatus.PENDING), PayoutAnswer(PayoutStatus.UNCLEAR)
UNKNOWN = PayoutAnswer(PayoutStatus.UNKNOWN)


class PlayedRail:
    """A rail that answers as it was told to and remembers what it was asked."""

    name = "bank"
    capabilities = Capabilities(pays_out=True, looks_up=True, tells_of_money=False)

    def __init__(self, *answers: PayoutAnswer) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def order_payout(self, order: PayoutOrder) -> PayoutAnswer:
        assert order == BODY.order
        self.asked.append("order")
        return self.answers.pop(0)

    async def ask(self, key: str) -> PayoutAnswer:
        self.asked.append(f"ask {key}")
        return self.answers.pop(0)

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> MoneyNotice:
        raise AssertionError


class Stage:
    def __init__(self, *answers: PayoutAnswer, broken: int = 0) -> None:
        self.rail, self.idle = PlayedRail(*answers), Idle()
        self.clock, self.pace = VirtualClock(datetime(2026, 11, 23, tzinfo=UTC)), QuickPace()
        self.told: list[Event] = []
        self.marks: list[Mark] = []
        self.broken = broken
        marks = Marks(self._write, self.pace)
        self.stopped = False
        known = (marks, self.clock, self.pace, self.idle, Metrics())
        self.payouts = Payouts({"bank": self.rail}, self._tell, *known, self._may_move)

    async def _may_move(self) -> bool:
        return not self.stopped

    async def _write(self, marks: Sequence[Mark]) -> None:
        self.marks.extend(marks)

    async def _tell(self, event: Event) -> None:
        if self.broken:
            self.broken -= 1
            raise OSError("disk full")
        self.told.append(event)

    async def pay(self, fresh: bool = True, attempt: int = 1) -> None:
        self.payouts.submit([PayoutRow(UUID(int=1), BODY, attempt, fresh)])
        await asyncio.wait_for(self.idle.wait(), 5)

    async def wait_until_next_ask(self) -> None:
        due = self.payouts.next_due()
        assert due is not None
        self.clock.move_to(due)
        self.payouts.tick()
        await asyncio.wait_for(self.idle.wait(), 5)

    @property
    def statuses(self) -> list[str]:
        return [event.what.status for event in self.told if isinstance(event.what, PayoutAnswered)]


async def test_a_payout_that_is_done_is_told_and_then_marked() -> None:
    stage = Stage(DONE)
    await stage.pay()
    assert stage.told[0].what == PayoutAnswered(UUID(int=5), "done", "B7", "")
    assert stage.told[0].key == f"payout:{UUID(int=5)}:done"
    assert [mark.id for mark in stage.marks] == [UUID(int=1)]
    assert stage.payouts.next_due() is None


async def test_a_refusal_is_final_and_carries_its_reason() -> None:
    stage = Stage(REFUSED)
    await stage.pay()
    assert stage.told[0].what == PayoutAnswered(UUID(int=5), "refused", "", "closed")


async def test_an_unclear_outcome_is_looked_up_by_its_key_and_never_ordered_again() -> None:
    stage = Stage(UNCLEAR, UNCLEAR, DONE)
    await stage.pay()
    await stage.wait_until_next_ask()
    await stage.wait_until_next_ask()
    assert stage.rail.asked == ["order", "ask payout:L-1", "ask payout:L-1"]
    assert stage.statuses == ["unclear", "unclear", "done"]


async def test_only_an_order_the_bank_never_heard_of_is_given_again_under_the_same_key() -> None:
    stage = Stage(UNCLEAR, UNKNOWN, DONE)
    await stage.pay()
    await stage.wait_until_next_ask()
    assert stage.rail.asked == ["order", "ask payout:L-1", "order"]
    assert stage.statuses[-1] == "done"


async def test_a_payout_that_a_crash_left_behind_is_looked_up_first() -> None:
    stage = Stage(DONE)
    await stage.pay(fresh=False)
    assert stage.rail.asked == ["ask payout:L-1"]


async def test_a_row_under_the_same_claim_is_not_taken_twice() -> None:
    stage = Stage(PENDING)
    await stage.pay()
    await stage.pay(fresh=False)
    assert stage.rail.asked == ["order"]


async def test_a_row_that_was_claimed_anew_is_looked_up_and_ends_under_the_new_claim_alone() -> None:
    stage = Stage(PENDING, PENDING, DONE)
    await stage.pay()
    await stage.pay(fresh=False, attempt=2)
    await stage.wait_until_next_ask()
    assert stage.rail.asked == ["order", *["ask payout:L-1"] * 2]
    assert [(mark.id, mark.attempt) for mark in stage.marks] == [(UUID(int=1), 2)]
    assert stage.payouts.next_due() is None


async def test_an_older_claim_that_was_in_flight_asks_no_more_when_its_answer_comes() -> None:
    stage = Stage(PENDING, DONE)
    stage.payouts.submit([PayoutRow(UUID(int=1), BODY, 1), PayoutRow(UUID(int=1), BODY, 2, fresh=False)])
    await asyncio.wait_for(stage.idle.wait(), 5)
    assert stage.payouts.next_due() is None
    assert [mark.attempt for mark in stage.marks] == [2]


async def test_a_pending_payout_is_asked_about_later_and_later_by_the_lenders_clock() -> None:
    stage = Stage(PENDING, PENDING, PENDING, DONE)
    await stage.pay()
    start = stage.clock.now()
    for seconds in (5, 15, 35):
        await stage.wait_until_next_ask()
        assert stage.clock.now() - start == timedelta(seconds=seconds)
    assert stage.statuses[-1] == "done"


async def test_an_answer_is_kept_telling_while_the_database_is_in_trouble() -> None:
    stage = Stage(DONE, broken=3)
    await stage.pay()
    assert stage.statuses == ["done"]
    assert stage.pace.slept == [0.5, 1.0, 2.0]


async def test_a_payout_for_a_rail_that_is_not_there_waits_and_is_not_lost() -> None:
    stage = Stage()
    stage.payouts = Payouts(
        {},
        stage._tell,
        Marks(stage._write, stage.pace),
        stage.clock,
        stage.pace,
        stage.idle,
        Metrics(),
        stage._may_move,
    )
    await stage.pay()
    assert stage.marks == []
    assert stage.payouts.next_due() is not None


def test_orders_survive_their_trip_through_the_database() -> None:
    assert PayoutBody.from_json(BODY.to_json()) == BODY
    work = WorkBody("document", UUID(int=1), UUID(int=2), {"file_id": "f", "purpose": "id_card"})
    assert WorkBody.from_json(work.to_json().encode()) == work


async def test_while_money_is_stopped_nothing_is_ordered_and_afterwards_it_is_ordered_once() -> None:
    stage = Stage(UNKNOWN, DONE)
    stage.stopped = True
    await stage.pay()
    assert stage.rail.asked == []
    assert stage.told == []
    stage.stopped = False
    await stage.wait_until_next_ask()
    assert stage.rail.asked == [f"ask {BODY.key}", "order"]
    assert [event.what.status for event in stage.told] == ["done"]


async def test_while_money_is_stopped_the_bank_is_still_asked_what_became_of_an_order() -> None:
    stage = Stage(DONE)
    stage.stopped = True
    await stage.pay(fresh=False)
    assert stage.rail.asked == [f"ask {BODY.key}"]
    assert [event.what.status for event in stage.told] == ["done"]
