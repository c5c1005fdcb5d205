"""An insert that does nothing where the row is there already, as each engine spells it."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Table

from storage.hot import Hot


@cache
def _statement(table: Table, dialect: str) -> Hot:
    """In the engine's own dialect, which is imported already; the other one never is."""
    insert: Any = import_module(f"sqlalchemy.dialects.{dialect}").insert
    return Hot(insert(table).on_conflict_do_nothing())


def insert_if_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Whether the row was new; one with the same key stays as it is."""
    return _statement(table, connection.dialect.name).run(connection, row) == 1
