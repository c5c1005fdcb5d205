"""The books in a backup: one moment of them, taken while the lender goes on working.

SQLite makes a packed copy of itself (VACUUM INTO) in one reading transaction. That copy is plain, so it lies in the
data folder, where the books are plain too, only until it is sealed. A second process may open the books only where the
SQLite in use is free of the WAL-reset bug (see `storage.sqlite_build`); whoever calls this sees to that.
"""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, func, select
from sqlalchemy.engine import make_url

from storage import inbox
from storage.backup_folder import NoBackup
from storage.backup_manifest import Head
from storage.backup_pack import Piece, blocks_of, write_piece
from storage.backup_postgresql import write_tables
from storage.databases import Databases
from storage.engine import BUSY_TIMEOUT_MS, sqlite_url
from storage.keys import KeyRing
from storage.migrate import revision_of
from storage.schema import journal

BOOKS = "books.sealed"
PLAIN = "backup.plain"
"""The plain copy's name in the data folder."""
RESERVE = 64 << 20
"""Bytes that a backup leaves free on the lender's disk."""


def head_of(connection: Connection) -> Head:
    """How far these books have come."""
    newest = select(journal.c.leaf_hash).order_by(journal.c.sequence.desc()).limit(1)
    found = connection.execute(newest).scalar_one_or_none()
    entries = connection.execute(select(func.count()).select_from(journal)).scalar_one()
    return Head(entries, bytes(found).hex() if found else "", inbox.latest(connection))


def write_books(
    databases: Databases, data: Path, growing: Path, whose: str, ring: KeyRing
) -> tuple[tuple[Piece, ...], str, Head]:
    """The pieces of the books, the revision of their tables, and how far they had come.

    Raises NoBackup where there are no books, where the disk has no room for the copy, or where the books are damaged.
    """
    if databases.shared:
        return _of_server(databases, growing, whose, ring)
    with _plain_copy(Path(make_url(databases.main).database or ""), data / PLAIN) as copy:
        engine = create_engine(sqlite_url(copy))
        try:
            schema = revision_of(engine)
            if schema is None:
                raise NoBackup("there are no books here yet")
            with engine.begin() as connection:
                head = head_of(connection)
        finally:
            engine.dispose()
        return (write_piece(growing, BOOKS, whose, blocks_of(copy), ring),), schema, head


def _of_server(databases: Databases, growing: Path, whose: str, ring: KeyRing) -> tuple[tuple[Piece, ...], str, Head]:
    engine = databases.open_for_reading()
    try:
        schema = revision_of(engine)
        if schema is None:
            raise NoBackup("there are no books in this database yet")
        with engine.begin() as connection:
            head = head_of(connection)
            return write_tables(connection, growing, whose, ring), schema, head
    finally:
        engine.dispose()


@contextmanager
def _plain_copy(books: Path, copy: Path) -> Iterator[Path]:
    """A checked copy of the books for as long as the block runs."""
    if not books.is_file():
        raise NoBackup(f"{books}: there are no books here")
    copy.unlink(missing_ok=True)
    needed = books.stat().st_size + _size(books.with_name(f"{books.name}-wal")) + RESERVE
    if (free := shutil.disk_usage(books.parent).free) < needed:
        raise NoBackup(
            f"{books.parent}: a backup needs {needed >> 20} MB free here while it is made, and has {free >> 20}"
        )
    try:
        with closing(_opened(books)) as connection:
            connection.execute("VACUUM INTO ?", (str(copy),))
        copy.chmod(0o600)
        with closing(_opened(copy)) as connection:
            said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if said != "ok":
            raise NoBackup(f"{books}: the books are damaged, and no backup of them was made; restore an earlier one")
        yield copy
    finally:
        copy.unlink(missing_ok=True)


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000)
    connection.execute("PRAGMA wal_autocheckpoint=0")
    return connection


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
