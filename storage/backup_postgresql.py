"""The books on a PostgreSQL server in a backup: each table as COPY writes it, all in one moment, and back again.

No program of the server's is needed beside it. Bringing them back is one transaction, tables and all: either the whole
book is there, checked, or the database is as empty as it was.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, inspect, text

from storage.backup_manifest import Manifest
from storage.backup_pack import BackupDamaged, Piece, read_piece, write_piece
from storage.hot import driver_of
from storage.keys import KeyRing
from storage.migrate import FOLDER

MACHINERY = ("alembic_version", "turnstile")
"""Tables that are made, not brought back."""
PATIENCE = ("SET LOCAL idle_in_transaction_session_timeout = 0", "SET LOCAL lock_timeout = '60s'")


def write_tables(connection: Connection, growing: Path, whose: str, ring: KeyRing) -> tuple[Piece, ...]:
    """A piece for each table; `connection` is in a transaction that sees one moment."""
    inspector = inspect(connection)
    pieces = []
    for table in sorted(set(inspector.get_table_names()) - set(MACHINERY)):
        columns = tuple(column["name"] for column in inspector.get_columns(table))
        rows = _Rows(connection, f"COPY {_named(table, columns)} TO STDOUT")
        piece = write_piece(growing, _piece_of(table), whose, rows, ring)
        pieces.append(Piece(piece.name, piece.bytes, piece.sha256, rows.count, columns))
    return tuple(pieces)


def read_tables(connection: Connection, backup: Path, manifest: Manifest, ring: KeyRing) -> None:
    """Makes the tables as the backup knew them, in an empty database, and fills them, in the caller's transaction.

    Raises BackupDamaged where a table does not have as many rows as it had.
    """
    for setting in PATIENCE:
        connection.execute(text(setting))
    migrate_within(connection, manifest.schema)
    made = MetaData()
    made.reflect(connection)
    there = {_piece_of(table.name): table for table in made.sorted_tables}
    lost = [piece.name for piece in manifest.pieces if piece.columns and piece.name not in there]
    if lost:
        raise BackupDamaged(f"{backup}: no table of schema {manifest.schema} is kept in {', '.join(lost)}")
    for name, table in there.items():
        if table.name not in MACHINERY:
            _fill(connection, table, backup, manifest, manifest.piece(name), ring)


def migrate_within(connection: Connection, to: str) -> None:
    """Runs the revisions that are missing up to `to`, in the transaction that is open."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _fill(connection: Connection, table: Table, backup: Path, manifest: Manifest, piece: Piece, ring: KeyRing) -> None:
    statement = f"COPY {_named(table.name, piece.columns)} FROM STDIN"
    cursor: Any = driver_of(connection).cursor()
    with cursor:
        with cursor.copy(statement) as copy:
            for block in read_piece(backup, piece, manifest.name, ring):
                copy.write(block)
        rows = cursor.rowcount
    if rows != piece.rows:
        raise BackupDamaged(f"{backup / piece.name}: holds {rows} rows, and had {piece.rows}")
    for column in table.columns:
        if column.identity is not None:
            last = f'SELECT setval(pg_get_serial_sequence(:table, :column), max("{column.name}")) FROM "{table.name}"'  # noqa: S608 - our own names
            connection.execute(text(last), {"table": table.name, "column": column.name})


class _Rows:
    """What COPY gives out; `count` is how many rows it was: no line break stands within a row."""

    def __init__(self, connection: Connection, statement: str) -> None:
        self._connection, self._statement = connection, statement
        self.count = 0

    def __iter__(self) -> Iterator[bytes]:
        cursor: Any = driver_of(self._connection).cursor()
        with cursor, cursor.copy(self._statement) as copy:
            for block in copy:
                content = bytes(block)
                self.count += content.count(b"\n")
                yield content


def _piece_of(table: str) -> str:
    return f"table-{table}.sealed"


def _named(table: str, columns: tuple[str, ...]) -> str:
    listed = ", ".join(f'"{column}"' for column in columns)
    return f'"{table}" ({listed})'
