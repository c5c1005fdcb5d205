"""An insert that does nothing, or adds to a figure, where the row is there already, as each engine spells it."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, Table

from storage.hot import Hot


@cache
def _insert(table: Table, dialect: str) -> Any:
    """In the engine's own dialect, which is imported already; the other one never is."""
    spoken = "sqlite" if dialect == "sqlite" else "postgresql"
    return import_module(f"sqlalchemy.dialects.{spoken}").insert(table)


@cache
def _statement(table: Table, dialect: str) -> Hot:
    return Hot(_insert(table, dialect).on_conflict_do_nothing())


@cache
def _adding(table: Table, dialect: str, figure: str) -> Hot:
    statement = _insert(table, dialect)
    sum_ = {figure: table.c[figure] + statement.excluded[figure]}
    return Hot(statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=sum_))


def insert_if_new(connection: Connection, table: Table, row: Mapping[str, Any]) -> bool:
    """Whether the row was new; one with the same key stays as it is."""
    return _statement(table, connection.dialect.name).run(connection, row) == 1


def add_to(connection: Connection, table: Table, key: Mapping[str, Any], figure: str, amount: int) -> None:
    """Adds to a figure of the row with this primary key, which is made where it is not there."""
    _adding(table, connection.dialect.name, figure).run(connection, {**key, figure: amount})
