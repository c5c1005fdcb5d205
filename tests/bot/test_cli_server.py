"""`microloan verify` on a server: the books are read in one moment of them; where there are none, that is said."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.databases import Databases
from tests.postgres import TestServer
from tests.storage.office import Borrower, Office, capital

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = "bW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW0="
"""The master key of the office, in base64."""


def verify(url: str, data: Path) -> subprocess.CompletedProcess[str]:
    ours = {"MICROLOAN_DATABASE_URL": url, "MICROLOAN_DATA": str(data), "MICROLOAN_MASTER_KEY": KEY}
    command = [sys.executable, "-m", "bot", "verify"]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **ours}, capture_output=True, text=True, check=False)


def test_the_books_on_a_server_are_verified(tmp_path: Path, on_server: Databases) -> None:
    office = Office.open(tmp_path, databases=on_server)
    lin = Borrower()
    office.write(capital(), *lin.until_running())
    found = verify(on_server.main, tmp_path)
    assert (found.returncode, found.stdout) == (0, "the books are in order\n"), found.stderr
    office.writer.run_sync(lambda c: c.execute(text("update loan set state = 'accepted'")) and None)
    office.close()
    found = verify(on_server.main, tmp_path)
    assert found.returncode == 1
    assert "principal fits the loan's state" in found.stdout


def test_a_server_without_books_is_said_to_be_one(tmp_path: Path, server: TestServer) -> None:
    url = server.empty()
    found = verify(url, tmp_path)
    assert (found.returncode, found.stderr) == (1, "microloan verify: there are no books in this database\n")
    server.drop(Databases.on_server(url))


def test_a_reading_connection_can_write_nothing(on_server: Databases) -> None:
    engine = on_server.open_for_reading()
    with engine.begin() as connection:
        assert connection.execute(text("show transaction isolation level")).scalar_one() == "repeatable read"
        with pytest.raises(Exception, match="read-only transaction"):
            connection.execute(text("delete from inbox"))
    engine.dispose()
