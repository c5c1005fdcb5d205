"""What is written for SQLite is written for PostgreSQL too, and every way to a statement gives the same."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from lending.dossier import Need, Wanted
from lending.facts import Fact
from storage import dossiers
from storage.check_journal import COMPARED, _opened
from storage.databases import Databases
from storage.inbox import first_time
from storage.reader import Reader
from storage.record import record
from storage.schema import journal, metadata
from storage.schema.types import Sealed
from tests.storage.office import NOON, TODAY, Borrower, Office, capital


@pytest.mark.parametrize("name", sorted(metadata.tables))
def test_each_table_can_be_made_on_postgresql(name: str) -> None:
    ddl = str(CreateTable(metadata.tables[name]).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
    assert "BLOB" not in ddl
    assert "CASCADE" not in ddl


def test_no_foreign_key_cascades_and_nothing_is_a_float() -> None:
    for table in metadata.tables.values():
        assert not [key for key in table.foreign_keys if key.ondelete or key.onupdate]
        assert not [c for c in table.columns if c.type.__visit_name__ in ("float", "double", "numeric")]


async def test_a_reading_connection_loads_the_same_dossier_as_the_writer(office: Office) -> None:
    lin = Borrower()
    office.write(capital(), *lin.until_running(), *lin.handed_in())
    office.write(*lin.paid())
    everything = Wanted(frozenset(Need), telegram_id=lin.telegram_id, payment_key=("sandbox", "t1"))
    reader = Reader(office.databases.main, office.writer)
    read = await reader.run(lambda c: dossiers.load(c, office.vault, everything, today=TODAY, currency="CNY"))
    assert read == office.read(everything)
    assert len(read.loans[0].happened) == 1
    await reader.stop()


def dump(office: Office) -> dict[str, object]:
    """Everything that follows from the facts, opened; ciphertext differs each time and is left out."""

    def work(connection: Connection) -> dict[str, object]:
        tables = {t.name: dict(_opened(connection, office.vault, t)) for t in COMPARED}
        plain = [
            c for c in journal.columns if not isinstance(c.type, Sealed) and c.name not in ("sequence", "leaf_hash")
        ]
        return {**tables, "journal": {tuple(r) for r in connection.execute(select(*plain))}}

    return office.writer.run_sync(work)


async def test_many_turns_at_once_leave_what_one_by_one_they_would_have_left(
    tmp_path: Path, databases: Databases
) -> None:
    """One by one on SQLite; at once, sharing commits on SQLite and side by side on PostgreSQL. Both leave the same."""
    people = [Borrower(telegram_id=n, ref=f"{n}") for n in range(12)]
    lives = [(f"t{n}", p.until_running()[:-2]) for n, p in enumerate(people)]
    twice = [*lives, *lives]
    one, many = Office.open(tmp_path / "one"), Office.open(tmp_path / "many", databases=databases)

    def turn(office: Office, key: str, facts: Sequence[Fact]) -> Callable[[Connection], object]:
        return lambda c: first_time(c, key, NOON) and record(c, office.vault, facts, NOON, key)

    for key, facts in twice:
        await one.writer.run(turn(one, key, facts))
    await asyncio.gather(*(many.writer.run(turn(many, key, facts)) for key, facts in twice))
    left = dump(one), dump(many)
    blind = [d.pop("blind_index") for d in left]
    assert left[0] == left[1]
    assert [len(b) for b in blind] == [36, 36]  # type: ignore[arg-type]
    for office in (one, many):
        office.close()
