"""Makes a backup while the lender works, so that it is whole whatever happens meanwhile.

The order is what makes it consistent. The books are one moment. A key is committed before the turn that first uses it,
and a file is written before the row that names it; so keys and files that are copied *after* the books hold all that
those books name, and what they hold beyond it harms nobody.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from storage.backup_books import write_books
from storage.backup_documents import copy_documents
from storage.backup_folder import Kept, draft, kept, name_of, one_at_a_time, prune
from storage.backup_keys import Keys, read_keys, write_erased, write_keys
from storage.backup_manifest import Manifest, write_manifest
from storage.databases import Databases
from storage.keys import KeyRing


@dataclass(frozen=True)
class Places:
    """Where backups go: the books with their documents in one folder, the people's keys in another."""

    books: Path
    keys: Path

    @classmethod
    def below(cls, folder: Path, keys: Path | None = None) -> "Places":
        """`books` and `keys` in this folder, unless the keys have a folder of their own."""
        return cls(folder / "books", keys or folder / "keys")


@dataclass(frozen=True)
class Keep:
    """For how many days backups are kept."""

    books_days: int = 30
    keys_days: int = 7


@dataclass(frozen=True)
class Made:
    """What was made, and the names of older backups that were removed."""

    books: Manifest | None
    keys: Manifest
    removed: tuple[str, ...]


def make_backup(
    databases: Databases,
    data: Path,
    ring: KeyRing,
    places: Places,
    now: datetime,
    keep: Keep = Keep(),
    elapsed: Callable[[], float] = time.monotonic,
) -> Made:
    """Books, keys, documents, in this order; older backups are removed only when these are on the disk.

    Raises NoBackup, BackupDamaged, OSError, and what the database raises. Whatever it raises, no half backup is left.
    """
    with one_at_a_time(places.books):
        name = name_of(now)
        with draft(places.books, name) as growing:
            began = elapsed()
            pieces, schema, head = write_books(databases, data, growing, name, ring)
            keys, keys_manifest = _make_keys(databases, schema, ring, places, now, elapsed)
            pieces = (*pieces, write_erased(growing, name, keys, ring))
            live = data / "documents"
            listed, listed_sha256 = copy_documents(live, growing, _newest(places.books))
            manifest = replace(
                _manifest("books", name, now, databases, schema),
                pieces=pieces,
                head=head,
                documents=len(listed),
                document_bytes=sum(one.size for one in listed),
                documents_sha256=listed_sha256,
                seconds=round(elapsed() - began, 3),
            )
            write_manifest(growing, manifest)
        removed = prune(places.books, now - timedelta(days=keep.books_days))
        removed += _prune_keys(places.keys, keys, now, keep)
        return Made(manifest, keys_manifest, tuple(removed))


def make_keys_backup(databases: Databases, ring: KeyRing, places: Places, now: datetime, keep: Keep = Keep()) -> Made:
    """The keys alone: soon after somebody was erased, so that older copies of their key can go."""
    with one_at_a_time(places.books):
        keys, manifest = _make_keys(databases, "", ring, places, now, time.monotonic)
        return Made(None, manifest, tuple(_prune_keys(places.keys, keys, now, keep)))


def outlived(databases: Databases, places: Places) -> bool:
    """Whether a copy of the keys is left that is older than an erasure: then it is time for a new one."""
    erased = read_keys(databases.keys).erased.values()
    there = [one.manifest.made_at for one in kept(places.keys) if one.manifest is not None]
    return bool(erased and there) and min(there) <= max(erased)


def _make_keys(
    databases: Databases, schema: str, ring: KeyRing, places: Places, now: datetime, elapsed: Callable[[], float]
) -> tuple[Keys, Manifest]:
    began, name = elapsed(), name_of(now)
    with draft(places.keys, name) as growing:
        keys = read_keys(databases.keys)
        manifest = replace(
            _manifest("keys", name, now, databases, schema),
            pieces=write_keys(growing, name, keys, ring),
            seconds=round(elapsed() - began, 3),
        )
        write_manifest(growing, manifest)
    return keys, manifest


def _prune_keys(folder: Path, keys: Keys, now: datetime, keep: Keep) -> list[str]:
    """The newest copy holds all that the older ones do; whoever was erased since must be in none of those."""
    oldest = now - timedelta(days=keep.keys_days)
    erasures = [at + timedelta(milliseconds=1) for at in keys.erased.values()]
    return prune(folder, max([oldest, *erasures]))


def _newest(folder: Path) -> Path | None:
    there = [one.path for one in kept(folder) if one.manifest is not None]
    return there[-1] if there else None


def _manifest(kind: str, name: str, now: datetime, databases: Databases, schema: str) -> Manifest:
    engine = "postgresql" if databases.shared else "sqlite"
    return Manifest(kind, name, now, program_version(), engine, schema, ())


def program_version() -> str:
    """The release of this program; "unknown" where it runs from its sources alone."""
    try:
        return version("microloan")
    except PackageNotFoundError:
        return "unknown"


def listed(places: Places) -> tuple[list[Kept], list[Kept]]:
    """The backups of the books, and those of the keys, the oldest first."""
    return kept(places.books), kept(places.keys)
