"""Serves a loan of a played lender as staff would, by the facts that any part of the program would write.

    await serve(lender, lin, Happened(...))

What is refused raises, as it would there, and leaves the books as they were.
"""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from lending.facts import Dated, Fact
from lending.happened import Happened, Kind
from lending.policy_pack import pack_of_version
from lending.served import About, served
from storage import inbox, positions
from storage.record import record
from storage.schema import loan, person
from tests.lender import PlayedLender
from tests.people import Player


def today(lender: PlayedLender) -> date:
    return lender.clock.now().astimezone(ZoneInfo(lender.house.timezone)).date()


async def row_of(lender: PlayedLender, who: Player) -> Any:
    """The newest loan of somebody, as its row."""
    mine = select(loan).join(person, person.c.id == loan.c.person_id).where(person.c.telegram_id == who.id)
    query = mine.order_by(loan.c.sequence.desc()).limit(1)
    return await lender.lender.writer.run_bookkeeping(lambda c: c.execute(query).one())


async def serve(lender: PlayedLender, who: Player, kind: Kind, **values: Any) -> tuple[Fact, ...]:
    """One event of somebody's newest loan, today, with the caps of the pack that it was signed under."""
    row, on = await row_of(lender, who), today(lender)
    event = Happened(str(lender.lender.new_id()), on, kind, **values)
    about = About(Dated.on(on), row.id, row.person_id, pack=pack_of_version(row.pack))

    def work(connection: Connection) -> tuple[Fact, ...]:
        return served(positions.loan_of(connection, row, on), event, about)

    facts = await lender.lender.writer.run_bookkeeping(work)
    await write(lender, *facts)
    return facts


async def write(lender: PlayedLender, *facts: Fact) -> None:
    """Writes facts as they are, in a turn of their own."""
    key, now = f"test:{lender.lender.new_id()}", lender.clock.now()

    def work(connection: Connection) -> None:
        inbox.first_time(connection, key, now)
        record(connection, lender.lender.vault, facts, now, key)

    await lender.lender.writer.run(work)
    await lender.rest()
