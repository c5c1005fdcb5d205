"""Backup and restore on both engines: one moment, whole, sealed; what cannot be trusted is refused."""

import os
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import func, insert, select, update

from lending.facts.loans import CapitalAdded
from lending.records import StoredSession
from storage import backup_pack, documents, money_stop, sessions
from storage.backup import Keep, Places
from storage.backup_folder import DRAFT, NoBackup, kept
from storage.backup_manifest import FILE, read_manifest
from storage.backup_pack import BackupDamaged
from storage.backup_settling import LOST_REVISIONS, BooksNotSound
from storage.databases import Databases
from storage.keys import KeyRing, KeyRingLacksKey
from storage.look import Look
from storage.migrate import FOLDER, revision_of, upgrade
from storage.schema import HEAD, inbox, journal, ledger_balance, outbox
from storage.verify import verify
from tests.postgres import TestServer
from tests.storage.borrower import Borrower
from tests.storage.office import LIN, NOON, Office, new_id, on, yuan
from tests.storage.personal_bytes import find_plain
from tests.storage.shelf import FACE, Shelf


@pytest.fixture
def shelf(request: pytest.FixtureRequest, tmp_path: Path, databases: Databases) -> Iterator[Shelf]:
    """On each engine, with an empty place of the same engine to restore to."""
    server: TestServer | None = request.getfixturevalue("server") if databases.shared else None
    folder = tmp_path / "elsewhere"
    elsewhere = Databases.on_server(server.empty()) if server else Databases.in_folder(folder)
    office = Office.open(tmp_path, databases=databases)
    yield Shelf(office, Places.below(tmp_path / "shelf"), folder, elsewhere).fill()
    office.close()
    if server:
        server.drop(elsewhere)


@pytest.fixture
def in_files(tmp_path: Path) -> Iterator[Shelf]:
    """For what does not depend on the engine."""
    office = Office.open(tmp_path)
    folder = tmp_path / "elsewhere"
    yield Shelf(office, Places.below(tmp_path / "shelf"), folder, Databases.in_folder(folder)).fill()
    office.close()


def entries(office: Office) -> list[bytes]:
    return [bytes(row.leaf_hash) for row in office.rows(select(journal.c.leaf_hash).order_by(journal.c.sequence))]


def test_what_was_there_at_the_backup_is_there_after_the_restore_and_nothing_else(shelf: Shelf) -> None:
    before = entries(shelf.office)
    made = shelf.backs_up()
    shelf.office.write(CapitalAdded(dated=on(), key="late", amount=yuan("7.00")))
    restored = shelf.restores()
    with pytest.raises(NoBackup, match=r"books here|tables in this database"):
        shelf.restores()
    office = shelf.opened()
    assert entries(office)[:-1] == before
    assert made.books is not None
    assert (made.books.head.entries, restored.documents) == (len(before), 1)
    assert shelf.known_of_lin(office)["legal_name"] == LIN["legal_name"]
    assert office.writer.run_sync(lambda c: verify(c, office.vault)) == []
    office.now += timedelta(hours=2)
    office.write(CapitalAdded(dated=on(), key="goes on", amount=yuan("1.00")))
    assert len(entries(office)) == len(before) + 2
    office.close()


def test_after_a_restore_money_stands_still_and_no_old_button_fits(in_files: Shelf) -> None:
    asked = StoredSession("apply", 1, 17, {})
    in_files.office.writer.run_sync(
        lambda c: sessions.save(c, in_files.office.vault, in_files.lin.telegram_id, asked, NOON)
    )
    in_files.backs_up()
    in_files.restores()
    office = in_files.opened()
    stops = office.writer.run_sync(money_stop.standing)
    assert [(stop.reason, stop.since) for stop in stops] == [("restored", NOON + timedelta(hours=1))]
    now = office.writer.run_sync(lambda c: sessions.load(c, office.vault, in_files.lin.telegram_id))
    assert now is not None
    assert now.revision == 17 + LOST_REVISIONS
    office.close()


def test_nothing_of_anybody_can_be_read_in_a_backup_not_even_amounts_or_telegram_ids(shelf: Shelf) -> None:
    shelf.office.writer.run_sync(lambda c: c.execute(insert(inbox), {"key": "tg:987654321", "at": NOON}) and None)
    shelf.backs_up()
    plain = (*(str(value) for value in LIN.values()), "19491231", "sells dumplings", FACE.decode())
    columns = ("987654321", "asset.bank", shelf.lin.ref, shelf.lin.person_id.hex)
    assert find_plain(shelf.places.books.parent, (*plain, *columns)) == []


