"""The people's keys in a backup of their own: as they lie in their database, each wrapped by the master key.

They never lie in a backup of the books, because erasing somebody means destroying their key. Keys are only ever added
or destroyed, so the newest backup of them fits every older backup of the books. A destroyed key leaves a row that says
so; these tombstones stand in every backup, and nobody whose stone is found anywhere comes back from an older copy.
"""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, inspect, select
from sqlalchemy.engine import make_url

from storage.backup_pack import Piece, read_piece, write_piece
from storage.engine import open_keys
from storage.keys import KeyRing, keys_metadata, person_key, secret_key
from storage.one_at_a_time import make_key_tables
from storage.postgresql import KEYS_SCHEMA, is_postgresql
from storage.schema.types import from_ms, to_ms

KEYS, ERASED = "keys.sealed", "erased.sealed"


@dataclass
class Keys:
    """All keys of a lender: the wrapped key of each person (None once destroyed), when it was destroyed, and the
    house's secrets.
    """

    people: dict[UUID, bytes | None] = field(default_factory=dict)
    erased: dict[UUID, datetime] = field(default_factory=dict)
    secrets: dict[str, bytes] = field(default_factory=dict)

    def lacking(self, people: Iterable[UUID]) -> set[UUID]:
        """Those who have neither a key nor a tombstone here."""
        return set(people) - self.people.keys() - self.erased.keys()

    def bury(self, erased: Mapping[UUID, datetime]) -> None:
        """Destroys the keys of these people, where they are here."""
        for person, at in erased.items():
            self.people[person] = None
            self.erased.setdefault(person, at)


def read_keys(url: str) -> Keys:
    """The living keys; empty where there are none. Keys added meanwhile may be there or not."""
    if not is_postgresql(url) and not Path(make_url(url).database or "").is_file():
        return Keys()
    engine = open_keys(url)
    try:
        if not inspect(engine).has_table("person_key", KEYS_SCHEMA if is_postgresql(url) else None):
            return Keys()
        with engine.connect() as connection:
            return _all(connection)
    finally:
        engine.dispose()


def _all(connection: Connection) -> Keys:
    found = Keys()
    for row in connection.execute(select(person_key)):
        found.people[row.person_id] = None if row.wrapped is None else bytes(row.wrapped)
        if row.wrapped is None:
            found.erased[row.person_id] = row.erased_at
    found.secrets = {row.name: bytes(row.wrapped) for row in connection.execute(select(secret_key))}
    return found


def put_keys(url: str, keys: Keys) -> None:
    """Fills a new database of keys. Raises IntegrityError where there are keys already."""
    engine = open_keys(url)
    people = [
        {"person_id": person, "wrapped": wrapped, "erased_at": keys.erased.get(person)}
        for person, wrapped in keys.people.items()
    ]
    try:
        make_key_tables(engine, keys_metadata)
        with engine.begin() as connection:
            for table, rows in (
                (person_key, people),
                (secret_key, [{"name": name, "wrapped": wrapped} for name, wrapped in keys.secrets.items()]),
            ):
                if rows:
                    connection.execute(insert(table), rows)
    finally:
        engine.dispose()


def write_keys(folder: Path, whose: str, keys: Keys, ring: KeyRing) -> tuple[Piece, ...]:
    """The two pieces of a backup of keys."""
    return write_piece(folder, KEYS, whose, _lines(keys), ring), write_erased(folder, whose, keys, ring)


def write_erased(folder: Path, whose: str, keys: Keys, ring: KeyRing) -> Piece:
    """Only the tombstones: the piece that stands in the books' backups too."""
    stones = ((json.dumps({"person": p.hex, "at": to_ms(at)}) + "\n").encode() for p, at in keys.erased.items())
    return write_piece(folder, ERASED, whose, stones, ring)


def read_keys_piece(folder: Path, piece: Piece, whose: str, ring: KeyRing) -> Keys:
    """The keys of a backup. Raises BackupDamaged, KeyRingLacksKey."""
    found = Keys()
    for said in _read(folder, piece, whose, ring):
        wrapped = base64.b64decode(said["wrapped"]) if said["wrapped"] else None
        if "secret" in said:
            found.secrets[said["secret"]] = wrapped or b""
        else:
            found.people[UUID(said["person"])] = wrapped
            if wrapped is None:
                found.erased[UUID(said["person"])] = from_ms(said["erased"])
    return found


def read_erased(folder: Path, piece: Piece, whose: str, ring: KeyRing) -> dict[UUID, datetime]:
    """The tombstones of a backup. Raises BackupDamaged, KeyRingLacksKey."""
    return {UUID(said["person"]): from_ms(said["at"]) for said in _read(folder, piece, whose, ring)}


def _lines(keys: Keys) -> Iterator[bytes]:
    for name, wrapped in keys.secrets.items():
        yield _line({"secret": name, "wrapped": _text(wrapped)})
    for person, token in keys.people.items():
        at = keys.erased.get(person)
        yield _line({"person": person.hex, "wrapped": _text(token), "erased": at and to_ms(at)})


def _line(said: object) -> bytes:
    return (json.dumps(said) + "\n").encode()


def _text(wrapped: bytes | None) -> str | None:
    return None if wrapped is None else base64.b64encode(wrapped).decode()


def _read(folder: Path, piece: Piece, whose: str, ring: KeyRing) -> Iterator[dict[str, Any]]:
    """Each line of a piece. What does not open never gets here, so every line is one that was written."""
    rest = b""
    for block in read_piece(folder, piece, whose, ring):
        *whole, rest = (rest + block).split(b"\n")
        yield from (json.loads(line) for line in whole)
