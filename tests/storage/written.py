"""A book of loans that have lived, written into a database in the order of booking, and closed now and then."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import Connection

from lending.facts import Dated, Fact
from lending.facts.loans import CapitalAdded, MoneyCounted
from lending.money import Money
from lending.position import end_of_month
from storage.daily_close import close_day
from storage.month_end import book_month_end
from tests.storage.begun import met
from tests.storage.dealt import CURRENCIES
from tests.storage.lived import Lived
from tests.storage.office import Office

BEFORE = date(2020, 1, 1)
PARTS = 25
Turn = tuple[Fact, ...]
Order = Callable[[list[list[Turn]]], Iterable[Turn]]
"""Says in which order the turns of one day are written; they come by loan, those of one loan in their order."""


def one_after_another(turns: list[list[Turn]]) -> Iterable[Turn]:
    return [turn for of_loan in turns for turn in of_loan]


def lenders(office: Office) -> None:
    """The lender's own money, in many parts; each time it is counted, and is a little off."""
    dated = Dated.on(BEFORE)
    for part in range(PARTS):
        over = 3 if part % 2 else -3
        for currency in CURRENCIES:
            known = {"dated": dated, "key": f"{part}:{currency}"}
            there = {"counted": Money(10**13 * (part + 1) + min(over, 0), currency), "over": Money(over, currency)}
            office.write(
                CapitalAdded(**known, amount=Money(10**13, currency)), MoneyCounted(**known, **there, rail="pool")
            )


def write(office: Office, book: Sequence[Lived], order: Order = one_after_another) -> date:
    """All that happened, in the order in which it was booked, with the books closed every third month: until when."""
    office.write(*(met(person, BEFORE) for person in dict.fromkeys(lived.person_id for lived in book)))
    turns = sorted(
        ((booked_on(facts), nth, facts) for nth, lived in enumerate(book) for facts in lived.facts if facts),
        key=lambda turn: turn[:2],
    )
    until = end_of_month(turns[0][0])
    for day, of_day in groupby(turns, key=lambda turn: turn[0]):
        while day > until:
            close(office, until)
            until = later(until)
        by_loan = [[facts for *_, facts in of_loan] for _, of_loan in groupby(of_day, key=lambda turn: turn[1])]
        for facts in order(by_loan):
            office.write(*facts)
    return until


def booked_on(facts: Sequence[Fact]) -> date:
    return facts[0].dated.booked_on


def later(day: date) -> date:
    """The last day of the third month after it."""
    return end_of_month(day + timedelta(days=80))


def close(office: Office, day: date) -> None:
    """The close of a day that ends a month."""

    def work(connection: Connection) -> None:
        close_day(connection, office.vault, day, office.now)
        book_month_end(connection, office.vault, day, office.now)

    office.writer.run_sync(work)
