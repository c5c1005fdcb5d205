"""Any history gives the same loan from its facts and from the tables, on both engines, and the books say what it says.

REPLAYS is how many loans live: a few in an ordinary run. With 700 (`make replays`) every class of fact, every method,
day count and kind of reversal comes at least a hundred times on each engine, which is counted and printed.
"""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import Connection, func, select

from lending.day_count import DayCount
from lending.facts import Dated, Fact, accounting, loans, servicing
from lending.happened import MONEY_IN, Happened, Kind
from lending.happened_fact import happened
from lending.loan import Loan
from lending.money import Money
from lending.position import advance, position
from lending.served import state_of
from lending.terms import Method
from storage import check_loans, check_positions, positions
from storage.check_journal import check_projections
from storage.month_end import close_period, sums
from storage.schema import journal
from storage.schema import loan as loan_table
from storage.verify import verify_money
from tests.lending.drawn import PENALTY
from tests.storage.lived import SEEN, Lived, happens, history, started
from tests.storage.office import Office
from tests.storage.written import BEFORE, close, later, lenders, write

REPLAYS = int(os.environ.get("REPLAYS", "24"))
FULL = 700
LEAST = 100
CLOSES = 3
"""Of the books, after the last of it happened."""
PLANS = (*(m.value for m in Method), *(d.value for d in DayCount))
ALL: tuple[str, ...] = (
    *PLANS,
    *(
        name
        for module in (loans, servicing, accounting)
        for name, kind in vars(module).items()
        if isinstance(kind, type) and kind.__module__ == module.__name__
    ),
)
"""Every method and day count, and every class of fact that moves money or is about a loan that runs."""


def live(count: int) -> list[Lived]:
    """So many loans; one borrower in three has two."""
    found: list[Lived] = []
    for seed in range(count):
        r = Random(seed)
        lived = started(r, seed, found[-1].person_id if found and seed % 3 == 2 else None)
        history(r, lived, r.choice([2, 2, 3, 3, 4]))
        found.append(lived)
    return found


def beside(office: Office, work: Callable[[Connection], list[str]]) -> list[str]:
    """Reads the whole book as `microloan verify` does: beside the turns, whose transactions may not stand still."""
    engine = office.databases.open_for_reading()
    try:
        with engine.begin() as connection:
            return work(connection)
    finally:
        engine.dispose()


def books_are_right(office: Office) -> None:
    def found(connection: Connection) -> list[str]:
        checks = [*check_positions.check_positions(connection), *check_loans.check_loans(connection)]
        return [str(finding) for finding in [*checks, *verify_money(connection)]]

    assert beside(office, found) == []


def same_from_facts_and_tables(office: Office, lived: Lived) -> None:
    facts = [fact for turn in lived.facts for fact in turn]
    last = max([lived.loan.as_of, *(h.written_on for h in lived.loan.happened)])
    folded = Loan.from_happened(lived.terms, PENALTY, happened(facts, lived.loan_id), last, servicing=lived.servicing)

    def stored(connection: Connection) -> Loan:
        row = connection.execute(select(loan_table).where(loan_table.c.id == lived.loan_id)).one()
        assert row.state == state_of(folded)
        return positions.loan_of(connection, row, last)

    assert office.writer.run_sync(stored) == folded


def test_every_history_is_the_same_loan_from_facts_and_tables_and_balances(office: Office) -> None:
    SEEN.clear()
    lenders(office)
    book = live(REPLAYS)
    day = write(office, book)
    for lived in book:
        same_from_facts_and_tables(office, lived)
    books_are_right(office)
    close(office, day)
    _pay_and_take_back(office, book, day + timedelta(days=1))
    for _ in range(CLOSES):
        day = later(day)
        close(office, day)
    for lived in book:
        same_from_facts_and_tables(office, lived)
    books_are_right(office)
    assert beside(office, lambda c: [str(finding) for finding in check_projections(c, office.vault)]) == []
    for n in range(3 if REPLAYS < FULL else LEAST):
        through = BEFORE + timedelta(days=n)
        office.writer.run_sync(lambda c, d=through: close_period(c, office.vault, d, office.now))
    query = select(journal.c.kind, func.count()).group_by(journal.c.kind)
    counted = {**{name: SEEN[name] for name in PLANS}, **{row[0]: row[1] for row in office.rows(query)}}
    print({name: counted[name] for name in sorted(counted)})
    assert REPLAYS < FULL or [name for name in ALL if counted.get(name, 0) < LEAST] == []


