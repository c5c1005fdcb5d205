"""When the books are not in order no money leaves, what comes in is kept, and two people bring it back to normal."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select, text

from lending.facts.stops import MoneyReleased, MoneyStopped
from storage import money_stop
from storage.schema import journal, ledger_balance, loan, payment
from tests.lender import PlayedLender
from tests.preludes import prelude, verify


async def set_stop(lender: PlayedLender) -> None:
    """As the command line sets it after a restore."""
    now, vault = lender.clock.now(), lender.lender.vault
    await lender.lender.writer.run(lambda c: money_stop.set_stop(c, vault, money_stop.RESTORED, now, now.date()))


async def stopped(lender: PlayedLender) -> None:
    """A stop stands, and the program has started again and told staff of it."""
    await set_stop(lender)
    await lender.restart()


async def two_people_lift_it(lender: PlayedLender) -> None:
    wei, ana = lender.people["Wei"], lender.people["Ana"]
    await wei.presses("Claim", in_group=True)
    await wei.presses("Money may move again")
    await ana.presses("Claim", in_group=True)
    await ana.presses("Agree")
    await lender.after(minutes=1)


async def one(lender: PlayedLender, query: object) -> object:
    def work(connection: Connection) -> object:
        return connection.execute(query).scalar()  # type: ignore[call-overload]

    return await lender.lender.writer.run_bookkeeping(work)


async def test_no_offer_can_be_accepted_and_the_borrower_is_told_kindly(lender: PlayedLender) -> None:
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has an offer --")
    await stopped(lender)
    (said,) = [s for s in await lin.presses("Accept") if s.text]
    assert "no offer can be accepted just now" in said.text
    assert await one(lender, select(func.count()).select_from(loan)) == 0
    await two_people_lift_it(lender)
    assert "PIN" in (await lin.presses("Accept"))[0].text


async def test_a_pin_typed_while_money_is_stopped_is_deleted_and_binds_nobody(lender: PlayedLender) -> None:
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has an offer --")
    await lin.presses("Accept")
    await stopped(lender)
    seen = await lin.says("4831")
    with pytest.raises(LookupError):
        lin.own_message("4831")
    assert any("no offer can be accepted" in s.text for s in seen)
    assert await one(lender, select(func.count()).select_from(loan)) == 0


async def test_a_payout_waits_and_leaves_by_itself_once_two_people_lifted_the_stop(lender: PlayedLender) -> None:
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has agreed --")
    await set_stop(lender)
    await verify(lender)
    assert "Yours follows by itself" in lin.read()[-1]
    await lender.restart()
    await lender.after(hours=1)
    assert lender.bank.desk.books.payouts == {}
    await two_people_lift_it(lender)
    await lender.after(hours=1)
    assert [p.done for p in lender.bank.desk.books.payouts.values()] == [1]
    assert len([text for text in lin.read() if "was paid to your account" in text]) == 1


async def test_money_that_comes_in_waits_in_suspense_and_counts_from_its_day(lender: PlayedLender) -> None:
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has a loan --")
    await stopped(lender)
    ref = str(await one(lender, select(loan.c.ref)))
    (told,) = await lin.transfers("100.00", ref)
    assert "We are checking our books" in told.text
    assert await one(lender, select(payment.c.state)) == "suspense"
    came = lender.clock.now().date()
    await lender.after(days=2)
    assert await one(lender, select(payment.c.state)) == "suspense"
    await two_people_lift_it(lender)
    await lender.after(hours=1)
    assert await one(lender, select(payment.c.state)) == "allocated"
    assert await one(lender, select(payment.c.value_date)) == came
    assert "Received" in lin.read()[-1]
    assert await lender.findings() == []


async def test_the_night_finds_what_is_wrong_stops_money_and_tells_which_rule(tmp_path: Path) -> None:
    played = await PlayedLender.open(tmp_path / "data", nightly=True)
    lin = await played.person("Lin")
    await prelude(played, "-- Lin has an offer --")
    spoil = text("update offer set pack = 'another'")
    await played.lender.writer.run_bookkeeping(lambda c: c.execute(spoil) and None)
    await played.after(hours=24)
    said = played.people["Wei"].read()
    assert any("No money leaves" in line and "the journal rebuilds the tables" in line for line in said)
    assert played.lender.books.stopped
    assert await one(played, select(func.count()).where(journal.c.kind == "BooksChecked")) == 1
    await played.restart()
    assert any("no offer can be accepted" in s.text for s in await lin.presses("Accept"))
    await played.after(hours=24)
    assert await one(played, select(func.count()).where(journal.c.kind == MoneyStopped.__name__)) == 1
    await played.close()


async def test_a_stop_is_not_lifted_while_a_check_still_finds_something(lender: PlayedLender) -> None:
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has an offer --")
    await stopped(lender)
    await lender.lender.writer.run_bookkeeping(lambda c: c.execute(text("update offer set pack = 'another'")) and None)
    await two_people_lift_it(lender)
    assert any("money stays stopped" in text for text in lender.people["Ana"].read())
    assert await one(lender, select(func.count()).where(journal.c.kind == MoneyReleased.__name__)) == 0
    assert any("no offer can be accepted" in s.text for s in await lin.presses("Accept"))


async def test_one_person_alone_cannot_lift_it(lender: PlayedLender) -> None:
    await stopped(lender)
    ana = lender.people["Ana"]
    await ana.presses("Claim", in_group=True)
    await ana.presses("Money may move again")
    await ana.presses("Claim", in_group=True)
    assert "Agree" not in ana.buttons()
    assert lender.lender.books.stopped


async def test_a_start_looks_at_the_sums_before_any_money_moves(lender: PlayedLender) -> None:
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has an offer --")
    wrong = ledger_balance.update().values(balance_minor=ledger_balance.c.balance_minor + 1)
    await lender.lender.writer.run_bookkeeping(lambda c: c.execute(wrong) and None)
    await lender.stop()
    await lender._start()
    assert lender.lender.books.checked
    assert lender.lender.books.stopped
    await lender.lender.writer.run_bookkeeping(
        lambda c: c.execute(ledger_balance.update().values(balance_minor=ledger_balance.c.balance_minor - 1)) and None
    )
    assert any("no offer can be accepted" in s.text for s in await lin.presses("Accept"))


async def test_while_the_first_look_lasts_people_are_served_and_only_orders_wait(lender: PlayedLender) -> None:
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has agreed --")
    lender.lender.books.checked = False
    await verify(lender)
    assert "is ordered to your account" in lin.read()[-1]
    assert await lender.lender.books.may_move()
    await lender.after(minutes=1)
    assert [p.done for p in lender.bank.desk.books.payouts.values()] == [1]


async def test_books_that_nobody_added_to_are_looked_at_again_only_after_a_week(tmp_path: Path) -> None:
    played = await PlayedLender.open(tmp_path / "data", nightly=True)
    checks = select(func.count()).select_from(journal).where(journal.c.kind == "BooksChecked")
    counted = []
    for _ in range(10):
        await played.after(days=1)
        counted.append(await one(played, checks))
    await played.close()
    assert counted == [1, 1, 1, 1, 1, 1, 1, 2, 2, 2]
