"""Where a lender's books and keys lie, and what opens them: files in the data folder, or a PostgreSQL server."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine

from storage import SQLITE
from storage.batch_writer import BatchWriter
from storage.engine import open_engine, open_reading_beside, sqlite_url
from storage.pool_writer import PoolWriter
from storage.postgresql import CONNECTIONS, is_postgresql, open_snapshot
from storage.writer import Writer


@dataclass(frozen=True)
class Databases:
    """The URLs of the books (`main`) and of the people's keys. They may hold a password, so they are never shown.

    On PostgreSQL the keys lie in a schema of their own, best in a database with short-lived backups of its own.
    `connections` is how many threads of a process write to PostgreSQL side by side.
    """

    main: str = field(repr=False)
    keys: str = field(repr=False)
    connections: int = CONNECTIONS

    @classmethod
    def in_folder(cls, folder: Path) -> "Databases":
        """Two files of SQLite."""
        return cls(sqlite_url(folder / "microloan.db"), sqlite_url(folder / "keys.db"))

    @classmethod
    def on_server(cls, main: str, keys: str = "", connections: int = CONNECTIONS) -> "Databases":
        """PostgreSQL; the keys in the same database unless another is named."""
        return cls(main, keys or main, connections)

    @property
    def shared(self) -> bool:
        """Whether several processes may serve one lender on them, or one alone."""
        return is_postgresql(self.main)

    def open(self) -> Engine:
        """The engine that the books are written through."""
        return open_engine(self.main, self.connections)

    def open_for_reading(self) -> Engine:
        """The engine that a whole book is verified through, in one transaction and in no turn's way."""
        if self.shared:
            return open_snapshot(self.main)
        return open_reading_beside(self.main) if self.may_read_beside else open_engine(self.main)

    @property
    def may_read_beside(self) -> bool:
        """Whether a second connection may read while the writer writes; see `storage.sqlite_build`."""
        return self.shared or not SQLITE.single_connection


def open_writer(engine: Engine) -> Writer:
    """The writer that this engine's database needs."""
    return BatchWriter(engine) if engine.dialect.name == "sqlite" else PoolWriter(engine)