def _pay_and_take_back(office: Office, book: Sequence[Lived], day: date) -> None:
    """Half of those who owe pay it all; some of it goes back to them, and some payments never were."""
    r = Random(5)
    for lived in book:
        dated = Dated.on(day)
        owed = lived.loan.at(day).outstanding.total if day >= lived.loan.as_of else None
        if owed and r.random() < 0.7:
            whole = Money(owed.minor * 2, owed.currency)
            _write(office, happens(lived, Happened("all", day, Kind.PAYMENT, whole)))
        if r.random() < 0.5 and lived.loan.at(max(day, lived.loan.as_of)).credit.minor > 9:
            _write(office, happens(lived, Happened("back", day, Kind.REFUND, Money(7, lived.terms.currency))))
            amount = Money(7, lived.terms.currency)
            key = str(lived.loan_id)
            office.write(servicing.ClearingSettled(dated=dated, rail="pool", key=key, amount=-amount))
        if lived.loan.happened and lived.loan.happened[-1].kind in MONEY_IN and r.random() < 0.7:
            paid = lived.loan.happened[-1]
            _write(office, happens(lived, Happened("undo", day, Kind.REVERSAL, of=paid.id)))
            assert paid.amount is not None
            office.write(
                servicing.PaymentReturned(
                    dated=dated, person_id=lived.person_id, payment_id=UUID(paid.id), rail="pool", amount=paid.amount
                )
            )


def _write(office: Office, facts: Sequence[Fact]) -> None:
    if facts:
        office.write(*facts)


@pytest.mark.parametrize("first", range(0, max(REPLAYS, 60), 10))
def test_moving_a_position_on_is_the_same_as_folding_the_loan(first: int) -> None:
    """Day by day of change, until nothing changes any more or only a fold can say."""
    moved_on = 0
    for seed in range(first, first + 10):
        r = Random(seed)
        lived = started(r, seed)
        history(r, lived, r.choice([0, 1, 2, 4]))
        last = max([lived.loan.as_of, *(h.written_on for h in lived.loan.happened)])
        ground = (lived.terms, PENALTY, lived.loan.happened)
        here = position(*ground, last, lived.servicing)
        for _ in range(4):
            if here.next_on is None:
                break
            there = advance(here, here.next_on)
            folded = position(*ground, here.next_on, lived.servicing)
            if there is not None:
                assert replace(there, ahead=folded.ahead) == folded
                moved_on += 1
            here = folded
    assert moved_on


def test_the_sums_of_a_month_are_the_sums_of_the_folds(office: Office) -> None:
    """One pass of SQL over a varied book, against each loan folded to the last of the month."""
    lenders(office)
    book = live(15)
    day = write(office, book)
    close(office, day)
    totals = Counter[str]()
    for lived in book:
        loan = Loan.from_happened(lived.terms, PENALTY, lived.loan.happened, day, servicing=lived.servicing)
        if loan.settled or loan.ended.written_off_on:
            continue
        waived = sum(i.waived.interest.minor for i in loan.instalments)
        totals[f"principal {lived.terms.currency}"] += loan.outstanding.principal.minor
        totals[f"accrued {lived.terms.currency}"] += loan.earned.minor - loan.paid.interest.minor - waived
    found = Counter[str]()
    for key, one in office.writer.run_sync(lambda c: sums(c, day)).items():
        found[f"principal {key[1]}"] += one.principal
        found[f"accrued {key[1]}"] += one.receivable - one.paid_ahead
    assert {k: v for k, v in found.items() if v} == {k: v for k, v in totals.items() if v}
