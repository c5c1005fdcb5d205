"""Opens PostgreSQL so that it keeps its word: SERIALIZABLE turns, commits on the disk, nobody waited for without end.

SQLAlchemy's dialect and the driver are imported only when a URL asks for them. What follows from PostgreSQL's way of
being serialisable, and what other databases that speak its language need, stands in docs/databases.md.
"""

import logging
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, ExceptionContext, make_url

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

DRIVER = "postgresql+psycopg"
CONNECTIONS = 4
"""Threads that write in one process, each with a connection of its own. They share one interpreter, so more of them
make each turn take longer, and the longer turns take, the more of them collide.
"""
KEYS_SCHEMA = "microloan_keys"
"""Where the people's keys lie, in whichever database they are kept."""
_AT_MOST = {"connect_timeout": 10, "keepalives_idle": 10, "tcp_user_timeout": 20_000}
"""Seconds for connecting and before a silent server is asked whether it lives; milliseconds until it counts as gone."""
_DURABLE = (
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
    "SET idle_in_transaction_session_timeout = '30s'",
    "SET lock_timeout = '10s'",
)
_TURNS = (
    "SET enable_seqscan = off",
    "SET jit = off",
    "SET idle_in_transaction_session_timeout = '5s'",
    "SET lock_timeout = '3s'",
)
"""A scan of a whole table counts as reading all of it, and then conflicts with whoever writes any row of it. Where one
cannot be avoided it looks so dear that older servers compile the statement first, which takes longer than all else.

A turn thinks for milliseconds. A process that stands still in the middle of one (the machine sleeps, or is moved) holds
what others wait for: each update that it had begun comes to the others too, and takes one of their threads. So the
server ends it soon, and those who wait give their thread back before that.
"""


def is_postgresql(url: str) -> bool:
    """Whether the URL names a database that speaks PostgreSQL's language."""
    return url.startswith(("postgresql:", "postgresql+", "postgres:", "cockroachdb:", "cockroachdb+"))


def with_driver(url: str) -> URL:
    """The URL with our driver in it, where it names none."""
    made = make_url(url)
    return made.set(drivername=DRIVER) if made.drivername in ("postgresql", "postgres") else made


def open_turns(url: str, connections: int = CONNECTIONS) -> Engine:
    """The engine that turns are written through."""
    return _open(url, connections, "SERIALIZABLE", _DURABLE + _TURNS)


def open_bookkeeping(url: str, connections: int = 1) -> Engine:
    """An engine of short statements that each stand alone."""
    return _open(url, connections, "READ COMMITTED", _DURABLE)


def open_key_tables(url: str, connections: int = CONNECTIONS) -> Engine:
    """The engine of the keys: each statement is committed by itself, and its tables lie in a schema of their own."""
    engine = _open(url, connections, "AUTOCOMMIT", _DURABLE)
    return engine.execution_options(schema_translate_map={None: KEYS_SCHEMA})


def open_snapshot(url: str) -> Engine:
    """An engine for reading a whole book in one moment of it, for however long; it is in no turn's way."""
    engine = _open(url, 1, "REPEATABLE READ", ())
    return engine.execution_options(postgresql_readonly=True)


def open_snapshots(url: str) -> "AsyncEngine":
    """The engine for reads that decide nothing: each transaction sees one moment, and can write nothing."""
    from sqlalchemy.ext.asyncio import create_async_engine

    made = create_async_engine(
        with_driver(url), hide_parameters=True, pool_size=4, max_overflow=0, pool_pre_ping=True, connect_args=_AT_MOST
    )
    return made.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _open(url: str, connections: int, isolation: Any, settings: tuple[str, ...]) -> Engine:
    logging.getLogger("psycopg").setLevel(logging.ERROR)  # it warns of each refused turn, which we know and run again
    engine = create_engine(
        with_driver(url),
        hide_parameters=True,
        isolation_level=isolation,
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=True,
        connect_args=_AT_MOST,
    )
    if engine.dialect.name == "postgresql":
        event.listen(engine, "connect", lambda connection, _record: _set(connection, settings))
    event.listen(engine, "handle_error", _without_values)
    return engine


def _set(connection: Any, settings: tuple[str, ...]) -> None:
    for setting in settings:
        connection.execute(setting)
    connection.commit()


def _without_values(context: ExceptionContext) -> None:
    """Keeps the first line of what the server says; the lines after it hold values of rows."""
    said = context.original_exception
    diagnosis = getattr(said, "diag", None)
    primary = getattr(diagnosis, "message_primary", None)
    if primary:
        said.args = (primary,)
        if context.sqlalchemy_exception is not None:
            context.sqlalchemy_exception.args = (f"({type(said).__name__}) {primary}",)
