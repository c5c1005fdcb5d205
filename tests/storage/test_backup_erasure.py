"""Who was erased stays erased, whatever backup is brought back, and the books still add up."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from storage.backup import Places, make_keys_backup, outlived
from storage.backup_folder import kept
from storage.databases import Databases
from storage.erasure import erase
from storage.schema import blind_index, journal
from storage.verify import verify
from tests.storage.office import NOON, RING, Office
from tests.storage.shelf import Shelf


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    office = Office.open(tmp_path)
    folder = tmp_path / "elsewhere"
    yield Shelf(office, Places.below(tmp_path / "shelf"), folder, Databases.in_folder(folder)).fill()
    office.close()


def erases(shelf: Shelf, minutes: float) -> None:
    at = NOON + timedelta(minutes=minutes)
    shelf.office.writer.run_sync(lambda c: erase(c, shelf.office.vault, shelf.lin.person_id, at))


def is_unreadable_and_adds_up(shelf: Shelf) -> bool:
    """Nothing of Lin's opens in the restored books, and they pass the whole check."""
    office, lin = shelf.opened(), shelf.lin
    sealed = office.rows(select(journal.c.secret).where(journal.c.secret.is_not(None)))
    try:
        assert office.writer.run_sync(lambda c: verify(c, office.vault)) == []
        assert sealed, "her ciphertext is still in the journal"
        return (
            not shelf.known_of_lin(office)
            and office.vault.is_erased(lin.person_id)
            and not office.rows(select(blind_index))
        )
    finally:
        office.close()


def test_an_old_backup_of_the_books_cannot_bring_an_erased_person_back(shelf: Shelf) -> None:
    first = shelf.backs_up()
    assert shelf.known_of_lin(shelf.office)
    erases(shelf, 5)
    assert outlived(shelf.office.databases, shelf.places)
    shelf.backs_up(10)
    assert not outlived(shelf.office.databases, shelf.places)
    assert first.books is not None
    assert shelf.restores(first.books.name).settled.erased_again == 1
    assert is_unreadable_and_adds_up(shelf)


def test_copies_of_keys_that_are_older_than_an_erasure_are_removed_by_the_next_copy(shelf: Shelf) -> None:
    shelf.backs_up()
    shelf.backs_up(1)
    erases(shelf, 5)
    at = NOON + timedelta(minutes=6)
    made = make_keys_backup(shelf.office.databases, RING, shelf.places, at)
    assert len(made.removed) == 2
    assert [one.manifest for one in kept(shelf.places.keys)] == [made.keys]
    assert len(kept(shelf.places.books)) == 2


def test_an_old_copy_of_the_keys_that_somebody_kept_cannot_either(shelf: Shelf, tmp_path: Path) -> None:
    first = shelf.backs_up()
    shutil.copytree(shelf.places.keys, tmp_path / "in a drawer")
    erases(shelf, 5)
    shelf.backs_up(10)
    shutil.rmtree(shelf.places.keys)
    shutil.copytree(tmp_path / "in a drawer", shelf.places.keys)
    assert first.books is not None
    restored = shelf.restores(first.books.name, keys=first.keys.name)
    assert restored.chosen.keys_name == first.keys.name
    assert restored.settled.erased_again == 1
    assert is_unreadable_and_adds_up(shelf)


def test_keys_that_are_still_in_use_are_taken_and_kept(shelf: Shelf) -> None:
    shelf.backs_up()
    erases(shelf, 5)
    shelf.folder.mkdir()
    shutil.copy(shelf.office.folder / "keys.db", shelf.folder / "keys.db")
    restored = shelf.restores()
    assert (restored.chosen.keys_name, restored.settled.erased_again) == ("", 1)
    assert is_unreadable_and_adds_up(shelf)