def test_a_backup_under_load_is_one_moment_of_the_books(shelf: Shelf) -> None:
    going, taken = threading.Event(), [0]

    def work() -> None:
        while not going.is_set():
            taken[0] += 1
            shelf.office.write(CapitalAdded(dated=on(), key=f"n{taken[0]}", amount=yuan("1.00")))

    before = len(entries(shelf.office))
    crowd = threading.Thread(target=work)
    crowd.start()
    while taken[0] < 20:
        crowd.join(0.001)
    made = shelf.backs_up()
    while taken[0] < 60:
        crowd.join(0.001)
    going.set()
    crowd.join()
    shelf.restores()
    office = shelf.opened()
    assert made.books is not None
    assert before + 15 < made.books.head.entries < len(entries(shelf.office))
    assert len(entries(office)) == made.books.head.entries + 1
    office.close()


def test_a_rehearsal_beside_the_living_books_checks_everything_and_leaves_nothing(shelf: Shelf) -> None:
    shelf.backs_up()
    shelf.elsewhere, own = shelf.office.databases, shelf.elsewhere
    shelf.restores(rehearse=True)
    shelf.elsewhere = own
    assert not list(shelf.folder.rglob("*.db"))


def test_books_that_do_not_add_up_are_not_put_in_place(in_files: Shelf) -> None:
    in_files.office.writer.run_sync(lambda c: c.execute(update(ledger_balance).values(balance_minor=1)) and None)
    in_files.backs_up()
    with pytest.raises(BooksNotSound, match="findings, and were not put in place"):
        in_files.restores()
    assert not list(in_files.folder.rglob("*.db"))


def test_what_is_only_late_keeps_nobody_from_restoring(in_files: Shelf) -> None:
    mei = Borrower(telegram_id=7002, ref="3F8K2M-41", known=dict(LIN, national_id="110105199003070025"))
    in_files.office.write(*mei.until_running()[:-1])
    in_files.backs_up()
    in_files.restores(hours=30)
    restored = in_files.opened()
    look = Look(NOON + timedelta(hours=30))
    late = restored.writer.run_sync(lambda c: verify(c, restored.vault, look=look))
    restored.close()
    assert [(finding.check, finding.stops) for finding in late] == [("a payout is answered within a day", False)]


def test_books_of_an_older_release_are_brought_up_to_date(shelf: Shelf, request: pytest.FixtureRequest) -> None:
    shared = shelf.office.databases.shared
    url = request.getfixturevalue("server").empty() if shared else f"sqlite:///{shelf.office.folder / 'old.db'}"
    old = Databases(url, shelf.office.databases.keys)
    engine = old.open()
    upgrade(engine, FOLDER, None, to="0006")
    engine.dispose()
    shelf.office.databases = old
    made = shelf.backs_up()
    assert made.books is not None
    assert made.books.schema == "0006"
    shelf.restores()
    engine = shelf.elsewhere.open()
    assert revision_of(engine) == HEAD
    engine.dispose()
    if shared:
        request.getfixturevalue("server").drop(old)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


@pytest.mark.parametrize("harm", [flip, cut, Path.unlink], ids=["a flipped bit", "its end lost", "gone"])
@pytest.mark.parametrize("pattern", [FILE, "books.sealed", "documents.list", "documents/*/*.sealed"])
def test_a_damaged_backup_is_refused_in_one_line_that_names_the_file(
    in_files: Shelf, pattern: str, harm: Callable[[Path], None]
) -> None:
    in_files.backs_up()
    path = next(in_files.newest().glob(pattern))
    harm(path)
    with pytest.raises((BackupDamaged, NoBackup)) as refused:
        in_files.restores(in_files.newest().name)
    assert path.name in str(refused.value) or pattern == FILE
    assert "\n" not in str(refused.value)
    assert not list(in_files.folder.rglob("*.db"))


def test_a_piece_of_another_backup_does_not_open(in_files: Shelf) -> None:
    first, second = in_files.backs_up(), in_files.backs_up(5)
    assert first.books
    assert second.books
    one, other = (in_files.places.books / made.name / "books.sealed" for made in (first.books, second.books))
    other.write_bytes(one.read_bytes())
    with pytest.raises(BackupDamaged, match=r"books\.sealed"):
        in_files.restores()
    in_files.restores(first.books.name)


