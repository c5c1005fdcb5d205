"""What goes wrong around a journey: at the start one clear line, on the way nothing lost and nothing doubled."""

import asyncio
import os
import resource
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from sandbox.faults import Fault, Faults
from sandbox.people import LONGEST_TEXT
from storage import retention
from storage.schema import failed_event, inbox, loan, outbox
from storage.verify import verify
from storage.writer import NothingWritten
from tests.lender import PlayedLender
from tests.preludes import prelude

ROOT = Path(__file__).resolve().parent.parent.parent
SMALL_FILE = 200 * 1024
MEGABYTE = 256 * LONGEST_TEXT


@dataclass(frozen=True)
class Start:
    """How a start of the program ended."""

    status: int
    errors: str


def start(data: Path, config: Path = ROOT / "config.toml", before: Callable[[], None] | None = None) -> Start:
    """Starts the whole program on its sandbox, which here always fails; ended by force if it does not."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MICROLOAN_")}
    environment |= {"MICROLOAN_CONFIG": str(config), "MICROLOAN_DATA": str(data), "MICROLOAN_PORT": "0"}
    command = [sys.executable, "-m", "bot", "run"]
    ended = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, preexec_fn=before
    )
    return Start(ended.returncode, ended.stderr)


def is_one_line(errors: str, *words: str) -> None:
    """The last word of the program: one line that says what is wrong, and no traceback."""
    assert "Traceback" not in errors
    lines = [line for line in errors.splitlines() if line.startswith("microloan")]
    assert len(lines) == 1, errors
    assert all(word in lines[0] for word in words), lines


async def a_lender_lived_in(data: Path) -> None:
    played = await PlayedLender.open(data)
    await (await played.person("Lin")).says("/start")
    await played.close()


def test_a_missing_configuration_is_one_line_and_nothing_is_begun(tmp_path: Path) -> None:
    ended = start(tmp_path / "data", config=tmp_path / "nowhere.toml")
    assert ended.status == 2
    assert "nowhere.toml" in ended.errors
    assert "Traceback" not in ended.errors
    assert not (tmp_path / "data").exists()


def test_a_file_that_is_no_database_is_one_line_and_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "microloan.db"
    file.write_bytes(b"my holiday pictures" * 1000)
    ended = start(tmp_path)
    assert ended.status == 1
    is_one_line(ended.errors, "is not a database; restore a backup")
    assert file.read_bytes() == b"my holiday pictures" * 1000


async def test_a_damaged_database_is_one_line(tmp_path: Path) -> None:
    await a_lender_lived_in(tmp_path)
    file = tmp_path / "microloan.db"
    content = bytearray(file.read_bytes())
    content[100:4096] = b"\x5a" * 3996
    file.write_bytes(content)
    ended = await asyncio.to_thread(start, tmp_path)
    assert ended.status == 1
    is_one_line(ended.errors, "the database is damaged; restore a backup")


def test_a_database_that_another_program_holds_is_one_line(tmp_path: Path) -> None:
    holder = sqlite3.connect(tmp_path / "microloan.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    ended = start(tmp_path)
    holder.close()
    assert ended.status == 1
    is_one_line(ended.errors, "the database is locked by another program")


def test_a_disk_that_is_full_at_the_start_is_one_line_and_the_next_start_finds_nothing_half_done(
    tmp_path: Path,
) -> None:
    limit = (SMALL_FILE, resource.getrlimit(resource.RLIMIT_FSIZE)[1])
    ended = start(tmp_path, before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
    assert ended.status == 1
    is_one_line(ended.errors, "disk")
    asyncio.run(a_lender_lived_in(tmp_path))


async def test_what_is_said_while_the_database_is_locked_is_answered_afterwards_once(lender: PlayedLender) -> None:
    lin = await lender.person("Lin")
    await lender.lender.writer.run_bookkeeping(lambda c: c.exec_driver_sql("PRAGMA busy_timeout=10") and None)
    other = sqlite3.connect(lender.data / "microloan.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(NothingWritten):
        await lin.says("/start")
    other.close()
    await lender.rest()
    assert len(lin.sees()) == 1
    await whole(lender)


@pytest.fixture(autouse=True)
def keys_of_updates_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A journey lasts for weeks, and after one of silence keys are forgotten; here they are counted at its end."""
    monkeypatch.setattr(retention, "UPDATES", timedelta(days=366))


class EveryThird(Faults):
    """Every third call of the bot meets the same fault; `met` counts them by method."""

    def __init__(self, fault: str) -> None:
        super().__init__()
        self._fault = Fault.parse(fault)
        self._calls = 0
        self.met: Counter[str] = Counter()

    def next(self, method: str) -> Fault | None:
        self._calls += 1
        if self._calls % 3:
            return None
        self.met[method] += 1
        return self._fault


