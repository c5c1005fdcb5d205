"""In the running lender: what is over a limit is not agreed to and not booked, and nobody's money is lost by it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from lending.breach import PostingRefused
from lending.happened import Kind
from lending.money import Money
from lending.pack_values import Number
from storage.schema import loan, payment
from tests.lender import PlayedLender
from tests.preludes import prelude
from tests.serving import serve


async def stricter(lender: PlayedLender) -> None:
    """The lender starts again with the same pack, under which a loan may cost a thousandth of its principal."""
    pack = lender.house.pack
    limit = pack.cap.total_cost_ratio
    assert isinstance(limit, Number)
    cap = pack.cap.model_copy(update={"total_cost_ratio": limit.model_copy(update={"value": Decimal("0.001")})})
    lender.house = replace(lender.house, pack=pack.model_copy(update={"cap": cap}))
    await lender.restart()


async def test_a_payment_that_would_post_too_much_waits_and_staff_hear_why(lender: PlayedLender) -> None:
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has a loan --")
    reference = next(word.rstrip(".") for text in lin.read() for word in text.split() if word.startswith("L-"))
    await lender.after(days=30)
    await stricter(lender)
    seen = await lin.transfers("877.63", reference)
    assert any("a person looks at it" in shown.text for shown in seen)
    query = select(payment.c.state, payment.c.amount_minor)
    assert await lender.lender.writer.run_bookkeeping(lambda c: c.execute(query).one()) == ("suspense", 87_763)
    wei = lender.people["Wei"]
    await wei.presses("Claim", in_group=True)
    assert any("cap.total_cost_ratio" in text for text in wei.read())
    assert not any("cap." in text for text in lin.read())


async def test_an_offer_that_is_over_a_limit_by_now_binds_nobody(lender: PlayedLender) -> None:
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has an offer --")
    await lin.presses("Accept")
    await stricter(lender)
    seen = await lin.says("4071")
    assert any("Nothing is agreed" in shown.text for shown in seen)
    assert await lender.lender.writer.run_bookkeeping(lambda c: c.execute(select(loan.c.id)).all()) == []
    await lin.presses("Accept")
    opened = [label for label in lender.people["Wei"].buttons(in_group=True) if label == "Claim"]
    assert len(opened) == 2, "the identity check and one case of the limit"


async def test_what_the_key_facts_do_not_name_cannot_be_charged_by_staff(lender: PlayedLender) -> None:
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has a loan --")
    with pytest.raises(PostingRefused, match="a fee named 'visit'"):
        await serve(lender, lin, Kind.CHARGE, amount=Money(100, "CNY"), of="visit")
    assert await lender.findings() == []
