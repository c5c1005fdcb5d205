"""A small lender for tests of storage: its database, its vault, and whoever borrows from it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from lending.dossier import Dossier, Wanted
from lending.facts import Fact
from storage import dossiers
from storage.engine import open_engine, sqlite_url
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
    engine: Engine
    writer: Writer
    vault: Vault
    now: datetime = NOON
    _turns: Any = field(default_factory=lambda: count(1))

    @classmethod
    def open(cls, folder: Path, ring: KeyRing = RING) -> "Office":
        folder.mkdir(parents=True, exist_ok=True)
        url = sqlite_url(folder / "microloan.db")
        bring_up_to_date(url)
        engine = open_engine(url)
        return cls(folder, engine, Writer(engine), Vault.open(sqlite_url(folder / "keys.db"), ring))

    def close(self) -> None:
        self.writer.stop()
        self.engine.dispose()
        self.vault.close()

    def write(self, *facts: Fact) -> None:
        turn = f"test:{next(self._turns)}"
        self.now += timedelta(seconds=1)
        self.writer.run_sync(lambda c: record(c, self.vault, facts, self.now, turn))

    def read(self, wanted: Wanted) -> Dossier:
        return self.writer.run_sync(lambda c: dossiers.load(c, self.vault, wanted, today=TODAY, currency="CNY"))

    def rows(self, query: Any) -> Sequence[Any]:
        return self.writer.run_sync(lambda c: c.execute(query).all())
