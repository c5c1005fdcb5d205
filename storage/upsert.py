"""An insert that does nothing where the row is there already, as each engine spells it."""

from functools import cache
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


@cache
def _statement(table: Table, dialect: str) -> Any:
    make: Any = postgresql.insert if dialect == "postgresql" else sqlite.insert
    return make(table).on_conflict_do_nothing()


def insert_if_new(connection: Connection, table: Table, row: dict[str, Any]) -> bool:
    """Whether the row was new; one with the same key stays as it is."""
    return connection.execute(_statement(table, connection.dialect.name), row).rowcount == 1
