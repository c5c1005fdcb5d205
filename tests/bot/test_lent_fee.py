"""A fee that is lent with the money: it is owed as principal, and the books know why that is more than was asked."""

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import func, select

from lending.chart import Account
from lending.fees import Fee
from storage.schema import posting
from storage.verify import verify
from tests.lender import PlayedLender
from tests.preludes import prelude

LENT = Fee(name="origination", percent=Decimal("0.1"), when="disbursement", deducted=False)


async def test_a_fee_that_is_lent_is_owed_as_principal_and_the_books_agree(lender: PlayedLender) -> None:
    product = lender.house.products[0]
    lender.house = replace(lender.house, products=(product.model_copy(update={"fees": (LENT,)}),))
    await lender.restart()
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has a loan --")
    owed = select(func.sum(posting.c.amount_minor)).where(posting.c.account == Account.LOAN_PRINCIPAL)
    assert await lender.lender.writer.run_bookkeeping(lambda c: c.execute(owed).scalar_one()) == 500_500
    assert await lender.lender.writer.run_bookkeeping(lambda c: verify(c, lender.lender.vault)) == []
    assert any("5,000.00" in text for text in lin.read())
