"""The process is killed in the middle of a batch: nothing it said was kept is lost, and nothing is done twice."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from storage.databases import Databases
from storage.schema import inbox, journal, ledger_balance, outbox
from storage.verify import verify
from tests.storage.endless_turns import take
from tests.storage.office import Office

KILLS = {"sqlite": 6, "postgresql": 3}
ROOT = Path(__file__).resolve().parent.parent.parent


def run_and_kill(folder: Path, databases: Databases, first: int, after: int) -> list[int]:
    """What the process said was kept, until it was killed some time after its `after`-th word."""
    command = [sys.executable, "-m", "tests.storage.endless_turns", str(folder), str(first)]
    command += [databases.main] if databases.shared else []
    process = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    said = [process.stdout.readline() for _ in range(after)]
    process.kill()
    said += process.stdout.readlines()
    process.stdout.close()
    assert process.wait() == -9
    return [int(line) for line in said if line.endswith(b"\n")]


def count(office: Office, table: object) -> int:
    return int(office.rows(select(func.count()).select_from(table))[0][0])  # type: ignore[arg-type]


def what_was_kept(office: Office, told: list[int]) -> set[int]:
    """The numbers of all committed turns, after everything about them was checked."""
    kept = {int(r.key.removeprefix("n:")) for r in office.rows(select(inbox.c.key))}
    assert set(told) <= kept
    bank = ledger_balance.c.account == "asset.bank"
    money = office.rows(select(func.sum(ledger_balance.c.balance_minor)).where(bank))
    assert money[0][0] == 100 * len(kept)
    assert count(office, journal) == len(kept) + sum(n % 4 == 0 for n in kept)
    assert count(office, outbox) == len(kept)
    again = [office.writer.run_sync(lambda c, n=n: take(c, office, n)) for n in sorted(kept)[-40:]]  # type: ignore[misc]
    assert not any(again)
    return kept


@pytest.mark.slow
def test_killed_again_and_again_it_loses_and_doubles_nothing(tmp_path: Path, databases: Databases) -> None:
    said: list[int] = []
    kills = KILLS["postgresql" if databases.shared else "sqlite"]
    for kill in range(kills):
        said += run_and_kill(tmp_path, databases, kill * 100_000, after=40 + 23 * kill)
        office = Office.open(tmp_path, databases=databases)
        kept = what_was_kept(office, said)
        office.close()
    office = Office.open(tmp_path, databases=databases)
    assert office.writer.run_sync(lambda c: verify(c, office.vault)) == []
    office.close()
    print(f"{kills} kills, {len(said)} turns said to be kept, {len(kept) - len(said)} kept unsaid, 0 lost, 0 doubled")
