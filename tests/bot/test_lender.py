"""A lender that ends and begins again on the same files goes on where it was."""

from collections.abc import Iterable
from typing import Any

import pytest
from sqlalchemy import func, select

from storage.schema import journal, ledger_balance
from tests.lender import OPENING, PlayedLender


async def test_the_opening_money_is_put_in_once_however_often_the_lender_starts(lender: PlayedLender) -> None:
    await lender.restart()
    await lender.restart()
    opened = select(func.count()).where(journal.c.kind == "CapitalAdded")
    held = select(func.max(ledger_balance.c.balance_minor))
    run = lender.lender.writer.run_bookkeeping
    assert await run(lambda conn: conn.execute(opened).scalar_one()) == 1
    assert await run(lambda conn: conn.execute(held).scalar_one()) == OPENING.minor


async def test_an_answer_that_was_saved_but_not_sent_goes_out_after_the_restart(
    lender: PlayedLender, monkeypatch: pytest.MonkeyPatch
) -> None:
    lin = await lender.person("Lin")

    def forget(rows: Iterable[Any]) -> None:
        """The program dies between the commit and the send."""

    monkeypatch.setattr(lender.lender.sender, "submit", forget)
    assert await lin.says("/start") == []
    await lender.restart()
    (welcome,) = lin.sees()
    assert "Harbour Microcredit" in welcome.text


async def test_a_conversation_goes_on_after_a_week_and_a_restart(lender: PlayedLender) -> None:
    lin = await lender.person("Lin")
    await lin.says("/start")
    await lin.presses("Ask for a loan")
    await lin.says("5000")
    await lender.after(days=7)
    await lender.restart()
    again = await lin.says("/status")
    assert any(label == "Go on" for shown in again for row in shown.buttons for label in row)


async def test_two_people_at_once_are_both_answered_each_in_their_language(lender: PlayedLender) -> None:
    lin, bo = await lender.person("Lin", "en"), await lender.person("Bo", "zh-hans")
    await lender.hands.say(lin.id, "/start")
    await lender.hands.say(bo.id, "/start")
    await lender.rest()
    assert "Harbour Microcredit" in lin.sees()[0].text
    assert "海港小贷" in bo.sees()[0].text


async def test_nothing_a_person_says_is_in_the_log(lender: PlayedLender) -> None:
    lin = await lender.person("Lin", phone="+8613912345678")
    await lin.says("/start")
    await lin.says("my number is 13912345678")
    assert "13912345678" not in lender.log.getvalue()
