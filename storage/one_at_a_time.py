"""Several processes start at once, and the tables are made once.

On SQLite the lock on the data folder sees to that. On PostgreSQL one process at a time changes tables: it holds the
lock of a row, which is let go when its holder ends, however it ends. (Advisory locks would be shorter to write, but
CockroachDB has none.)
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Column, Engine, Integer, MetaData, Table, inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateSchema

from storage.postgresql import KEYS_SCHEMA
from storage.upsert import insert_if_new

_own = MetaData()
turnstile = Table("turnstile", _own, Column("id", Integer, primary_key=True, autoincrement=False))
"""One row, and nothing to be read from it."""
TRIES = 5
PATIENCE = ("SET LOCAL lock_timeout = 0", "SET LOCAL idle_in_transaction_session_timeout = 0")


@contextmanager
def one_at_a_time(engine: Engine) -> Iterator[None]:
    """Inside, no other process is inside; waits for as long as another one is. For PostgreSQL, READ COMMITTED."""
    _insist(lambda: _own.create_all(engine))
    with engine.begin() as connection:
        insert_if_new(connection, turnstile, {"id": 1})
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            for setting in PATIENCE:
                connection.exec_driver_sql(setting)
        connection.execute(select(turnstile.c.id).with_for_update()).one()
        yield


def make_key_tables(engine: Engine, tables: MetaData) -> None:
    """Makes the tables of the keys where they are not there; on PostgreSQL in the schema of their own."""
    if engine.dialect.name == "sqlite":
        return tables.create_all(engine)
    there = inspect(engine).get_table_names(KEYS_SCHEMA)
    if set(there) >= {table.name for table in tables.tables.values()}:
        return None

    def make() -> None:
        with engine.begin() as connection:
            connection.execute(CreateSchema(KEYS_SCHEMA, if_not_exists=True))
            tables.create_all(connection)

    return _insist(make)


def _insist(make: Callable[[], None]) -> None:
    """Makes what may be there already. Two that make the same thing at once can both be refused: then again."""
    for tried in range(1, TRIES + 1):
        try:
            return make()
        except DBAPIError:
            if tried == TRIES:
                raise
    return None
