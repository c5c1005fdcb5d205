"""Closing a period from the command line: what is refused with its reason, and that a closed one never changes."""

import base64
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.__main__ import main
from bot.cli.close_period import close_books
from bot.cli.export import as_json
from bot.cli.trouble import CannotRun
from bot.configuration import Configuration
from bot.configuration_check import load
from bot.one_process import OneProcess
from lending.facts import Dated
from lending.facts.loans import CapitalAdded
from lending.money import Money
from storage.periods import PeriodIsClosed
from storage.schema import journal
from storage.trial_balance import trial_balance
from tests.lender import PlayedLender
from tests.preludes import prelude
from tests.serving import write

NOVEMBER = date(2026, 11, 30)
CONFIG = Path(__file__).resolve().parents[2] / "config.toml"
ON_SECOND = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)


def configured(data: Path) -> Configuration:
    key = base64.b64encode(b"\x07" * 32).decode()
    return load(CONFIG, {"MICROLOAN_DATA": str(data), "MICROLOAN_MASTER_KEY": key})


async def nine_days(tmp_path: Path) -> PlayedLender:
    """Lin borrows on 23 November; the last close was that of the last of the month, in the night to 2 December."""
    played = await PlayedLender.open(tmp_path / "data", nightly=True)
    await played.person("Lin")
    await prelude(played, "-- Lin has a loan --")
    await played.after(days=9)
    return played


async def test_a_period_is_closed_once_and_its_trial_balance_stands(tmp_path: Path) -> None:
    played = await nine_days(tmp_path)
    await played.stop()
    configuration = configured(tmp_path / "data")
    close_books(configuration, NOVEMBER, 505, ON_SECOND)
    with pytest.raises(CannotRun, match="was closed before, through 2026-11-30"):
        close_books(configuration, NOVEMBER, 505, ON_SECOND)
    await played._start()
    before = await _balance(played)
    fact = CapitalAdded(dated=Dated.on(NOVEMBER), key="more", amount=Money(100, "CNY"))
    with pytest.raises(PeriodIsClosed, match="closed through 2026-11-30"):
        await write(played, fact)
    late = CapitalAdded(dated=Dated(NOVEMBER, ON_SECOND.date()), key="late", amount=Money(100, "CNY"))
    await write(played, late)
    assert await _balance(played) == before
    query = select(journal.c.body).where(journal.c.kind == "PeriodClosed")
    assert '"by":505' in (await played.lender.writer.run_bookkeeping(lambda c: c.execute(query).scalar_one()))
    assert await played.findings() == []
    await played.close()


async def _balance(played: PlayedLender) -> object:
    lines = await played.lender.writer.run_bookkeeping(lambda c: trial_balance(c, NOVEMBER))
    assert sum(line.amount.minor for line in lines) == 0
    return as_json(NOVEMBER, "booking", lines)


async def test_a_period_that_cannot_be_closed_says_why(tmp_path: Path) -> None:
    played = await nine_days(tmp_path)
    await played.stop()
    configuration = configured(tmp_path / "data")

    def refused(through: date, by: int | None, now: datetime) -> str:
        with pytest.raises(CannotRun) as why:
            close_books(configuration, through, by, now)
        return str(why.value)

    assert "is not over yet: today is 2026-12-02" in refused(date(2026, 12, 2), None, ON_SECOND)
    assert "2026-12-02 had no close of the day yet" in refused(date(2026, 12, 3), None, ON_SECOND.replace(day=4))
    assert "is the Telegram id of nobody of the staff" in refused(NOVEMBER, 999, ON_SECOND)
    held = OneProcess(tmp_path / "data")
    assert "the lender is running" in refused(NOVEMBER, None, ON_SECOND)
    held.release()
    await played.world.close()


def test_books_that_are_not_there_are_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MICROLOAN_CONFIG", str(CONFIG))
    monkeypatch.setenv("MICROLOAN_DATA", str(tmp_path))
    assert main(["close-period", "--through", "2026-11-30"]) == 1
    assert capsys.readouterr().err == f"microloan close-period: {tmp_path / 'microloan.db'}: there are no books here\n"
