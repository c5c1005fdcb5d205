"""The master key is changed while a process runs on the old one: nothing becomes unreadable, and nothing is lost."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.database_trouble import LACKS_KEY, database_line
from bot.one_process import OneProcess
from storage.engine import open_keys
from storage.keys import KeyRing, KeyRingLacksKey, KeyStore
from tests.lender import PlayedLender
from tests.preludes import prelude

OLD, NEW = b"\x07" * 32, b"\x08" * 32


def base64_of(key: bytes) -> str:
    return base64.b64encode(key).decode()


class Ring:
    """The master keys that the next start of the lender is given."""

    def __init__(self) -> None:
        self.current, self.older = OLD, [NEW]

    def __call__(self, _: bytes) -> KeyRing:
        return KeyRing(self.current, self.older)


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> Ring:
    given = Ring()
    monkeypatch.setattr("tests.lender.KeyRing", given)
    return given


@pytest.fixture
async def lender(tmp_path: Path, ring: Ring) -> AsyncIterator[PlayedLender]:
    played = await PlayedLender.open(tmp_path / "data")
    yield played
    await played.close()


def rotates(lender: PlayedLender) -> int:
    """Another process wraps all keys anew; what this one holds in memory it asks for again, as it does on a server."""
    store = KeyStore(open_keys(lender.lender.setup.databases.keys), KeyRing(NEW, [OLD]))
    changed = store.rewrap()
    store.close()
    lender.lender.vault._ciphers.clear()
    return changed


async def test_where_every_process_knows_both_keys_a_rotation_is_not_noticed_and_the_old_key_can_go(
    lender: PlayedLender, ring: Ring
) -> None:
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has a loan --")
    assert rotates(lender) > 3
    assert "left to pay" in (await lin.says("/status"))[0].text
    mei = await lender.person("Mei")
    await prelude(lender, "-- Mei has an offer --")  # her key is made under the old one
    ring.current, ring.older = NEW, [OLD]
    await lender.restart()
    bao = await lender.person("Bao")
    await prelude(lender, "-- Bao has registered --")
    assert rotates(lender) == 1, "Mei's key; Bao's is under the new one"
    ring.older = []
    await lender.restart()
    assert all([await who.says("/status") for who in (lin, mei, bao)])
    assert await lender.findings() == []


async def test_a_process_without_the_new_key_keeps_nothing_and_says_why_and_one_that_has_it_answers_once(
    tmp_path: Path, ring: Ring
) -> None:
    ring.older = []
    lender = await PlayedLender.open(tmp_path / "data")
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has a loan --")
    rotates(lender)
    with pytest.raises(KeyRingLacksKey) as refused:
        await lin.says("/status")
    assert database_line(refused.value) == LACKS_KEY
    ring.current, ring.older = NEW, [OLD]
    await lender.restart()
    assert len([said for said in lin.sees() if "left to pay" in said.text]) == 1
    assert await lender.findings() == []
    await lender.close()


async def test_the_command_rotates_while_nobody_runs_and_the_old_key_is_not_needed_any_more(
    tmp_path: Path, ring: Ring, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lender = await PlayedLender.open(tmp_path)
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has an offer --")
    await lender.stop()
    monkeypatch.setenv("MICROLOAN_DATA", str(tmp_path))
    monkeypatch.setenv("MICROLOAN_MASTER_KEY", base64_of(NEW))
    monkeypatch.setenv("MICROLOAN_OLDER_MASTER_KEYS", base64_of(OLD))
    running = OneProcess(tmp_path)
    assert main(["rotate-keys"]) == 1
    running.release()
    assert main(["rotate-keys"]) == 0
    assert "0 keys" not in capsys.readouterr().out
    assert main(["rotate-keys"]) == 0
    assert capsys.readouterr().out.startswith("0 keys were wrapped anew")
    ring.current, ring.older = NEW, []
    await lender._start()
    assert await lin.says("/status")
    await lender.close()