def test_the_newest_backup_that_can_be_read_is_taken(in_files: Shelf) -> None:
    made = in_files.backs_up()
    in_files.backs_up(5)
    (in_files.newest() / FILE).unlink()
    assert made.books is not None
    assert in_files.restores().chosen.manifest == made.books


def test_another_master_key_opens_nothing(in_files: Shelf) -> None:
    in_files.backs_up()
    with pytest.raises(KeyRingLacksKey):
        in_files.restores(ring=KeyRing(b"x" * 32))
    in_files.restores(ring=KeyRing(b"x" * 32, [b"m" * 32]))


def test_a_full_disk_leaves_no_half_backup_and_the_books_alone(
    in_files: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = in_files.backs_up()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(backup_pack.os, "fsync", full)
        with pytest.raises(OSError, match="No space left"):
            in_files.backs_up(5)
    with monkeypatch.context() as patch:
        patch.setattr("storage.backup_books.RESERVE", 1 << 60)
        with pytest.raises(NoBackup, match="MB free here"):
            in_files.backs_up(6)
    assert [one.manifest for one in kept(in_files.places.books)] == [made.books]
    assert not [path for path in in_files.office.folder.rglob("*") if DRAFT in path.name or "plain" in path.name]
    in_files.backs_up(7)


def test_what_a_killed_backup_left_is_removed_by_the_next(in_files: Shelf) -> None:
    left = in_files.places.books / f"{DRAFT}2026-11-23T000000.000Z"
    left.mkdir(parents=True)
    (left / "books.sealed").write_bytes(b"half")
    (in_files.office.folder / "backup.plain").write_bytes(b"half")
    in_files.backs_up()
    assert not left.exists()
    assert not (in_files.office.folder / "backup.plain").exists()


def test_files_that_did_not_change_are_linked_and_each_backup_is_whole(in_files: Shelf) -> None:
    first = in_files.backs_up()
    picture = in_files.add_picture()
    second = in_files.backs_up(5)
    assert first.books
    assert second.books
    assert (first.books.documents, second.books.documents) == (1, 2)
    counts = sorted(os.stat(path).st_nlink for path in in_files.newest().glob("documents/*/*"))
    assert counts == [1, 2]
    in_files.restores(second.books.name)
    sealed = (in_files.folder / "documents" / picture.parent.name / picture.name).read_bytes()
    office = in_files.opened()
    assert documents.opened(office.vault, sealed, in_files.lin.person_id, UUID(picture.stem)) == FACE
    office.close()


def test_backups_are_kept_for_their_days_and_the_newest_always(in_files: Shelf) -> None:
    day, keep = 24 * 60, Keep(books_days=3, keys_days=1)
    for number in range(6):
        in_files.backs_up(number * day, keep)
    assert [len(kept(folder)) for folder in (in_files.places.books, in_files.places.keys)] == [4, 2]
    in_files.backs_up(100 * day, keep)
    assert [len(kept(folder)) for folder in (in_files.places.books, in_files.places.keys)] == [1, 1]


def test_keys_that_are_older_than_the_books_are_refused(in_files: Shelf) -> None:
    first = in_files.backs_up()
    mei = type(in_files.lin)(telegram_id=7002, ref="9Q2M9Q-13", person_id=new_id())
    in_files.office.write(mei.met(), *mei.registered())
    in_files.backs_up(5)
    with pytest.raises(BackupDamaged, match="1 people have none"):
        in_files.restores(keys=first.keys.name)
    in_files.restores()


def test_a_manifest_says_how_far_the_books_had_come(in_files: Shelf) -> None:
    later = NOON + timedelta(minutes=3)
    in_files.office.writer.run_sync(lambda c: c.execute(insert(inbox), {"key": "tg:1", "at": later}) and None)
    in_files.backs_up()
    said = read_manifest(in_files.newest())
    assert (said.head.last_event_at, said.kind, said.schema) == (later, "books", HEAD)
    count = in_files.office.rows(select(func.count()).select_from(journal))[0][0]
    assert said.head.entries == count
    assert outbox.name not in (in_files.newest() / FILE).read_text()
