"""`backup`: copies everything while the lender works, or lists the copies. What was made is said, one fact a line."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from bot.assembly import server
from bot.cli.check_config import config_path
from bot.cli.trouble import CannotRun, told
from bot.clock import SystemClock
from bot.configuration import Configuration
from bot.configuration_check import load
from bot.master_key import key_ring
from bot.one_process import OneProcess
from storage import SQLITE
from storage.backup import Keep, Made, Places, make_backup, make_keys_backup
from storage.backup_folder import Kept, NoBackup, kept
from storage.backup_manifest import Manifest
from storage.backup_pack import BackupDamaged
from storage.databases import Databases


def back_up(to: str, *, listing: bool, keys_only: bool) -> Callable[[], int]:
    """The command with its options. `to` takes the place of the configured folders."""

    @told("backup")
    def run() -> int:
        configuration = load(config_path(), os.environ)
        places = backup_places(configuration, to)
        if listing:
            return _list(places)
        with in_one_line():
            _say(_made(configuration, places, keys_only=keys_only), places)
        return 0

    return run


def backup_places(configuration: Configuration, folder: str) -> Places:
    """Where backups are: as typed, else as configured. Raises CannotRun where neither says so."""
    section = configuration.sections.backup
    if folder:
        return Places.below(Path(folder))
    if not section.folder:
        raise CannotRun("no folder: name one with --to or --from, or set `folder` under [backup] in the configuration")
    return Places.below(Path(section.folder), Path(section.keys_folder) if section.keys_folder else None)


def databases_of(configuration: Configuration) -> Databases:
    """The books on the server, or else in the data folder."""
    return server(configuration) or Databases.in_folder(configuration.environment.data)


@contextmanager
def in_one_line() -> Iterator[None]:
    """What storage says of backups is said to the operator as it is."""
    try:
        yield
    except (NoBackup, BackupDamaged) as why:
        raise CannotRun(str(why)) from None


def _made(configuration: Configuration, places: Places, *, keys_only: bool) -> Made:
    databases, data = databases_of(configuration), configuration.environment.data
    if not databases.shared and not (data / "microloan.db").is_file():
        raise CannotRun(f"{data / 'microloan.db'}: there are no books here")
    section, now = configuration.sections.backup, SystemClock().now()
    keep = Keep(section.keep_days, section.keep_keys_days)
    ring = key_ring(configuration.environment)
    if keys_only:
        return make_keys_backup(databases, ring, places, now, keep)
    beside = databases.shared or not SQLITE.single_connection
    with nullcontext() if beside else _alone(data):
        return make_backup(databases, data, ring, places, now, keep)


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Where this SQLite must not be opened by two programs, the lender must not be running."""
    try:
        held = OneProcess(data)
    except CannotRun:
        raise CannotRun(
            f"{data}: the lender is running, and this SQLite is safe for one program only; "
            "stop the lender, or install the wheel `pysqlite3` (0.6.1 or later)"
        ) from None
    try:
        yield
    finally:
        held.release()


def _say(made: Made, places: Places) -> None:
    if made.books is not None:
        print(f"{places.books / made.books.name}: {summary(made.books)}, {made.books.seconds:.1f} s")
    print(f"{places.keys / made.keys.name}: the people's keys, {size(made.keys.bytes)}")
    for name in made.removed:
        print(f"removed: {name}")


def _list(places: Places) -> int:
    books, keys = kept(places.books), kept(places.keys)
    for one in (*books, *keys):
        print(_line(one))
    if not books:
        print(f"microloan backup: {places.books}: there is no backup here", file=sys.stderr)
    return 0 if books and all(one.manifest for one in (*books, *keys)) else 1


def _line(one: Kept) -> str:
    if one.manifest is None:
        return f"damaged: {one.problem}"
    if one.manifest.kind == "keys":
        return f"{one.path}: the people's keys, {size(one.manifest.bytes)}"
    return f"{one.path}: {summary(one.manifest)}"


def summary(manifest: Manifest) -> str:
    """How far the books in a backup had come, and how large it is."""
    last = manifest.head.last_event_at
    until = f" up to {last:%Y-%m-%d %H:%M:%S} UTC" if last else ""
    return (
        f"{manifest.head.entries} journal entries{until}, {manifest.documents} documents, {size(manifest.bytes)}, "
        f"schema {manifest.schema}, by release {manifest.program}"
    )


def size(count: int) -> str:
    """Bytes as people read them."""
    return f"{count / 1e9:.2f} GB" if count >= 1e9 else f"{count / 1e6:.2f} MB"
