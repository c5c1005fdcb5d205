"""What is tried in the chat, against `microloan quote` with terms typed by hand; and what trying leaves alone."""

from decimal import Decimal
from typing import Any

import pytest

from lending.quote import quote
from tests.journeys.test_amounts import LANGUAGES, TERMS, amounts, quoted, reads
from tests.lender import PlayedLender
from tests.people import Player
from tests.preludes import chooses, prelude

OVERDUE_PRINCIPAL = Decimal("802.63")
"""Principal of the first instalment of 5,000.00 at 18 % over six months: 877.63 less 75.00."""


async def answer(who: Player, words: str) -> list[Decimal]:
    """Types, and gives back the figures of the newest text."""
    await who.says(words)
    return amounts(who.read()[-1])


def paid_off(on: str) -> tuple[Decimal, Decimal]:
    """The pay-off figure of a loan paid on time until `on`, and what it saves."""
    told: dict[str, Any] = quote({**TERMS, "pay_off_on": [on]})["pay_off"][0]
    return Decimal(told["amount"]), Decimal(told["interest_saved"])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_an_offer_would_cost_otherwise_is_what_the_quote_says(lender: PlayedLender, language: str) -> None:
    q = quoted()
    due, total = q["rows"][0]["due"], q["totals"]["due"]
    lin = await lender.person("Lin", language)
    await prelude(lender, "-- Lin has an offer --")
    await chooses(lin, "What if…", "试算")
    await chooses(lin, "Pay all of it on a day", "指定日期提前结清")
    for day, times in (("2027-02-10", 2), ("2027-03-23", 3)):
        whole, saved = paid_off(day)
        assert await answer(lin, day) == [whole, times * due, saved, total - saved, total]
    await chooses(lin, "Another question", "再试算一次")
    await reads(lin, "Another amount", "换个金额")
    other = quote({**TERMS, "principal": "4000"})
    costs = [Decimal(other["totals"][name]) for name in ("due", "interest")]
    seen = await answer(lin, "4000")
    assert seen[:2] == [Decimal("4000.00"), costs[0]]
    assert costs[1] in seen
    assert seen[-1] == q["totals"]["interest"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_lateness_would_cost_is_worked_out_by_hand(lender: PlayedLender, language: str) -> None:
    """Fourteen days late, four of them free: ten days of 0.05 % of 802.63 are 4.01."""
    q = quoted()
    due, total = q["rows"][0]["due"], q["totals"]["due"]
    penalty = round(OVERDUE_PRINCIPAL * Decimal("0.0005") * 10, 2)
    lin = await lender.person("Lin", language)
    await prelude(lender, "-- Lin has a loan --")
    await lin.says("/status")
    await chooses(lin, "What if…", "试算")
    await chooses(lin, "Pay some days late", "晚几天还")
    assert await answer(lin, "14") == [due + penalty, penalty, total - due, due, total + penalty, total]
    assert await answer(lin, "4") == [due, total - due, due, total]


async def test_who_was_asking_for_a_loan_is_still_asking_after_trying_things_out(lender: PlayedLender) -> None:
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has a loan --")
    await lin.presses("Ask for a loan")
    await lin.says("/status")
    asking = lin.read()[-1]
    assert "in the middle of asking for a loan" in asking
    assert "in the middle of asking for a loan" in asking
    await lin.presses("What if…")
    await lin.presses("Pay another amount")
    await lin.says("100")
    await lin.presses("Back to the loan")
    await lin.says("/status")
    assert lin.read()[-1] == asking
