"""A process that takes turns until it is killed: each key it prints was committed before it was printed.

Run as `python -m tests.storage.endless_turns FOLDER FIRST [URL]`: numbers count up from FIRST, 16 turns at a time; on
the PostgreSQL database of this URL, where there is one.
"""

import asyncio
import os
import sys
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

from lending.facts import Fact
from lending.facts.loans import CapitalAdded
from storage import inbox, outbox
from storage.databases import Databases
from storage.outbox import OutboxRow
from storage.record import record
from tests.storage.office import NOON, Borrower, Office, on, yuan

AT_ONCE = 16


def take(connection: Connection, office: Office, number: int) -> bool:
    """One turn: the lender's capital grows by a yuan, once for each number; somebody is told."""
    key = f"n:{number}"
    if not inbox.first_time(connection, key, NOON):
        return False
    facts: list[Fact] = [CapitalAdded(dated=on(), key=key, amount=yuan("1.00"))]
    if number % 4 == 0:
        facts.append(Borrower(person_id=UUID(int=1 << 100 | number), telegram_id=number).met())
    record(connection, office.vault, facts, NOON, key)
    row = OutboxRow(UUID(int=2 << 100 | number), "message", f"yuan {number}", chat_id=1, person_id=None)
    outbox.put(connection, office.vault, [row], f"process {os.getpid()}", NOON, key)
    return True


async def one_after_another(office: Office, first: int) -> None:
    number = first
    while True:
        await office.writer.run(lambda c, n=number: take(c, office, n))  # type: ignore[misc]
        os.write(1, f"{number}\n".encode())
        number += AT_ONCE


async def main(folder: Path, first: int, url: str) -> None:
    office = Office.open(folder, databases=Databases.on_server(url) if url else None)
    await asyncio.gather(*(one_after_another(office, first + n) for n in range(AT_ONCE)))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), "".join(sys.argv[3:])))
