"""A bank that says one thing twice, and differently: what was booked stays, and a person is asked."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Literal
from uuid import UUID

import pytest
from sqlalchemy import func, select

from bot.http import money_arrived
from conversations.event import Event, PayoutAnswered
from lending.money import Money
from payments.rail import MoneyNotice, PayoutAnswer
from payments.sandbox_bank import UNCLEAR
from storage.schema import loan, payment, staff_case
from tests.lender import PlayedLender
from tests.preludes import prelude, verify


async def noticed(lender: PlayedLender, notice: MoneyNotice) -> None:
    await lender.lender.tell(money_arrived("sandbox", notice, lender.clock))
    await lender.rest()


async def count(lender: PlayedLender) -> int:
    query = select(func.count()).select_from(payment)
    return await lender.lender.writer.run_bookkeeping(lambda c: int(c.execute(query).scalar_one()))


async def cases_of_payouts(lender: PlayedLender) -> int:
    query = select(func.count()).select_from(staff_case).where(staff_case.c.kind == "payout")
    return await lender.lender.writer.run_bookkeeping(lambda c: int(c.execute(query).scalar_one()))


async def a_notice(lender: PlayedLender) -> MoneyNotice:
    ref = await lender.lender.writer.run_bookkeeping(lambda c: c.execute(select(loan.c.ref)).scalar_one())
    now = lender.clock.now()
    return MoneyNotice("bank-77", "received", Money(10_000, "CNY"), str(ref), "", now.date(), now)


@pytest.fixture
async def lent(lender: PlayedLender) -> PlayedLender:
    await lender.person("Lin")
    await prelude(lender, "-- Lin has a loan --")
    return lender


async def test_a_notice_that_comes_again_counts_once_in_silence(lent: PlayedLender) -> None:
    notice, wei = await a_notice(lent), lent.people["Wei"]
    await noticed(lent, notice)
    wei.sees()
    for _ in range(3):
        await noticed(lent, notice)
    assert await count(lent) == 1
    assert wei.sees() == []
    assert await lent.findings() == []


@pytest.mark.parametrize("change", ["amount", "currency"])
async def test_another_amount_under_a_number_that_was_used_is_refused_and_staff_are_told_once(
    lent: PlayedLender, change: str
) -> None:
    notice, wei = await a_notice(lent), lent.people["Wei"]
    await noticed(lent, notice)
    other = {
        "amount": replace(notice, amount=Money(99_000, "CNY")),
        "currency": replace(notice, amount=Money(10_000, "USD")),
    }[change]
    wei.sees()
    for _ in range(2):
        await noticed(lent, other)
    assert await count(lent) == 1
    assert len(wei.sees()) == 1
    assert await lent.findings() == []


async def test_money_in_another_currency_waits_for_a_person(lent: PlayedLender) -> None:
    await noticed(lent, replace(await a_notice(lent), amount=Money(10_000, "USD")))
    assert "could not find the loan" in lent.people["Lin"].read()[-1]
    assert await lent.findings() == []


async def test_notices_out_of_order_and_days_late_count_from_their_own_days(lent: PlayedLender) -> None:
    first = await a_notice(lent)
    await lent.after(days=3)
    later = replace(first, event_id="bank-78", value_date=first.value_date + timedelta(days=2))
    await noticed(lent, later)
    await noticed(lent, first)
    assert await count(lent) == 2
    assert await lent.findings() == []


@pytest.mark.parametrize("afterwards", ["unknown", "refused"])
async def test_a_bank_that_said_done_and_had_not_paid_is_noticed_in_the_morning_and_staff_are_told_once(
    tmp_path: Path, afterwards: Literal["unknown", "refused"]
) -> None:
    lender = await PlayedLender.open(tmp_path / "data", nightly=True)
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has agreed --")
    lender.bank.desk.play_next(["says_done"])
    await verify(lender)
    assert "was paid to your account" in lin.read()[-1]
    (lie,) = lender.bank.desk.books.payouts.values()
    assert (lie.status, lie.done) == ("unknown", 0)
    lender.bank.desk.books.payouts[lie.order.key] = replace(lie, status=afterwards)
    for _ in range(3):
        await lender.after(days=1)
        assert await cases_of_payouts(lender) == 1
    assert await lender.findings() == []
    await lender.close()


async def test_a_bank_that_paid_is_asked_each_morning_for_a_week_and_then_no_more(tmp_path: Path) -> None:
    lender = await PlayedLender.open(tmp_path / "data", nightly=True)
    await lender.person("Lin")
    await prelude(lender, "-- Lin has a loan --")
    asked: list[str] = []
    ask = lender.bank.rail.ask

    async def counted(key: str) -> PayoutAnswer:
        asked.append(key)
        return UNCLEAR if len(asked) == 2 else await ask(key)

    lender.bank.rail.ask = counted  # type: ignore[method-assign]
    await lender.after(days=9)
    assert len(asked) == 7
    assert await cases_of_payouts(lender) == 0
    await lender.close()


async def test_a_bank_that_says_refused_and_afterwards_done_is_not_believed_and_staff_are_told(
    lender: PlayedLender,
) -> None:
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has agreed --")
    lender.bank.desk.play_next(["refuse"])
    await verify(lender)
    number = UUID(next(iter(lender.bank.desk.books.payouts)).removeprefix("payout:"))
    lender.people["Wei"].sees()
    for status in ("refused", "done", "done"):
        says = PayoutAnswered(number, status, "late-1")
        await lender.lender.tell(Event(f"payout:{number}:{status}", lender.clock.now(), says))
        await lender.rest()
    assert not any("was paid to your account" in text for text in lin.read())
    assert len(lender.people["Wei"].sees()) == 1
    assert await lender.findings() == []
