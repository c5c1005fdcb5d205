"""The drill: a lender under load is backed up, killed, and its disk is lost; what comes back is checked, and goes on.

All of it are real processes: one that takes turns without end until SIGKILL, and the commands that an operator types.
"""

import os
import shutil
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage import money_stop
from storage.databases import Databases
from storage.schema import inbox, journal
from storage.verify import verify
from tests.postgres import TestServer
from tests.storage.office import Office

ROOT = Path(__file__).resolve().parents[2]
KEY = "bW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tbW0="
"""The master key of the office, in base64."""


class Crowd:
    """A process that takes turns until it is killed; `told` are the turns that it said were kept, with the moment.

    It is killed at the end of its `with`, whatever happened there, so that a test that fails leaves no process behind.
    """

    def __init__(self, folder: Path, first: int, databases: Databases) -> None:
        command = [sys.executable, "-m", "tests.storage.endless_turns", str(folder), str(first)]
        command += [databases.main] if databases.shared else []
        self.told: list[tuple[float, int]] = []
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def __enter__(self) -> "Crowd":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        self._reading.join()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if line.endswith(b"\n"):
                self.told.append((time.monotonic(), int(line)))

    def wait_for(self, turns: int) -> None:
        while len(self.told) < turns:
            self._reading.join(0.01)
            assert self._process.poll() is None

    def kill(self) -> None:
        """With all that it told of before; it must have lived until now."""
        self._process.kill()
        assert self._process.wait() == -9
        self._reading.join()


def types(folder: Path, databases: Databases, *command: str) -> str:
    """What an operator types, and reads."""
    ours = {"MICROLOAN_DATA": str(folder), "MICROLOAN_MASTER_KEY": KEY}
    ours |= {"MICROLOAN_DATABASE_URL": databases.main} if databases.shared else {}
    ran = subprocess.run(
        [sys.executable, "-m", "bot", *command],
        cwd=ROOT,
        env={**os.environ, **ours},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def kept_in(office: Office) -> set[int]:
    rows = office.rows(select(inbox.c.key).where(inbox.c.key.startswith("n:")))
    return {int(row.key.removeprefix("n:")) for row in rows}


@pytest.mark.slow
def test_a_disk_is_lost_under_load_and_the_books_come_back_as_the_backup_saw_them(
    tmp_path: Path, databases: Databases, request: pytest.FixtureRequest
) -> None:
    data, shelf = tmp_path / "data", str(tmp_path / "other disk")
    if not databases.shared:
        databases = Databases.in_folder(data)
    with Crowd(data, 0, databases) as crowd:
        crowd.wait_for(100)
        before = {number for _, number in crowd.told}
        began = time.monotonic()
        types(data, databases, "backup", "--to", shelf)
        crowd.wait_for(len(crowd.told) + 100)
        crowd.kill()
    killed, told = time.monotonic(), {number for _, number in crowd.told}

    shutil.rmtree(data)
    lost_disk, anew = time.monotonic(), databases
    if databases.shared:
        server: TestServer = request.getfixturevalue("server")
        anew = Databases.on_server(server.empty())
        request.addfinalizer(lambda: server.drop(anew))
    said = types(data, anew, "restore", "--from", shelf)
    restored = time.monotonic()
    assert "checked as a whole and sound" in said

    with closing(Office.open(data, databases=anew)) as office:
        kept = kept_in(office)
        assert before <= kept, "what was told before the backup began is in it"
        assert told - kept, "and what came after it is lost, or the drill shows nothing"
        assert [s.reason for s in office.writer.run_sync(money_stop.standing)] == ["restored"]

    with Crowd(data, 200_000, anew) as crowd:
        crowd.wait_for(40)
        crowd.kill()
    with closing(Office.open(data, databases=anew)) as office:
        assert office.writer.run_sync(lambda c: verify(c, office.vault)) == []
        assert {number for _, number in crowd.told} | kept <= kept_in(office)
        entries = office.rows(select(func.count()).select_from(journal))[0][0]
    print(
        f"{len(told)} turns told of; lost {len(told - kept)}, of the {killed - began:.1f} s since the backup began;"
        f" back {restored - lost_disk:.1f} s after the disk was lost, whole check included; {entries} entries now"
    )
