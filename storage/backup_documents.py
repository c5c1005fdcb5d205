"""The encrypted files of a backup. They never change, so those of the backup before are linked to and not copied.

Each backup is whole: it can be carried away as it stands. Its list names each file with its size and SHA-256, so that a
damaged one is found without opening it.
"""

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from storage.backup_pack import BackupDamaged, blocks_of

FOLDER = "documents"
LIST = "documents.list"
SUFFIX = ".sealed"


@dataclass(frozen=True)
class Listed:
    """One file: its path below the folder, size, when it was written (nanoseconds), SHA-256."""

    path: str
    size: int
    written_ns: int
    sha256: str

    def __str__(self) -> str:
        return f"{self.sha256} {self.size} {self.written_ns} {self.path}"


def copy_documents(live: Path, growing: Path, before: Path | None) -> tuple[list[Listed], str]:
    """Takes every encrypted file of `live` into the backup that is growing; `before` is the backup before it.

    Gives the list, and the SHA-256 of its file. Raises OSError.
    """
    known = {one.path: one for one in _list_of(before)} if before else {}
    listed = []
    for path in sorted(live.rglob(f"*{SUFFIX}")) if live.is_dir() else []:
        name, stat = path.relative_to(live).as_posix(), path.stat()
        target = growing / FOLDER / name
        target.parent.mkdir(parents=True, exist_ok=True)
        old = known.get(name)
        if before and old and (old.size, old.written_ns) == (stat.st_size, stat.st_mtime_ns):
            listed.append(_linked(old, before / FOLDER / name, target) or _copied(path, name, target))
        else:
            listed.append(_copied(path, name, target))
    text = "".join(f"{one}\n" for one in listed).encode()
    _write(growing / LIST, text)
    return listed, hashlib.sha256(text).hexdigest()


def read_list(backup: Path, sha256: str) -> list[Listed]:
    """The list of a backup, whose hash its manifest holds. Raises BackupDamaged."""
    path = backup / LIST
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise BackupDamaged(f"{path}: is missing") from None
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BackupDamaged(f"{path}: is not what was written")
    return [_listed(line) for line in content.decode().splitlines()]


def check_documents(backup: Path, sha256: str) -> list[Listed]:
    """Reads every file of a backup; raises BackupDamaged for the first that is not what was written."""
    listed = read_list(backup, sha256)
    for one in listed:
        path = backup / FOLDER / one.path
        if not path.is_file():
            raise BackupDamaged(f"{path}: is missing")
        if _hash(path) != one.sha256:
            raise BackupDamaged(f"{path}: is not what was written")
    return listed


def bring_back(backup: Path, listed: list[Listed], target: Path) -> None:
    """Copies the files to where the lender keeps them."""
    target.mkdir(parents=True, exist_ok=True)
    for one in listed:
        (target / one.path).parent.mkdir(parents=True, exist_ok=True)
        _copied(backup / FOLDER / one.path, one.path, target / one.path)


def _list_of(backup: Path) -> list[Listed]:
    """For linking only: what is not on it, or not readable, is copied."""
    try:
        return [_listed(line) for line in (backup / LIST).read_text().splitlines()]
    except (OSError, ValueError):
        return []


def _listed(line: str) -> Listed:
    sha256, size, written, path = line.split(" ", 3)
    return Listed(path, int(size), int(written), sha256)


def _linked(old: Listed, there: Path, target: Path) -> Listed | None:
    """None where the earlier backup's file is gone or of another size, or the disk knows no links."""
    try:
        if there.stat().st_size != old.size:
            return None
        os.link(there, target)
    except OSError:
        return None
    return old


def _copied(source: Path, name: str, target: Path) -> Listed:
    hashed, size = hashlib.sha256(), 0
    with target.open("xb") as file:
        for block in blocks_of(source):
            size += file.write(block)
            hashed.update(block)
        file.flush()
        os.fsync(file.fileno())
    shutil.copystat(source, target)
    return Listed(name, size, source.stat().st_mtime_ns, hashed.hexdigest())


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _hash(path: Path) -> str:
    hashed = hashlib.sha256()
    for block in blocks_of(path):
        hashed.update(block)
    return hashed.hexdigest()
