"""A small lender for tests of storage: its database, its vault, and whoever borrows from it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from lending.dossier import Dossier, Wanted
from lending.facts import Fact
from storage import dossiers
from storage.databases import Databases, open_writer
from storage.inbox import first_time
from storage.keys import KeyRing
from storage.migrate import bring_up_to_date
from storage.record import record
from storage.vault import Vault
from storage.writer import Writer
from tests.storage.borrower import DUE, LIN, NOON, PENALTY, TERMS, TODAY, Borrower, capital, new_id, on, yuan

__all__ = [
    "DUE",
    "LIN",
    "NOON",
    "PENALTY",
    "RING",
    "TERMS",
    "TODAY",
    "Borrower",
    "Office",
    "capital",
    "new_id",
    "on",
    "yuan",
]

RING = KeyRing(b"m" * 32)


@dataclass
class Office:
    """An open database, and the few calls that tests make on it. Each `write` is a turn of its own."""

    folder: Path
    databases: Databases
    engine: Engine
    writer: Writer
    vault: Vault
    now: datetime = NOON
    _turns: Any = field(default_factory=lambda: count(1))

    @classmethod
    def open(cls, folder: Path, ring: KeyRing = RING, databases: Databases | None = None) -> "Office":
        """On files in the folder, unless other databases are given."""
        folder.mkdir(parents=True, exist_ok=True)
        lie = databases or Databases.in_folder(folder)
        bring_up_to_date(lie.main)
        engine = lie.open()
        return cls(folder, lie, engine, open_writer(engine), Vault.open(lie.keys, ring))

    def close(self) -> None:
        self.writer.stop()
        self.engine.dispose()
        self.vault.close()

    def write(self, *facts: Fact) -> None:
        turn = f"test:{next(self._turns)}"
        self.now += timedelta(seconds=1)

        def work(connection: Connection) -> None:
            first_time(connection, turn, self.now)
            record(connection, self.vault, facts, self.now, turn)

        self.writer.run_sync(work)

    def read(self, wanted: Wanted) -> Dossier:
        return self.writer.run_sync(lambda c: dossiers.load(c, self.vault, wanted, today=TODAY, currency="CNY"))

    def rows(self, query: Any) -> Sequence[Any]:
        return self.writer.run_sync(lambda c: c.execute(query).all())
