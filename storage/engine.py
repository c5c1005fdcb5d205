"""Opens the database so that it keeps its word; PostgreSQL's own ways are in `storage.postgresql`.

On SQLite a writing connection begins with BEGIN IMMEDIATE (SQLAlchemy's default would read before it locks, and lose
updates), flushes every commit to the disk, and enforces foreign keys. It never checkpoints by itself: the writer does
that. A reading connection cannot write. No error text shows what was written.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool, StaticPool

from storage import SQLITE, postgresql
from storage.postgresql import CONNECTIONS, is_postgresql

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

BUSY_TIMEOUT_MS = 5000
_COMMON = (f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}", "PRAGMA trusted_schema=OFF", "PRAGMA mmap_size=0")
_WRITING = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA wal_autocheckpoint=0",
)
_KEYS = ("PRAGMA secure_delete=ON", "PRAGMA wal_autocheckpoint=100")
_READING = ("PRAGMA query_only=ON", "PRAGMA wal_autocheckpoint=0")


def sqlite_url(path: Path | str) -> str:
    """The URL of the SQLite database in this file."""
    return f"sqlite:///{path}"


def open_engine(url: str, connections: int = CONNECTIONS) -> Engine:
    """The engine that writes: on sqlite:///path (sqlite:// for one in memory) through one connection, on PostgreSQL
    through so many.
    """
    if is_postgresql(url):
        return postgresql.open_turns(url, connections)
    memory = url in ("sqlite://", "sqlite:///:memory:")
    pool: dict[str, Any] = (
        {"poolclass": StaticPool} if memory else {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0}
    )
    engine = create_engine(url, hide_parameters=True, connect_args={"check_same_thread": False}, **pool)
    event.listen(engine, "connect", _prepare_writing)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def open_keys(url: str) -> Engine:
    """The engine of the key database: what is deleted there is overwritten, and its small log kept short."""
    if is_postgresql(url):
        return postgresql.open_key_tables(url)
    engine = open_engine(url)
    event.listen(engine, "connect", _prepare_keys)
    return engine


def open_reading(url: str) -> "AsyncEngine | None":
    """The engine for reads that decide nothing; None where they must go through the writer's one connection."""
    if is_postgresql(url):
        return postgresql.open_snapshots(url)
    if SQLITE.single_connection or ":///" not in url:
        return None
    from sqlalchemy.ext.asyncio import create_async_engine  # a tenth of the start-up; only who reads apart pays it

    engine = create_async_engine(
        url.replace("sqlite:", "sqlite+aiosqlite:", 1), hide_parameters=True, pool_size=4, max_overflow=0
    )
    event.listen(engine.sync_engine, "connect", _prepare_reading)
    return engine


def open_reading_beside(url: str) -> Engine:
    """The engine for one long read of a SQLite file in a thread of its own: it sees one moment, and cannot write."""
    engine = create_engine(url, hide_parameters=True, connect_args={"check_same_thread": False}, poolclass=StaticPool)
    event.listen(engine, "connect", _prepare_reading)
    event.listen(engine, "begin", _begin_reading)
    return engine


def _prepare_writing(connection: Any, _record: object) -> None:
    _pragmas(connection, _COMMON + _WRITING)


def _prepare_keys(connection: Any, _record: object) -> None:
    _pragmas(connection, _KEYS)


def _prepare_reading(connection: Any, _record: object) -> None:
    _pragmas(connection, _COMMON + _READING)


def _pragmas(connection: Any, statements: tuple[str, ...]) -> None:
    """Runs them outside any transaction: in autocommit mode, which the driver then stays in."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()


def _begin_reading(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
