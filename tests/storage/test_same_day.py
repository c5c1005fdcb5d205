"""What happens to different loans on one day can be written in any order: every loan and the whole ledger are the same.

The same lives are written twice, into two databases, with the facts of each day of booking in another order. Those of
one loan keep theirs. Three of the loans share a borrower, so that arrears of one can pull the others along.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Table, select

from storage.schema import closing_entry, loan, loan_event, loan_position, payment, payout, posting
from storage.schema.types import Instant
from storage.trial_balance import trial_balance
from tests.storage.lived import Lived, history, started
from tests.storage.office import Office
from tests.storage.written import Turn, close, later, lenders, one_after_another, write

TABLES = (loan, loan_event, payout, payment, loan_position, closing_entry, posting)
ORDER_OF_WRITING = {loan: {"sequence"}, closing_entry: {"id"}, posting: {"journal_id", "line"}}
"""Columns that only say when a row was written."""


def book(seed: int) -> list[Lived]:
    """Ten loans whose facts are booked on one day in ninety."""
    r = Random(seed)
    found: list[Lived] = []
    for nth in range(10):
        lived = started(r, seed * 10 + nth, found[0].person_id if nth in (3, 7) else None)
        history(r, lived, 4, every=90)
        found.append(lived)
    return found


def among_each_other(r: Random, turns: list[list[Turn]]) -> Iterable[Turn]:
    """The turns of a day, those of different loans among each other."""
    of_loans = [list(of_loan) for of_loan in turns]
    while of_loans:
        chosen = r.choice(of_loans)
        yield chosen.pop(0)
        of_loans = [of_loan for of_loan in of_loans if of_loan]


def rows(office: Office, table: Table) -> Counter[str]:
    """How often each row is there, without what only says when it was written."""
    left_out = ORDER_OF_WRITING.get(table, set())
    columns = [c for c in table.columns if c.name not in left_out and not isinstance(c.type, Instant)]
    return Counter(repr(tuple(row)) for row in office.rows(select(*columns)))


def contents(office: Office, day: date) -> dict[str, Any]:
    balance = office.writer.run_sync(lambda c: trial_balance(c, day))
    return {table.name: rows(office, table) for table in TABLES} | {"trial balance": set(balance)}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_facts_of_one_day_can_be_written_in_any_order_of_loans(seed: int, office: Office, tmp_path: Path) -> None:
    lives, r, moved = book(seed), Random(seed), 0

    def mixed(turns: list[list[Turn]]) -> Iterable[Turn]:
        nonlocal moved
        chosen = list(among_each_other(r, turns))
        moved += sum(turn is not usual for turn, usual in zip(chosen, one_after_another(turns), strict=True))
        return chosen

    other = Office.open(tmp_path / "another")
    found = []
    for place, order in ((office, one_after_another), (other, mixed)):
        lenders(place)
        until = write(place, lives, order)
        close(place, until)
        close(place, later(until))
        found.append(contents(place, later(until)))
    other.close()
    first, second = found
    assert moved >= 8, "turns that another loan's came before"
    assert {name: first[name] for name in first if first[name] != second[name]} == {}
    assert all(first.values())
