"""Brings the database to the schema that this program knows, before anything else uses it.

Alembic is imported only when the schema is behind: on every other start one small query is enough. One process at a
time does this (`storage.one_at_a_time`). On SQLite foreign keys are off while a revision runs (a table is changed by
building it anew, and dropping the old one would take its children along or fail), and every reference is checked before
the revision commits.
"""

from contextlib import nullcontext
from pathlib import Path

from sqlalchemy import Connection, Engine, column, event, inspect, select, table

from storage.engine import open_engine
from storage.one_at_a_time import one_at_a_time
from storage.postgresql import is_postgresql, open_bookkeeping
from storage.schema import HEAD

FOLDER = Path(__file__).parent / "migrations"


class SchemaTooNew(Exception):
    """The database was written by a later release; this one must not touch it."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            f"the database is at schema {revision}, which this release (schema {HEAD}) does not know: "
            "start the release that wrote it, or a later one"
        )


class BrokenReference(Exception):
    """After a revision some row names another that is not there; the revision was rolled back."""


def bring_up_to_date(url: str) -> bool:
    """Runs the revisions that are missing; whether there were any. Raises SchemaTooNew.

    Killed in the middle, the next start goes on with the revision that was not finished.
    """
    engine = open_bookkeeping(url, connections=2) if is_postgresql(url) else open_engine(url)
    try:
        if revision_of(engine) == HEAD:
            return False
        with one_at_a_time(engine) if is_postgresql(url) else nullcontext():
            current = revision_of(engine)
            upgrade(engine, FOLDER, current)
            return current != HEAD
    finally:
        engine.dispose()


def revision_of(engine: Engine) -> str | None:
    """The revision that the database is at; None for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(
            select(column("version_num")).select_from(table("alembic_version"))
        ).scalar_one_or_none()


def upgrade(engine: Engine, folder: Path, current: str | None, to: str = "head") -> None:
    """Runs the revisions of this folder from `current` on. Each is done wholly or not at all."""
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise SchemaTooNew(current)
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            _without_foreign_keys(connection)
            event.listen(connection, "commit", _check_references)
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, to)
        finally:
            if sqlite:
                event.remove(connection, "commit", _check_references)
                connection.invalidate()


def _without_foreign_keys(connection: Connection) -> None:
    """On the driver's connection: inside a transaction the switch does nothing, silently."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")


def _check_references(connection: Connection) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise BrokenReference(f"{len(broken)} rows, first in table {broken[0][0]}")
