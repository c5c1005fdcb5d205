"""What has fallen due gets its turn once, what a crash left over gets its sender, and a virtual clock can be wound."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from bot.clock import VirtualClock
from bot.delivery import Delivery
from bot.idle import Idle
from bot.marks import Mark, Marks
from bot.metrics import Metrics
from bot.orders import PayoutBody
from bot.outbound import Outbound
from bot.outbox_desk import OutboxDesk
from bot.outgoing import Outgoing, StoredPhoto
from bot.payouts import Payouts
from bot.rates import Rates
from bot.sender import Sender
from bot.tick import Ticker, Winder
from bot.work import DocumentWork
from conversations.event import Event, FellDue
from lending.money import Money
from payments.rail import PayoutAnswer, PayoutStatus
from storage import dues, inbox, leases, outbox
from storage.dues import DueRow
from storage.outbox import OutboxRow, Owed
from storage.schema import lease
from storage.schema import outbox as outbox_table
from tests.bot.played import PlayedApi, QuickPace
from tests.bot.test_payouts import PlayedRail
from tests.storage.office import NOON, Office, new_id

LI_NA = 1001
LOAN = UUID(int=77)


class Stage:
    """A ticker on a real database, with senders on a played Telegram. `died` is the process before this one."""

    def __init__(self, office: Office, *answers: PayoutAnswer) -> None:
        self.office, self.clock, self.idle = office, VirtualClock(NOON), Idle()
        self.api, self.pace = PlayedApi(usual={"message_id": 9}), QuickPace()
        self.had: list[Event] = []
        self.fails = False
        owner, metrics = "this", Metrics()
        self.desk = OutboxDesk(office.writer, office.vault, owner, self.clock, new_id)
        self.marks = Marks(self.desk.write, self.pace)
        delivery = Delivery(self.api, self._photo, self.desk.sent_about(self.marks))
        rates = Rates(0, 0, 1, 0, 1)
        around: Any = (self.clock, self.pace)
        self.sender = Sender(delivery, self.marks, self._tell, *around, rates, self.idle, metrics)
        rails, known = {"bank": PlayedRail(*answers)}, (*around, self.idle, metrics)
        self.payouts = Payouts(rails, self._tell, self.marks, *known, self._may_move)
        work = DocumentWork(self.api, office.vault, Path("."), self._tell, self.marks, *around, self.idle, metrics)
        self.outbound = Outbound(self.sender, self.payouts, work, self.marks, self.clock)
        self.ticker = Ticker(
            office.writer, self.desk, self.outbound, self.payouts, self._fell_due, self.clock, self.idle, owner
        )
        self.winder = Winder(self.clock, self.ticker, self.idle)

    async def _photo(self, photo: StoredPhoto) -> bytes:
        return b"jpeg"

    async def _may_move(self) -> bool:
        return True

    async def _tell(self, event: Event) -> None:
        self.had.append(event)

    async def _fell_due(self, event: Event, row: DueRow) -> None:
        self.had.append(event)
        if self.fails:
            return
        await self.office.writer.run(
            lambda c: (
                inbox.first_time(c, event.key, event.at) and dues.done(c, row.kind, row.subject, row.key, row.attempt)
            )
        )

    def plan(self, key: str, at: datetime) -> None:
        row = DueRow("reminder", LOAN, key, at, {"n": 1})
        self.office.writer.run_sync(lambda c: dues.plan(c, row))

    def put(self, *rows: OutboxRow, by: str = "died") -> tuple[Owed, ...]:
        now = self.clock.now()
        return self.office.writer.run_sync(lambda c: outbox.put(c, self.office.vault, rows, by, now))

    def states(self) -> list[str]:
        rows = self.office.rows(select(outbox_table.c.state).order_by(outbox_table.c.sequence))
        return [row.state for row in rows]

    async def tick(self) -> int:
        count = await self.ticker.tick()
        await asyncio.wait_for(self.winder.rest(), 5)
        await self.marks.written()
        return count


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    office = await asyncio.to_thread(Office.open, tmp_path)
    yield Stage(office)
    await asyncio.to_thread(office.close)


def message(words: str, chat: int = LI_NA, priority: int = 1, **more: Any) -> OutboxRow:
    body = Outgoing("message", "sendMessage", {"chat_id": chat, "text": words}, case_id=more.get("case_id")).to_json()
    return OutboxRow(new_id(), "message", body, chat_id=chat, priority=priority, **more)


async def test_what_has_fallen_due_has_its_turn_once(stage: Stage) -> None:
    stage.plan("7:on", NOON)
    stage.plan("8:on", NOON + timedelta(days=30))
    assert [await stage.tick(), await stage.tick()] == [1, 0]
    event = stage.had[0]
    assert event.key == f"due:reminder:{LOAN}:7:on"
    assert event.what == FellDue("reminder", LOAN, {"n": 1}, NOON)


async def test_a_due_turn_that_failed_and_was_kept_never_comes_again(stage: Stage) -> None:
    stage.fails = True
    stage.plan("7:on", NOON)
    await stage.tick()
    stage.clock.advance(3600)
    assert await stage.tick() == 0


async def test_a_virtual_clock_is_wound_from_one_due_instant_to_the_next(stage: Stage) -> None:
    for day in (3, 1, 2, 40):
        stage.plan(f"{day}", NOON + timedelta(days=day))
    assert await stage.winder.settle(NOON + timedelta(days=30)) == NOON + timedelta(days=30)
    assert [(event.at - NOON).days for event in stage.had] == [1, 2, 3]


async def test_keys_of_old_updates_and_leases_of_the_dead_are_forgotten_a_day_at_a_time(stage: Stage) -> None:
    def heard(key: str, at: datetime) -> bool:
        return stage.office.writer.run_sync(lambda c: inbox.first_time(c, key, at))

    assert all([heard("tg:1", NOON), heard("tg:2", NOON + timedelta(days=6)), heard("bank:1", NOON)])
    stage.office.writer.run_sync(lambda c: leases.take(c, "process:died", "died", NOON, 20))
    await stage.tick()
    await stage.winder.settle(NOON + timedelta(days=7, hours=1))
    assert [heard(key, stage.clock.now()) for key in ("tg:1", "tg:2", "bank:1")] == [True, False, False]
    left = stage.office.rows(select(lease.c.name))
    assert [row.name for row in left] == ["process:this"]


async def test_a_payout_that_is_pending_is_waited_out_by_the_wound_clock(tmp_path: Path) -> None:
    office = await asyncio.to_thread(Office.open, tmp_path)
    stage = Stage(office, *[PayoutAnswer(PayoutStatus.PENDING)] * 3, PayoutAnswer(PayoutStatus.DONE, "B1"))
    body = PayoutBody(UUID(int=5), "bank", "payout:L-1", Money(500000, "CNY"), "6222", "Li Na", "L-1")
    stage.outbound.take(stage.put(OutboxRow(new_id(), "payout", body.to_json()), by="this"))
    await stage.winder.advance(120)
    assert stage.had[-1].key == f"payout:{UUID(int=5)}:done"
    assert stage.states() == ["sent"]
    await asyncio.to_thread(office.close)


async def test_what_a_dead_process_had_claimed_is_sent_at_the_first_tick(stage: Stage) -> None:
    stage.put(message("your money is on its way"), message("and the contract"))
    await stage.tick()
    assert stage.api.said() == ["your money is on its way", "and the contract"]
    assert stage.states() == ["sent", "sent"]


async def test_a_reminder_that_may_have_been_sent_before_the_crash_is_not_sent_again(stage: Stage) -> None:
    stage.put(message("due on Friday", priority=5), message("due on Monday", priority=5))
    await stage.tick()
    assert stage.api.said() == ["due on Monday"], "only the first of a chat is in doubt"
    assert stage.states() == ["uncertain", "sent"]


async def test_what_was_planned_for_later_goes_when_its_time_has_come(stage: Stage) -> None:
    stage.put(message("in the morning", not_before=NOON + timedelta(hours=8)))
    await stage.tick()
    assert stage.api.said() == []
    await stage.winder.advance(8 * 3600)
    assert stage.api.said() == ["in the morning"]


async def test_fresh_rows_are_not_claimed_a_second_time_by_their_own_process(stage: Stage) -> None:
    stage.put(message("hello"), by="this")
    await stage.tick()
    assert stage.api.said() == []


async def test_a_row_that_cannot_be_read_is_dead_and_holds_nothing_up(stage: Stage) -> None:
    stage.put(OutboxRow(new_id(), "message", "{}", chat_id=LI_NA), message("hello"))
    await stage.tick()
    assert stage.api.said() == ["hello"]
    assert stage.states() == ["dead", "sent"]


async def test_every_picture_of_a_file_can_be_deleted_on_hand_over(stage: Stage) -> None:
    case = UUID(int=3)
    photos = tuple(StoredPhoto(UUID(int=n), UUID(int=1), f"p{n}") for n in range(2))
    sent = Outgoing("message", "sendMessage", {"chat_id": 501, "text": "file"}, photos=photos, case_id=case)
    stage.api.answers["sendMediaGroup"] = [[{"message_id": 1}, {"message_id": 2}]]
    stage.outbound.take(stage.put(OutboxRow(new_id(), "message", sent.to_json(), 501, case_id=case), by="this"))
    erase = Outgoing("erase", "deleteMessages", {"chat_id": 501, "case_id": str(case)})
    stage.outbound.take(stage.put(OutboxRow(new_id(), "erase", erase.to_json(), 501), by="this"))
    await asyncio.wait_for(stage.winder.rest(), 5)
    gone: Sequence[int] = next(params["message_ids"] for name, params in stage.api.calls if name == "deleteMessages")
    assert sorted(gone) == [1, 2, 9]


async def test_marks_that_cannot_be_written_are_tried_until_they_are(stage: Stage) -> None:
    trouble = [OSError("disk full"), OSError("disk full")]
    written: list[Mark] = []

    async def write(marks: Sequence[Mark]) -> None:
        if trouble:
            raise trouble.pop()
        written.extend(marks)

    stage.marks._write = write
    stage.outbound.take(stage.put(message("hello"), by="this"))
    await asyncio.wait_for(stage.winder.rest(), 5)
    assert len(written) == 1
    assert stage.api.said() == ["hello"], "a mark that waits sends nothing twice"
