"""An older database becomes one that this program knows: wholly or not at all, whatever interrupts it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text

from storage.databases import Databases
from storage.engine import open_engine, sqlite_url
from storage.migrate import FOLDER, BrokenReference, SchemaTooNew, bring_up_to_date, revision_of, upgrade
from storage.schema import HEAD, metadata
from tests.postgres import TestServer

ENV = (FOLDER / "env.py").read_text()
HEADER = """
import os, signal
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = {rev!r}, {down!r}, None, None
def upgrade():
"""
FAMILY = """
    op.create_table("parent", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(10)))
    op.create_table("child", sa.Column("id", sa.Integer, primary_key=True),
                    sa.Column("parent_id", sa.Integer, sa.ForeignKey("parent.id"), nullable=False))
    op.execute("insert into parent values (1, 'Lin'), (2, 'Wei')")
    op.execute("insert into child values (10, 1), (11, 1), (12, 2)")
"""
REBUILD = """
    with op.batch_alter_table("parent", recreate="always") as batch:
        batch.alter_column("name", type_=sa.String(200), nullable=False)
        batch.add_column(sa.Column("branch", sa.String(20), nullable=False, server_default="main"))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database, once on each engine."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "a.db")
        return
    server: TestServer = request.getfixturevalue("server")
    made = server.empty()
    yield made
    server.drop(Databases.on_server(made))


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    opened = open_engine(url)
    yield opened
    opened.dispose()


@pytest.fixture
def file_engine(tmp_path: Path) -> Iterator[Engine]:
    opened = open_engine(sqlite_url(tmp_path / "a.db"))
    yield opened
    opened.dispose()


def folder_of(tmp_path: Path, *bodies: str) -> Path:
    """A folder of revisions r1, r2... with these bodies, run by our own env."""
    versions = tmp_path / "migrations" / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    (versions.parent / "env.py").write_text(ENV)
    for n, body in enumerate(bodies, 1):
        down = f"r{n - 1}" if n > 1 else None
        (versions / f"r{n}.py").write_text(HEADER.format(rev=f"r{n}", down=down) + body)
    return versions.parent


def tables(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(inspect(connection).get_table_names()) - {"alembic_version", "turnstile"}


def test_the_migrations_end_in_the_tables_of_the_program(url: str) -> None:
    assert bring_up_to_date(url)
    engine = open_engine(url)
    assert revision_of(engine) == HEAD
    with engine.connect() as connection:
        ours = {"compare_type": True, "include_name": lambda name, *_: name != "turnstile"}
        context = MigrationContext.configure(connection, opts=ours)
        assert compare_metadata(context, metadata) == []
    made = {t.name: {i.name for i in t.indexes} for t in metadata.tables.values()}
    assert tables(engine) == set(made)
    with engine.connect() as connection:
        found = {name: inspect(connection).get_indexes(name) for name in made}
    named = {n: {i["name"] for i in rows if not i.get("duplicates_constraint")} for n, rows in found.items()}
    assert named == made
    engine.dispose()


def test_only_a_refused_payout_makes_room_for_another_on_each_engine(url: str, engine: Engine) -> None:
    bring_up_to_date(url)
    with engine.connect() as connection:
        (standing,) = (i for i in inspect(connection).get_indexes("payout") if i["name"] == "uq_payout_standing")
    assert "refused" in str(standing["dialect_options"][f"{engine.dialect.name}_where"])
    assert standing["unique"]


def test_head_is_the_last_revision() -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_a_start_on_the_current_schema_does_not_import_alembic(url: str) -> None:
    bring_up_to_date(url)
    look = (
        "import sys; from storage.migrate import bring_up_to_date as b; print(b(sys.argv[1]), 'alembic' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", look, url], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "False"]


def test_a_database_of_a_later_release_is_refused_with_a_clear_line(url: str, engine: Engine) -> None:
    bring_up_to_date(url)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9000'"))
    with pytest.raises(SchemaTooNew, match=r"is at schema 9000, which this release .* does not know"):
        bring_up_to_date(url)


def test_a_revision_that_fails_leaves_nothing_behind_and_can_run_again(tmp_path: Path, engine: Engine) -> None:
    half = '    op.create_table("half", sa.Column("id", sa.Integer))\n'
    failing = folder_of(tmp_path, FAMILY, half + '    raise RuntimeError("in the middle")\n')
    with pytest.raises(RuntimeError, match="in the middle"):
        upgrade(engine, failing, None)
    assert (tables(engine), revision_of(engine)) == ({"parent", "child"}, "r1")
    upgrade(engine, folder_of(tmp_path, FAMILY, half), "r1")
    assert (tables(engine), revision_of(engine)) == ({"parent", "child", "half"}, "r2")


def test_a_revision_killed_in_the_middle_leaves_nothing_behind_and_can_run_again(
    tmp_path: Path, url: str, engine: Engine
) -> None:
    kill = (
        '    op.create_table("half", sa.Column("id", sa.Integer))\n'
        '    if os.environ.get("KILL"): os.kill(os.getpid(), signal.SIGKILL)\n'
    )
    folder = folder_of(tmp_path, FAMILY, kill)
    program = (
        "import sys; from pathlib import Path; from storage.engine import open_engine\n"
        "from storage.migrate import revision_of, upgrade\n"
        "e = open_engine(sys.argv[1]); upgrade(e, Path(sys.argv[2]), revision_of(e))"
    )
    command = [sys.executable, "-c", program, url, str(folder)]
    killed = subprocess.run(command, env={**os.environ, "KILL": "1"}, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (tables(engine), revision_of(engine)) == ({"parent", "child"}, "r1")
    subprocess.run(command, check=True)
    assert (tables(engine), revision_of(engine)) == ({"parent", "child", "half"}, "r2")


def test_building_a_parent_table_anew_keeps_its_children(tmp_path: Path, file_engine: Engine) -> None:
    engine = file_engine
    upgrade(engine, folder_of(tmp_path, FAMILY, REBUILD), None)
    with engine.connect() as connection:
        assert connection.execute(text("select id, parent_id from child order by id")).all() == [
            (10, 1),
            (11, 1),
            (12, 2),
        ]
        assert connection.execute(text("select name, branch from parent")).all() == [("Lin", "main"), ("Wei", "main")]
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
        with pytest.raises(Exception, match="FOREIGN KEY"):
            connection.execute(text("delete from parent where id = 1"))


def test_a_revision_that_leaves_a_dangling_reference_is_rolled_back(tmp_path: Path, file_engine: Engine) -> None:
    engine = file_engine
    folder = folder_of(tmp_path, FAMILY, '    op.execute("delete from parent where id = 1")\n')
    with pytest.raises(BrokenReference, match="2 rows, first in table child"):
        upgrade(engine, folder, None)
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from parent")).scalar_one() == 2
