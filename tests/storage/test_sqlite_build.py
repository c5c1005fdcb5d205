"""The SQLite in use has no known way of corrupting the database, or the program runs with one connection."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

import storage
from storage.batch_writer import BatchWriter
from storage.engine import open_engine, open_reading, sqlite_url
from storage.reader import Reader
from storage.sqlite_build import SqliteBuild, is_fixed


@pytest.mark.parametrize(
    ("version", "fixed"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 9), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_the_releases_with_the_fix_are_known(version: tuple[int, int, int], fixed: bool) -> None:
    assert is_fixed(version) is fixed


def test_everybody_who_imports_sqlite_after_us_gets_the_safe_one() -> None:
    program = (
        "import storage, sqlite3, aiosqlite, sqlalchemy\n"
        "e = sqlalchemy.create_engine('sqlite://')\n"
        "print(storage.SQLITE.safe, sqlite3.sqlite_version, e.dialect.dbapi.sqlite_version)\n"
        "from storage.engine import open_engine\n"
        "with open_engine('sqlite://').connect() as c: print(c.exec_driver_sql('select sqlite_version()').scalar_one())"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert said[0] == "True"
    assert len(set(said[1:])) == 1


def test_without_a_safe_one_the_operator_is_told_in_one_line_what_to_do() -> None:
    unsafe = SqliteBuild((3, 40, 1), "sqlite3", safe=False)
    warning = unsafe.warning()
    assert unsafe.single_connection
    assert warning is not None
    assert "3.40.1" in warning
    assert "pysqlite3" in warning
    assert "\n" not in warning
    assert SqliteBuild((3, 53, 4), "pysqlite3", safe=True).warning() is None


def write(c: Connection) -> None:
    c.execute(text("create table word (w text)"))
    c.execute(text("insert into word values ('read me')"))


def look(c: Connection) -> str:
    return str(c.execute(text("select w from word")).scalar_one())


@pytest.mark.parametrize("safe", [True, False])
async def test_reads_come_back_from_their_own_connection_or_through_the_writer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, safe: bool
) -> None:
    url = sqlite_url(tmp_path / "a.db")
    monkeypatch.setattr("storage.engine.SQLITE", SqliteBuild((3, 53, 4), "pysqlite3", safe))
    engine = open_engine(url)
    writer = BatchWriter(engine)
    await writer.run(write)
    reader = Reader(url, writer)
    assert (open_reading(url) is None) is not safe
    assert await reader.run(look) == "read me"
    if safe:
        with pytest.raises(DBAPIError, match="readonly"):
            await reader.run(lambda c: c.execute(text("delete from word")) and None)
    await reader.stop()
    writer.stop()
    engine.dispose()


def test_a_connection_keeps_its_word(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "a.db"))
    asked = ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "mmap_size", "wal_autocheckpoint")
    with engine.connect() as connection:
        told = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked}
        assert connection.connection.driver_connection is not None
        assert connection.connection.driver_connection.in_transaction
    engine.dispose()
    assert told == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "mmap_size": 0,
        "wal_autocheckpoint": 0,
    }
    assert storage.SQLITE.safe


def test_the_text_of_an_error_does_not_show_what_was_written(tmp_path: Path) -> None:
    engine = open_engine(sqlite_url(tmp_path / "a.db"))
    with engine.begin() as connection, pytest.raises(DBAPIError) as failed:
        connection.execute(text("insert into nowhere values (:w)"), {"w": "林悦"})
    engine.dispose()
    assert "林悦" not in str(failed.value)