async def borrows_and_repays(lender: PlayedLender) -> list[str]:
    """All that Lin read on the way, from hello to the receipt of the last payment."""
    lin = lender.people.get("Lin") or await lender.person("Lin")
    await prelude(lender, "-- Lin has repaid a loan --")
    seen = [item.message for item in lender.world.inbox(lin.id).seen if item.kind == "message"]
    return [str(message.get("text") or "") for message in seen if message["from"]["is_bot"]]


async def whole(lender: PlayedLender) -> None:
    """Nothing is half done: the books verify, every update had its turn, every row its end, no turn failed."""
    queue = lender.world.queue(lender.bot)

    def look(conn: Connection) -> tuple[list[object], int, set[str], int]:
        keys = select(func.count()).where(inbox.c.key.like("tg:%"))
        states = set(conn.execute(select(outbox.c.state).distinct()).scalars())
        failed = conn.execute(select(func.count()).select_from(failed_event)).scalar_one()
        return [*verify(conn, lender.lender.vault)], conn.execute(keys).scalar_one(), states, failed

    findings, handled, states, failed = await lender.lender.writer.run_bookkeeping(look)
    assert findings == []
    checkouts = sum(n for (_, name), n in lender.overheard.heard.items() if name == "pre_checkout_query")
    assert handled == sum(n for (kind, _), n in lender.overheard.heard.items() if kind == "update") - checkouts
    assert states <= {"sent", "uncertain", "blocked"}
    assert failed == 0
    assert not queue.waiting


async def paid_out_once(lender: PlayedLender) -> None:
    payouts = list(lender.bank.desk.books.payouts.values())
    loans = await lender.lender.writer.run_bookkeeping(lambda c: c.execute(select(loan.c.state)).scalars().all())
    assert (len(payouts), list(loans)) == (1, ["settled"])


@pytest.fixture(scope="module")
def without_faults(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What Lin reads when nothing goes wrong."""

    async def calmly() -> list[str]:
        played = await PlayedLender.open(tmp_path_factory.mktemp("calm"))
        read = await borrows_and_repays(played)
        await played.close()
        return read

    return asyncio.run(calmly())


@pytest.mark.parametrize("fault", ["429:1", "500", "502", "slow:0.001"])
async def test_a_telegram_in_trouble_changes_nothing_that_is_read(
    lender: PlayedLender, without_faults: list[str], fault: str
) -> None:
    lender.world.faults = faults = EveryThird(fault)
    assert await borrows_and_repays(lender) == without_faults
    assert faults.met["sendMessage"] > 10
    await whole(lender)
    await paid_out_once(lender)


async def test_answers_that_break_off_double_at_most_the_message_they_belong_to(
    lender: PlayedLender, without_faults: list[str]
) -> None:
    lender.world.faults = faults = EveryThird("drop_after_accept")
    read, calm = Counter(await borrows_and_repays(lender)), Counter(without_faults)
    assert calm <= read
    assert (read - calm).total() <= faults.met["sendMessage"] + faults.met["sendDocument"]
    await whole(lender)
    await paid_out_once(lender)


async def test_updates_that_come_again_change_nothing(
    lender: PlayedLender, without_faults: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pump = lender._pump

    async def twice() -> None:
        await pump()
        lender.world.queue(lender.bot).redeliver(3)
        await pump()

    monkeypatch.setattr(lender, "_pump", twice)
    assert await borrows_and_repays(lender) == without_faults
    await whole(lender)
    await paid_out_once(lender)


async def test_a_refusal_to_deliver_loses_the_message_and_not_the_person(lender: PlayedLender) -> None:
    lin = await lender.person("Lin")
    lender.world.faults.plan(["403"], "sendMessage")
    assert await lin.says("/start") == []
    assert len(await lin.says("/start")) == 1
    await lender.after(hours=1)
    assert len(await lin.says("/status")) == 1
    await whole(lender)


async def test_a_lost_question_is_asked_again_when_the_person_writes(lender: PlayedLender) -> None:
    lin = await lender.person("Lin")
    await lin.says("/start")
    lender.world.faults.plan(["drop_before", "drop_before"], "sendMessage")
    await lin.presses("Ask for a loan")
    (asked,) = await lin.says("/back")
    assert "1 of 9" in asked.text
    await whole(lender)


async def test_a_megabyte_in_pieces_is_answered_piece_by_piece_and_others_too(lender: PlayedLender) -> None:
    lin, bo = await lender.person("Lin"), await lender.person("Bo")
    await lender.hands.say(lin.id, "word " * (MEGABYTE // 5))
    await lender.hands.say(bo.id, "/start")
    await lender.rest()
    assert len(lin.sees()) == MEGABYTE // LONGEST_TEXT
    assert len(bo.sees()) == 1
    await whole(lender)
