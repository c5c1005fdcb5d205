"""Which backup is brought back, and which keys with it.

Living keys win over any copy of them: they are newer, and know of every erasure. Else the newest backup of the keys is
taken, and everybody whose tombstone stands in any backup at hand is buried in it before anything is read with it.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from storage.backup import Places
from storage.backup_folder import Kept, NoBackup, kept
from storage.backup_keys import ERASED, KEYS, Keys, read_erased, read_keys, read_keys_piece
from storage.backup_manifest import Manifest, read_manifest
from storage.backup_pack import BackupDamaged
from storage.keys import KeyRing, KeyRingLacksKey


@dataclass(frozen=True)
class Chosen:
    """A backup of the books, and the keys to read it with: from the backup `keys_name`, or with "" living ones."""

    path: Path
    manifest: Manifest
    keys: Keys
    keys_name: str
    tombstones: dict[UUID, datetime]


def choose(places: Places, name: str, living: str | None, ring: KeyRing, keys_name: str = "") -> Chosen:
    """The backup of this name, or with "" the newest that can be read. `living` is where keys may still be in use.

    Raises NoBackup, BackupDamaged, KeyRingLacksKey.
    """
    path = _named(places.books, name)
    manifest = read_manifest(path)
    stones = _tombstones(places, ring)
    keys = read_keys(living) if living else Keys()
    used = ""
    if not keys.people:
        used, keys = _copied_keys(places.keys, keys_name, ring)
    stones |= keys.erased
    keys.bury(stones)
    return Chosen(path, manifest, keys, used, stones)


def _named(folder: Path, name: str) -> Path:
    if name:
        if not (folder / name).is_dir() or Path(name).name != name:
            raise NoBackup(f"{folder / name}: there is no such backup")
        return folder / name
    sound = [one.path for one in kept(folder) if one.manifest is not None]
    if not sound:
        raise NoBackup(f"{folder}: there is no backup here")
    return sound[-1]


def _copied_keys(folder: Path, name: str, ring: KeyRing) -> tuple[str, Keys]:
    """The named backup of the keys, or the newest that is whole."""
    if name:
        path = _named(folder, name)
        return name, _keys_in(path, read_manifest(path), ring)
    damaged = ""
    for one in reversed(kept(folder)):
        try:
            if one.manifest is not None:
                return one.path.name, _keys_in(one.path, one.manifest, ring)
            damaged = one.problem
        except BackupDamaged as problem:
            damaged = str(problem)
    raise NoBackup(damaged or f"{folder}: there is no backup of the keys here, and without them nobody can be read")


def _keys_in(path: Path, manifest: Manifest, ring: KeyRing) -> Keys:
    return read_keys_piece(path, manifest.piece(KEYS), manifest.name, ring)


def _tombstones(places: Places, ring: KeyRing) -> dict[UUID, datetime]:
    """Everybody of whom any backup at hand says that they were erased."""
    found: dict[UUID, datetime] = {}
    for one in (*kept(places.books), *kept(places.keys)):
        found |= _stones_in(one, ring)
    return found


def _stones_in(one: Kept, ring: KeyRing) -> dict[UUID, datetime]:
    """None where the backup is damaged: it may be another one that is brought back."""
    if one.manifest is None:
        return {}
    try:
        return read_erased(one.path, one.manifest.piece(ERASED), one.manifest.name, ring)
    except (BackupDamaged, KeyRingLacksKey):
        return {}
