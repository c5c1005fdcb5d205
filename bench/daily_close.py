"""The close of a day over a book of varied loans: what it costs, and that the cost follows what happens in it.

LOANS is the size of the largest book (a million in the full run; fewer by default, so that `make bench` stays short),
EVENTS how many payments are booked in each of three books, a hundredth, a tenth and the whole of it in size. Every
batch of a close is committed by the writer that the lender uses (SQLite, synchronous=FULL).
"""

import os
import resource
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine, select, text

from bench.close_book import Sort, fill, number, sorts
from lending.facts.base import Dated, Fact
from lending.facts.loans import PaymentReceived
from lending.happened import Happened, Kind
from lending.money import Money
from lending.problems import ProblemWithInput
from lending.served import About, served
from storage import positions
from storage.daily_close import BATCH, Closed, close_batch
from storage.databases import Databases, open_writer
from storage.keys import KeyRing
from storage.migrate import bring_up_to_date
from storage.month_end import book_month_end
from storage.record import record
from storage.schema import loan
from storage.trial_balance import trial_balance
from storage.vault import Vault
from storage.writer import Writer

LOANS = int(os.environ.get("LOANS", "50000"))
EVENTS = int(os.environ.get("EVENTS", "2000"))
SIZES = (LOANS // 100, LOANS // 10, LOANS)
DAY = date(2027, 3, 31)
AT = datetime(2027, 4, 1, 0, 30, tzinfo=UTC)
SHARES = tuple(float(share) for share in os.environ.get("SHARES", "0.02 0.3").split())
"""Of so many loans something happens by itself on the day."""

T = TypeVar("T")
Row = tuple[str, str, str]


@dataclass
class Book:
    """An open book in a folder of its own."""

    folder: Path
    engine: Engine
    writer: Writer
    vault: Vault
    size: int

    @classmethod
    def made(cls, folder: Path, size: int, share: float, kinds: tuple[list[Sort], list[Sort]]) -> "Book":
        """A fresh one; references are checked again from the first commit of the writer on."""
        folder.mkdir()
        lie = Databases.in_folder(folder)
        bring_up_to_date(lie.main)
        engine = lie.open()
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("PRAGMA foreign_keys=OFF")
            driver.execute("PRAGMA synchronous=OFF")
            for begin in range(0, size, 100_000):
                with connection.begin():
                    fill(connection, min(size, begin + 100_000), share, kinds, begin)
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            driver.execute("PRAGMA synchronous=FULL")
            driver.execute("PRAGMA foreign_keys=ON")
        return cls(folder, engine, open_writer(engine), Vault.open(lie.keys, KeyRing(b"b" * 32)), size)

    def close(self) -> None:
        """Ends it; its files go with their folder."""
        self.writer.stop()
        self.engine.dispose()
        self.vault.close()

    def run(self, work: Callable[[Connection], T]) -> T:
        """A turn by itself."""
        return self.writer.run_sync(work)


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Seconds, and what came of it."""
    begin = time.perf_counter()
    found = work()
    return time.perf_counter() - begin, found


def closed(book: Book, day: date = DAY) -> Closed:
    """The close of a day, batch by batch."""
    whole = Closed()
    while (done := book.run(lambda c: close_batch(c, book.vault, day, AT, BATCH))).loans:
        whole += done
    return whole


def payments(book: Book, count: int) -> int:
    """So many payments of loans here and there, each a turn with its fold, its facts and its postings; how many were
    laid. They wait for each other in groups of 64, as the turns of people do.
    """
    r = Random(9)
    turns = [(n, r.randrange(book.size), r.randint(1_000, 30_000)) for n in range(count)]

    def one(connection: Connection, n: int, which: int, minor: int) -> int:
        row = connection.execute(select(loan).where(loan.c.id == number(2, which))).one()
        standing = positions.loan_of(connection, row, DAY)
        payment, money = number(5, n), Money(minor, "CNY")
        about = About(Dated.on(DAY + timedelta(days=1)), row.id, row.person_id, receipt=f"R{n}")
        facts: tuple[Fact, ...] = ()
        with suppress(ProblemWithInput):
            event = Happened(str(payment), about.dated.value_date, Kind.PAYMENT, money)
            facts = served(standing, event, about)
        if facts:
            record(connection, book.vault, [_received(payment, about, money), *facts], AT, f"pay:{n}")
        return 1 if facts else 0

    done = 0
    for begin in range(0, count, 64):
        group = turns[begin : begin + 64]
        done += book.run(lambda c, g=group: sum(one(c, *turn) for turn in g))  # type: ignore[misc]
    return done


def _received(payment: UUID, about: About, money: Money) -> Fact:
    return PaymentReceived(
        dated=about.dated,
        person_id=about.person_id,
        payment_id=payment,
        receipt=about.receipt,
        rail="pool",
        external_id=str(payment),
        amount=money,
        reference=None,
        payer=None,
    )


def resident() -> float:
    """The most memory that this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _told(done: Closed) -> str:
    return f"{done.loans:,} loans moved on, {done.folded:,} of them folded, {done.facts:,} facts"


def day_of(folder: Path, share: float, kinds: tuple[list[Sort], list[Sort]]) -> list[Row]:
    """Makes the largest book, closes a day of it that is a month's end too, and reads the trial balance."""
    seconds, book = timed(lambda: Book.made(folder, LOANS, share, kinds))
    name = f"{LOANS:,} loans, {share:.0%} with something happening"
    rows = [(f"{name}: making the book (not part of a close)", f"{seconds:.1f}", "in bulk")]
    try:
        began = time.process_time()
        seconds, done = timed(lambda: closed(book))
        cpu = time.process_time() - began
        rows.append((f"{name}: the close", f"{seconds:.1f}", f"{_told(done)}, {cpu:.1f} s of CPU"))
        seconds, done = timed(lambda: closed(book))
        rows.append((f"{name}: the same close again", f"{seconds:.2f}", _told(done)))
        seconds, facts = timed(lambda: book.run(lambda c: book_month_end(c, book.vault, DAY, AT)))
        rows.append((f"{name}: the month's end", f"{seconds:.1f}", f"{len(facts)} entries"))
        seconds, lines = timed(lambda: book.run(lambda c: trial_balance(c, DAY)))
        rows.append((f"{name}: the trial balance", f"{seconds:.2f}", f"{len(lines)} lines"))
        rows.append((f"{name}: most memory of the process so far, MB", f"{resident():.0f}", ""))
    finally:
        book.close()
    return rows


def events_in(folder: Path, size: int, kinds: tuple[list[Sort], list[Sort]]) -> tuple[float, Row]:
    """Seconds for the same number of payments in a book of this size."""
    book = Book.made(folder, size, 0.02, kinds)
    try:
        book.run(lambda c: c.execute(text("select count(*) from loan_position")).scalar_one())
        began = time.process_time()
        seconds, done = timed(lambda: payments(book, EVENTS))
        cpu = time.process_time() - began
    finally:
        book.close()
    return seconds, (
        f"{EVENTS:,} payments in a book of {size:,}, commits included",
        f"{seconds:.1f}",
        f"{done:,} laid, {cpu:.1f} s of CPU",
    )


def table(_python: str) -> str:
    """The whole table; it has no peers, and needs no data."""
    kinds = sorts(DAY)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="close-") as name:
        folder = Path(name)
        for share in SHARES:
            rows += day_of(folder / f"{share:.0%}", share, kinds)
            _empty(folder / f"{share:.0%}")
        took: list[float] = []
        for size in SIZES if EVENTS else ():
            seconds, row = events_in(folder / f"of-{size}", size, kinds)
            took.append(seconds)
            rows.append(row)
            _empty(folder / f"of-{size}")
        if took:
            rows.append(("slowest of the three over the fastest", f"{max(took) / min(took):.2f}", ""))
    lines = ["| what | seconds | what was done |", "| --- | ---: | --- |"]
    return "\n".join([*lines, *(f"| {what} | {figure} | {note} |" for what, figure, note in rows)])


def _empty(folder: Path) -> None:
    """Takes the files of a book away, so that the next one has the room."""
    for path in folder.iterdir():
        path.unlink()
