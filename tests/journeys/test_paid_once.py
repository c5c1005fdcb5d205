"""Whatever the bank answers or fails to answer, the money leaves once, and the borrower is told so once."""

import pytest

from lending.money import Money
from sandbox.bank import FAULTS, Fault
from tests.lender import PlayedLender
from tests.preludes import prelude, verify

HONEST = [fault for fault in FAULTS if fault != "says_done"]
"""A bank that says what is not so is found out the next morning: `tests/faults/test_lying_bank.py`."""


async def _pays_out_with(lender: PlayedLender, *faults: Fault) -> list[str]:
    """A loan agreed, the bank in that mood, a restart in between, and an hour; gives back what the borrower read."""
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has agreed --")
    lender.bank.desk.play_next(faults)
    await verify(lender)
    await lender.restart()
    await lender.after(hours=1)
    wei = lender.people["Wei"]
    if "Claim" in wei.buttons(in_group=True):
        await wei.presses("Claim", in_group=True)
        await wei.presses("Order the payout again")
        await lender.after(hours=1)
    return lin.read()


@pytest.mark.parametrize("fault", HONEST)
async def test_the_money_leaves_once_whatever_the_bank_does(lender: PlayedLender, fault: Fault) -> None:
    read = await _pays_out_with(lender, fault)
    done = [p for p in lender.bank.desk.books.payouts.values() if p.status == "done"]
    assert [p.order.amount for p in done] == [Money(500_000, "CNY")]
    assert len([text for text in read if "was paid to your account" in text]) == 1


async def test_two_lost_answers_in_a_row_are_looked_up_and_paid_once(lender: PlayedLender) -> None:
    read = await _pays_out_with(lender, "timeout_not_done", "timeout_done")
    assert [p.status for p in lender.bank.desk.books.payouts.values()] == ["done"]
    assert len([text for text in read if "was paid to your account" in text]) == 1
    assert len([text for text in read if "has not confirmed" in text]) == 1
