"""Each night a backup; staff hear of one that failed, once a day; and the whole of it holds nothing of anybody."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from bot.nightly_backup import TRY_AGAIN, NightlyBackup
from storage import failures
from storage.backup import Places, make_backup, make_keys_backup
from storage.backup_folder import kept
from storage.erasure import erase
from storage.keys import KeyRing
from tests.lender import PlayedLender

RING = KeyRing(b"\x07" * 32)


class Night:
    """A played lender's nights. `why_not` is what the next backups fail with."""

    def __init__(self, lender: PlayedLender, folder: Path) -> None:
        self.played, self.places, self.why_not = lender, Places.below(folder), ""
        self.made: list[bool] = []
        own, books = lender.lender, lender.lender.setup.databases
        self.nightly = NightlyBackup(
            *(self.places, 2, "Asia/Shanghai", books, own.writer, own.corridor, lender.clock, own.owner, self.make)
        )

    async def make(self, keys_only: bool) -> str:
        if self.why_not:
            return self.why_not
        books, now = self.played.lender.setup.databases, self.played.clock.now()
        if keys_only:
            make_keys_backup(books, RING, self.places, now)
        else:
            make_backup(books, self.played.data, RING, self.places, now)
        self.made.append(keys_only)
        return ""


@pytest.fixture
def night(lender: PlayedLender, tmp_path: Path) -> Night:
    return Night(lender, tmp_path / "shelf")


async def test_a_backup_is_made_at_once_and_then_each_night_at_its_hour(night: Night) -> None:
    assert [await night.nightly.look(), await night.nightly.look()] == [True, False]
    await night.played.after(hours=15.9)
    assert not await night.nightly.look()
    await night.played.after(hours=0.2)
    assert await night.nightly.look()
    assert night.made == [False, False]


async def test_staff_hear_of_a_failed_backup_once_a_day_and_it_is_tried_again(night: Night) -> None:
    night.why_not = "/mnt/backups: the disk is full"
    wei = night.played.people["Wei"]
    await night.nightly.look()
    assert not await night.nightly.look()
    night.played.clock.advance(TRY_AGAIN.total_seconds())
    await night.nightly.look()
    await night.played.rest()
    kept_for_staff = await night.played.lender.writer.run_bookkeeping(failures.waiting)
    assert [failed.error for failed in kept_for_staff] == ["BackupFailed"]
    assert "Claim" in wei.buttons(in_group=True)
    assert "the disk is full" in night.played.log.getvalue()
    night.why_not = ""
    night.played.clock.advance(TRY_AGAIN.total_seconds())
    assert await night.nightly.look()


async def test_soon_after_an_erasure_no_older_copy_of_the_keys_is_left(night: Night) -> None:
    omar = await night.played.person("Omar")
    await omar.says("/start")
    await night.nightly.look()
    own, now = night.played.lender, night.played.clock.now() + timedelta(minutes=1)
    person = next(iter(await own.writer.run(lambda c: c.exec_driver_sql("select id from person").scalars().all())))
    await own.writer.run(lambda c: erase(c, own.vault, UUID(bytes=person), now))
    night.played.clock.advance(120)
    for _ in range(16):
        await night.nightly.look()
    assert night.made == [False, True]
    assert len(kept(night.places.keys)) == 1
