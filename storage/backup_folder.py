"""A folder of backups: each one a folder of its own, named by its instant, there wholly or not at all.

A backup grows in a draft and gets its name when everything in it is on the disk. What a kill left behind is removed by
the next backup.
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from storage.backup_manifest import Manifest, read_manifest
from storage.backup_pack import BackupDamaged

DRAFT = ".draft-"


class NoBackup(Exception):
    """There is no such backup, or none can be made here now; `str()` is one clear line."""


@dataclass(frozen=True)
class Kept:
    """A backup as it lies in its folder; `manifest` is None where it cannot be read, and `problem` says why."""

    path: Path
    manifest: Manifest | None
    problem: str = ""


def name_of(instant: datetime) -> str:
    """The name of a backup, which sorts by time: 2026-11-23T020304.567Z."""
    return f"{instant:%Y-%m-%dT%H%M%S}.{instant.microsecond // 1000:03d}Z"


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Holds the folder against a second backup at the same time. Raises NoBackup, OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    held = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise NoBackup(f"{folder}: another backup is being made here") from None
    finally:
        os.close(held)


@contextmanager
def draft(folder: Path, name: str) -> Iterator[Path]:
    """A new folder to write a backup into, which gets its name at the end; after an error it is gone."""
    if (folder / name).exists():
        raise NoBackup(f"{folder / name}: is there already")
    remove_drafts(folder)
    growing = folder / f"{DRAFT}{name}"
    growing.mkdir(parents=True, mode=0o700)
    try:
        yield growing
        sync_tree(growing)
        growing.rename(folder / name)
        sync_folder(folder)
    except BaseException:
        shutil.rmtree(growing, ignore_errors=True)
        raise


def remove_drafts(folder: Path) -> None:
    """Removes what a killed backup left behind."""
    for left in folder.glob(f"{DRAFT}*"):
        shutil.rmtree(left, ignore_errors=True)


def kept(folder: Path) -> list[Kept]:
    """Every backup in this folder, the oldest first."""
    found = sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith(".")) if folder.is_dir() else []
    return [_look(path) for path in found]


def _look(path: Path) -> Kept:
    try:
        return Kept(path, read_manifest(path))
    except BackupDamaged as damaged:
        return Kept(path, None, str(damaged))


def prune(folder: Path, before: datetime) -> list[str]:
    """Removes backups made before this instant, never the newest one that can be read; gives their names."""
    there = [one for one in kept(folder) if one.manifest is not None]
    gone = [one for one in there[:-1] if one.manifest is not None and one.manifest.made_at < before]
    for one in gone:
        doomed = one.path.with_name(f"{DRAFT}{one.path.name}")
        one.path.rename(doomed)
        shutil.rmtree(doomed, ignore_errors=True)
    return [one.path.name for one in gone]


def sync_tree(folder: Path) -> None:
    """Puts every folder in it on the disk; the files themselves were synced when they were written."""
    for path in [folder, *(p for p in folder.rglob("*") if p.is_dir())]:
        sync_folder(path)
    sync_file(folder / "manifest.json")


def sync_folder(folder: Path) -> None:
    """Puts the names in a folder on the disk."""
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)


sync_file = sync_folder
