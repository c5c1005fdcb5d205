"""Brings a backup back: beside the books' place, checked there as a whole, and only then put into it.

Nothing that is there is written over. A restore that was killed leaves nothing that counts as books, and is done again.
"""

import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, inspect
from sqlalchemy.engine import make_url

from storage import anchor
from storage.backup import Places
from storage.backup_books import BOOKS
from storage.backup_choice import Chosen, choose
from storage.backup_documents import FOLDER, Listed, bring_back, check_documents
from storage.backup_folder import NoBackup, sync_folder
from storage.backup_keys import Keys, put_keys, read_keys
from storage.backup_pack import BackupDamaged, read_piece
from storage.backup_postgresql import migrate_within, read_tables
from storage.backup_settling import Settled, settle
from storage.databases import Databases
from storage.engine import open_engine, sqlite_url
from storage.keys import KeyRing
from storage.look import Look
from storage.migrate import bring_up_to_date
from storage.postgresql import open_bookkeeping
from storage.vault import Vault

SIDE = "restoring"
"""The folder in the data folder where a backup is brought back to, before it is put in place."""
REHEARSAL = "microloan_rehearsal"
"""The schema of a rehearsal on a server; it is never committed."""


class _OnlyRehearsed(Exception):
    """Ends a rehearsal's transaction."""

    def __init__(self, settled: Settled) -> None:
        super().__init__()
        self.settled = settled


@dataclass(frozen=True)
class Restored:
    """What was brought back. `seconds` is how long it took, the whole check included."""

    chosen: Chosen
    settled: Settled
    documents: int
    seconds: float


@dataclass(frozen=True)
class Restore:
    """One restore, of one backup, to the place that `databases` and `data` name. `look` is what the books are held
    against, `today` the lender's own day.

    A rehearsal does everything but the last step, uses only what lies in the backup, and leaves nothing.
    """

    databases: Databases
    data: Path
    ring: KeyRing
    look: Look
    now: datetime
    today: date
    rehearse: bool = False
    elapsed: Callable[[], float] = time.monotonic

    def run(self, places: Places, name: str = "", keys_name: str = "") -> Restored:
        """Raises NoBackup where something is in the way, BackupDamaged, BooksNotSound, SchemaTooNew, OSError."""
        began = self.elapsed()
        if not self.rehearse:
            self._must_be_empty()
        chosen = choose(places, name, None if self.rehearse else self.databases.keys, self.ring, keys_name)
        if (chosen.manifest.engine == "postgresql") != self.databases.shared:
            raise NoBackup(f"{chosen.path}: was made on {chosen.manifest.engine}, and can only be brought back there")
        listed = check_documents(chosen.path, chosen.manifest.documents_sha256)
        side = self.data / (SIDE if not self.rehearse else f"{SIDE}-rehearsal")
        shutil.rmtree(side, ignore_errors=True)
        side.mkdir(parents=True, mode=0o700)
        try:
            settled = self._on_server(side, chosen) if self.databases.shared else self._in_files(side, chosen, listed)
        finally:
            shutil.rmtree(side, ignore_errors=True)
        return Restored(chosen, settled, len(listed), self.elapsed() - began)

    def _must_be_empty(self) -> None:
        if not self.databases.shared:
            books = Path(make_url(self.databases.main).database or "")
            if books.exists() or books.with_name(f"{books.name}-wal").exists():
                raise NoBackup(f"{books}: there are books here; a restore writes over nothing, move them away first")
            return
        engine = open_bookkeeping(self.databases.main)
        try:
            if inspect(engine).get_table_names():
                raise NoBackup("there are tables in this database; a restore needs an empty one")
        finally:
            engine.dispose()

    def _in_files(self, side: Path, chosen: Chosen, listed: list[Listed]) -> Settled:
        books, keys = side / "microloan.db", side / "keys.db"
        _unpack(chosen, books, self.ring)
        put_keys(sqlite_url(keys), chosen.keys)
        bring_back(chosen.path, listed, side / FOLDER)
        bring_up_to_date(sqlite_url(books))
        vault, engine = Vault.open(sqlite_url(keys), self.ring), open_engine(sqlite_url(books))
        try:
            with engine.begin() as connection:
                settled = settle(connection, vault, chosen, self.now, self.today, self.look)
        finally:
            engine.dispose()
            vault.close()
        if not self.rehearse:
            self._put_in_place(side, chosen, listed)
        return settled

    def _put_in_place(self, side: Path, chosen: Chosen, listed: list[Listed]) -> None:
        """Keys first, then files, the books last: it is their name that says that there are books."""
        self._place_keys(chosen.keys)
        for one in listed:
            target = self.data / FOLDER / one.path
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                (side / FOLDER / one.path).rename(target)
        for folder in {(self.data / FOLDER / one.path).parent for one in listed}:
            sync_folder(folder)
        anchor.forget(self.data)
        (side / "microloan.db").rename(Path(make_url(self.databases.main).database or ""))
        sync_folder(self.data)

    def _on_server(self, side: Path, chosen: Chosen) -> Settled:
        """In one transaction, tables and all. The keys are put in just before its commit: alone they harm nobody."""
        put_keys(sqlite_url(side / "keys.db"), chosen.keys)
        vault, engine = Vault.open(sqlite_url(side / "keys.db"), self.ring), open_bookkeeping(self.databases.main)
        try:
            with engine.begin() as connection:
                settled = self._within(connection, vault, chosen)
                self._place_keys(chosen.keys)
                anchor.forget(self.data)
        except _OnlyRehearsed as done:
            return done.settled
        finally:
            engine.dispose()
            vault.close()
        return settled

    def _within(self, connection: Connection, vault: Vault, chosen: Chosen) -> Settled:
        if self.rehearse:
            connection.exec_driver_sql(f"CREATE SCHEMA {REHEARSAL}")
            connection.exec_driver_sql(f"SET LOCAL search_path = {REHEARSAL}")
        read_tables(connection, chosen.path, chosen.manifest, self.ring)
        migrate_within(connection, "head")
        settled = settle(connection, vault, chosen, self.now, self.today, self.look)
        if self.rehearse:
            raise _OnlyRehearsed(settled)
        return settled

    def _place_keys(self, keys: Keys) -> None:
        """Into a new database of keys; where keys are in use already, only the erased among them are destroyed."""
        there = read_keys(self.databases.keys)
        if not there.people:
            return put_keys(self.databases.keys, keys)
        again = keys.erased.keys() - there.erased.keys()
        if again:
            vault = Vault.open(self.databases.keys, self.ring)
            for person in again:
                vault.destroy(person, keys.erased[person])
            vault.close()
        return None


def _unpack(chosen: Chosen, target: Path, ring: KeyRing) -> None:
    with target.open("xb") as file:
        for block in read_piece(chosen.path, chosen.manifest.piece(BOOKS), chosen.manifest.name, ring):
            file.write(block)
    with closing(sqlite3.connect(target)) as connection:
        said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if said != "ok":
        raise BackupDamaged(f"{chosen.path}: the books in it are damaged")
