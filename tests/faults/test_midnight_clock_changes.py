"""Where clocks change at midnight a day has no first hour, or its last hour twice; what is due then happens once."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from conversations import reminding
from lending.policy_pack import PolicyPack, load_pack
from storage.schema import due, journal
from tests.house import house
from tests.lender import PlayedLender
from tests.preludes import prelude

TEN = time(10)
MISSING = {"Africa/Cairo": date(2026, 4, 24), "Asia/Beirut": date(2026, 3, 29), "America/Sao_Paulo": date(2018, 11, 4)}
"""The day that begins at one o'clock."""
DOUBLED = {
    "Africa/Cairo": date(2026, 10, 29),
    "Asia/Beirut": date(2026, 10, 24),
    "America/Sao_Paulo": date(2018, 2, 17),
}
"""The day whose hour from 23 to 24 comes twice."""


def is_there(day: date, at: time, zone: str) -> bool:
    """Whether a clock on the wall there ever shows this."""
    local = datetime.combine(day, at, ZoneInfo(zone))
    return local.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local.replace(tzinfo=None)


@pytest.mark.parametrize(("zone", "day"), MISSING.items(), ids=MISSING)
def test_these_days_have_no_first_hour(zone: str, day: date) -> None:
    assert not is_there(day, time(0, 30), zone)
    assert is_there(day, time(1, 0), zone)
    assert is_there(day - timedelta(days=1), time(0, 30), zone)


@pytest.mark.parametrize(("zone", "day"), DOUBLED.items(), ids=DOUBLED)
def test_these_days_have_their_last_hour_twice(zone: str, day: date) -> None:
    twice = [datetime.combine(day, time(23, 30), ZoneInfo(zone)).replace(fold=n).astimezone(UTC) for n in (0, 1)]
    assert twice[1] - twice[0] == timedelta(hours=1)


def in_these_hours(first: time, last: time) -> PolicyPack:
    """The default policy, whose borrowers may be written to in these hours of any day."""
    pack = load_pack("default")
    hours = {
        name: getattr(pack.collection, name).model_copy(update={"value": last if name.endswith("_to") else first})
        for name in ("weekday_from", "weekday_to", "weekend_from", "weekend_to")
    }
    return pack.model_copy(update={"collection": pack.collection.model_copy(update=hours)})


async def reminded(data: Path, zone: str, day: date, pack: PolicyPack) -> list[datetime]:
    """When Lin, who should have paid on the day before that one, is reminded, by the clock where she lives.

    Around that day the nightly work is done too: each day is closed once, and the books are in order.
    """
    due_on = day - timedelta(days=1)
    lent = datetime.combine((due_on.replace(day=1) - timedelta(days=1)).replace(day=due_on.day), TEN, ZoneInfo(zone))
    there = house(timezone=zone, pack=pack, reminder_days=(0, 1, 2))
    lender = await PlayedLender.open(data, there, start=lent.astimezone(UTC))
    await lender.person("Lin")
    await prelude(lender, "-- Lin has a loan --")
    await lender.after(days=(due_on - lent.date()).days - 1)
    lender.nightly = True
    await lender.restart()
    await lender.after(days=5)
    query = select(journal.c.at).where(journal.c.kind == "ReminderGiven").order_by(journal.c.sequence)
    given = await lender.lender.writer.run_bookkeeping(lambda c: list(c.scalars(query)))
    done = select(due.c.key).where(due.c.kind == "day_close", due.c.state == "done").order_by(due.c.at)
    closed = await lender.lender.writer.run_bookkeeping(lambda c: list(c.scalars(done)))
    assert closed == [(day + timedelta(days=n)).isoformat() for n in range(-2, 3)]
    assert await lender.findings() == []
    await lender.close()
    return [at.astimezone(ZoneInfo(zone)) for at in given]


@pytest.mark.parametrize(("zone", "day"), MISSING.items(), ids=MISSING)
async def test_a_reminder_of_an_hour_that_is_not_there_comes_when_the_day_begins_and_each_comes_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str, day: date
) -> None:
    monkeypatch.setattr(reminding, "HOUR", 0)
    given = await reminded(tmp_path, zone, day, in_these_hours(time(0), time(2)))
    assert [((at.date() - day).days, at.hour) for at in given] == [(-1, 0), (0, 1), (1, 0)]


@pytest.mark.parametrize(("zone", "day"), DOUBLED.items(), ids=DOUBLED)
async def test_a_reminder_of_an_hour_that_comes_twice_comes_in_the_first_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str, day: date
) -> None:
    monkeypatch.setattr(reminding, "HOUR", 23)
    given = await reminded(tmp_path, zone, day, in_these_hours(time(22), time(23, 45)))
    assert [((at.date() - day).days, at.hour, at.fold) for at in given] == [(-1, 23, 0), (0, 23, 0), (1, 23, 0)]


async def test_where_the_allowed_hours_are_not_there_nobody_is_written_to_on_that_day(tmp_path: Path) -> None:
    zone, day = "Africa/Cairo", MISSING["Africa/Cairo"]
    given = await reminded(tmp_path, zone, day, in_these_hours(time(0, 15), time(0, 45)))
    assert [((at.date() - day).days, at.hour, at.minute) for at in given] == [(1, 0, 15), (2, 0, 15)]
