"""A file whose end is lost, whose bits flipped, or that is an old copy: what notices it, counted.

More cuts and flips than in a quick run: FAULT_CUTS=100000 FAULT_FLIPS=400 pytest -s tests/faults/test_damaged_files.py
"""

import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from storage import anchor, money_stop
from storage.anchor import Anchor
from storage.databases import Databases
from storage.schema import PROJECTIONS, journal
from storage.vault import Vault
from storage.verify import Look, entries, verify, verify_money
from tests.lender import PlayedLender
from tests.preludes import prelude
from tests.storage.office import RING, Borrower, Office, capital

CUTS, FLIPS = int(os.environ.get("FAULT_CUTS", "30")), int(os.environ.get("FAULT_FLIPS", "12"))
BLOCK = 512
MANY_FLIPS = 100
"""From so many on, some of them meet what only the books themselves can tell."""
SEED = 20261123


@dataclass(frozen=True)
class Dead:
    """What a kill left: the file, its write-ahead log, and the head of the journal as it was known outside."""

    folder: Path
    file: bytes
    log: bytes
    head: Anchor
    entries: int

    def left_with(self, file: bytes, log: bytes) -> Databases:
        self.folder.mkdir(exist_ok=True)
        for name, content in (("microloan.db", file), ("microloan.db-wal", log)):
            (self.folder / name).write_bytes(content)
        (self.folder / "microloan.db-shm").unlink(missing_ok=True)
        return Databases.in_folder(self.folder)


@pytest.fixture(scope="module")
def dead(tmp_path_factory: pytest.TempPathFactory) -> Dead:
    """Lin's loan, one turn for each step; the last commits are in the log alone."""
    folder = tmp_path_factory.mktemp("alive")
    office, lin = Office.open(folder), Borrower()
    office.write(capital())
    for fact in lin.until_running():
        office.write(fact)
    office.write(*lin.paid())
    head, count = office.writer.run_sync(anchor.head), office.writer.run_sync(entries)
    files = [(folder / name).read_bytes() for name in ("microloan.db", "microloan.db-wal")]
    office.close()
    shutil.copy(folder / "keys.db", folder.parent / "keys.db")
    assert head is not None
    return Dead(tmp_path_factory.mktemp("dead"), files[0], files[1], head, count)


def read(databases: Databases, look: Callable[[Connection], Any]) -> Any:
    engine = databases.open_for_reading()
    try:
        with engine.begin() as connection:
            return look(connection)
    finally:
        engine.dispose()


def flipped(content: bytes, chance: random.Random) -> bytes:
    """One bit, of a byte that holds something."""
    at = chance.choice([n for n in range(len(content)) if content[n]])
    return content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]


def cuts(log: bytes) -> Iterator[bytes]:
    """The log up to every 512th byte, or as many of those as are asked for, the last ones and the first among them."""
    places = range(0, len(log) + 1, BLOCK)
    step = max(1, len(places) // CUTS)
    return (log[:place] for place in (*places[::step], len(log)))


def is_a_prefix(dead: Dead, log: bytes) -> tuple[int, bool]:
    """How many entries are left, and whether the outer anchor notices; the books must be whole to that point."""

    def look(connection: Connection) -> tuple[list[str], int, bool]:
        ok = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA quick_check")]
        found = [str(finding) for finding in verify_money(connection)]
        return (
            [*found, *(line for line in ok if line != "ok")],
            entries(connection),
            anchor.is_held(connection, dead.head),
        )

    findings, left, held = read(dead.left_with(dead.file, log), look)
    assert findings == []
    return left, held


def test_a_log_cut_anywhere_leaves_the_books_as_they_once_were_and_the_anchor_notices(dead: Dead) -> None:
    left = [is_a_prefix(dead, log) for log in cuts(dead.log)]
    counts = [count for count, _ in left]
    print(f"\ncuts {len(left)}, states {len(set(counts))}, all whole; lost something and noticed ", end="")
    lost = [held for count, held in left if count < dead.entries]
    print(f"{lost.count(False)} of {len(lost)}")
    assert counts == sorted(counts)
    assert counts[-1] == dead.entries
    assert lost
    assert not any(lost)


def test_a_flipped_bit_in_the_log_loses_what_came_after_it_and_the_anchor_notices(dead: Dead) -> None:
    chance, silent = random.Random(SEED), 0
    for _ in range(FLIPS):
        count, held = is_a_prefix(dead, flipped(dead.log, chance))
        assert held == (count == dead.entries)
        silent += count == dead.entries
    print(f"\nflips in the log {FLIPS}: lost nothing {silent}, lost commits and noticed by the anchor {FLIPS - silent}")
    assert silent < FLIPS


def test_a_flipped_bit_in_the_file_is_found_or_touches_neither_journal_nor_tables(dead: Dead) -> None:
    settled = settled_file(dead)
    whole, chance, noticed = contents(dead, settled), random.Random(SEED), Counter[str]()
    for _ in range(FLIPS):
        harmed = flipped(settled, chance)
        found = noticed_by(dead, harmed)
        noticed.update(found)
        if not found:
            noticed["nothing"] += 1
            assert contents(dead, harmed) == whole
    print(f"\nflips in the file {FLIPS}: noticed by {dict(noticed)}")
    assert noticed["verify"] >= noticed["integrity_check"] >= noticed["quick_check"]
    assert noticed["verify"] > noticed["quick_check"] or FLIPS < MANY_FLIPS


def settled_file(dead: Dead) -> bytes:
    """The file with its log worked in, as after a clean stop."""
    dead.left_with(dead.file, dead.log).open().dispose()
    engine = Databases.in_folder(dead.folder).open()
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.invalidate()
    engine.dispose()
    return (dead.folder / "microloan.db").read_bytes()


def noticed_by(dead: Dead, file: bytes) -> set[str]:
    databases = dead.left_with(file, b"")
    vault = Vault.open(f"sqlite:///{dead.folder.parent / 'keys.db'}", RING)

    def pragma(name: str) -> Callable[[Connection], bool]:
        return lambda c: [row[0] for row in c.exec_driver_sql(f"PRAGMA {name}")] != ["ok"]

    looks: dict[str, Callable[[Connection], bool]] = {
        "quick_check": pragma("quick_check"),
        "integrity_check": pragma("integrity_check"),
        "verify": lambda c: bool(verify(c, vault, look=Look(whole_file=True))),
    }
    found = set()
    for name, look in looks.items():
        try:
            if read(databases, look):
                found.add(name)
        except (DBAPIError, ValueError, OverflowError, UnicodeDecodeError):
            found.add(name)
    vault.close()
    return found


def contents(dead: Dead, file: bytes) -> list[list[Any]]:
    """Every row of the journal and of the tables that follow from it."""
    tables = (journal, *PROJECTIONS)
    databases = dead.left_with(file, b"")
    return list(read(databases, lambda c: [sorted(map(repr, c.execute(select(t)).all())) for t in tables]))


async def test_an_old_copy_of_the_file_put_back_stops_money_at_the_start(lender: PlayedLender) -> None:
    await lender.person("Lin")
    await prelude(lender, "-- Lin has agreed --")
    await lender.stop()
    shutil.copy(lender.data / "microloan.db", lender.data / "old.db")
    await lender._start()
    await lender.people["Lin"].says("/complaint")
    await lender.people["Lin"].says("Why does it take so long?")
    await lender.stop()
    shutil.copy(lender.data / "old.db", lender.data / "microloan.db")
    await lender._start()
    await lender.rest()
    stops = await lender.lender.writer.run_bookkeeping(money_stop.standing)
    assert [stop.reason for stop in stops] == [money_stop.ROLLED_BACK]
    assert any("The books are older" in text for text in lender.people["Wei"].read())


async def test_an_honest_restart_stops_nothing(lender: PlayedLender) -> None:
    await lender.person("Lin")
    await prelude(lender, "-- Lin has a loan --")
    await lender.restart()
    assert await lender.lender.writer.run_bookkeeping(money_stop.standing) == ()
    assert lender.lender.books.notices() == ()
