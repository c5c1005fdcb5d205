"""The keys: a ring of master keys from the environment, and in a database of their own the keys they wrap.

Each person has a key of their own; destroying it makes everything sealed under it unreadable, in every backup of the
main database too. That is why keys live apart: their backups are short-lived. A key is committed here before the turn
that first uses it commits there; when that turn is lost, an orphan key is left over, which harms nobody.
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Column, Engine, MetaData, String, Table, select, update

from storage.one_at_a_time import make_key_tables
from storage.schema.types import Id, Instant, Sealed
from storage.sealing import KEY_BYTES, DoesNotOpen, Entropy, seal, system_entropy, unseal
from storage.upsert import insert_if_new

keys_metadata = MetaData()
person_key = Table(
    "person_key",
    keys_metadata,
    Column("person_id", Id, primary_key=True),
    Column("wrapped", Sealed),
    Column("erased_at", Instant),
)
secret_key = Table(
    "secret_key",
    keys_metadata,
    Column("name", String(32), primary_key=True),
    Column("wrapped", Sealed, nullable=False),
)


class BadMasterKey(ValueError):
    """A master key is not 32 bytes in base64. The text never holds the key."""


class KeyRingLacksKey(Exception):
    """A stored key was wrapped by a master key that the ring does not hold; nothing may run without it."""


class KeyRing:
    """The master keys: the current one wraps, the older ones still unwrap."""

    def __init__(self, current: bytes, older: Sequence[bytes] = ()) -> None:
        self._current = _name(current)
        self._ciphers = {_name(key): AESGCM(key) for key in (*older, current)}

    @classmethod
    def from_base64(cls, current: str, older: Sequence[str] = ()) -> "KeyRing":
        """From the environment's values, each 32 bytes in base64. Raises BadMasterKey."""
        return cls(_decoded(current), [_decoded(text) for text in older])

    def wrap(self, key: bytes, about: str, entropy: Entropy) -> bytes:
        return seal(self._ciphers[self._current], self._current, key, about, entropy)

    def unwrap(self, token: bytes, about: str) -> bytes:
        """The key again. Raises KeyRingLacksKey, or DoesNotOpen when the token was changed."""
        name = bytes(token[1:5])
        if name not in self._ciphers:
            raise KeyRingLacksKey(name.hex())
        return unseal(self._ciphers[name], name, token, about)

    def is_current(self, token: bytes) -> bool:
        return bytes(token[1:5]) == self._current


def _name(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise BadMasterKey("a master key must be 32 bytes")
    return hashlib.sha256(b"microloan master key\x00" + key).digest()[:4]


def _decoded(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadMasterKey("a master key must be base64") from None
    if len(key) != KEY_BYTES:
        raise BadMasterKey("a master key must be 32 bytes, in base64 (44 characters)")
    return key


class KeyStore:
    """The database of wrapped keys. Every change is committed before it returns."""

    def __init__(self, engine: Engine, ring: KeyRing, entropy: Entropy = system_entropy) -> None:
        self._engine = engine
        self._ring = ring
        self._entropy = entropy
        make_key_tables(engine, keys_metadata)

    def person(self, person_id: UUID, *, make: bool) -> bytes | None:
        """The person's key; None after erasure, or when there is none and `make` is false."""
        found = self._read(person_id)
        if found is None and make:
            self._add(person_id)
            found = self._read(person_id)
        if found is None or found[0] is None:
            return None
        return self._ring.unwrap(found[0], f"person_key:wrapped:{person_id.hex}")

    @property
    def shared(self) -> bool:
        """Whether other processes may change the keys too."""
        return self._engine.dialect.name != "sqlite"

    def was_erased(self, person_id: UUID) -> bool:
        """Whether this person's key was destroyed (not merely never made)."""
        found = self._read(person_id)
        return found is not None and found[0] is None

    def erase(self, person_id: UUID, now: datetime) -> None:
        """Destroys the key, on SQLite's disk too; the row stays, so that no new key takes its place."""
        gone = {"wrapped": None, "erased_at": now}
        with self._engine.begin() as connection:
            if not insert_if_new(connection, person_key, {"person_id": person_id, **gone}):
                connection.execute(update(person_key).where(person_key.c.person_id == person_id).values(gone))
        self._sweep()

    def secret(self, name: str) -> bytes:
        """A secret of the house, made at its first use and never changed: the keys of the blind indexes."""
        query = select(secret_key.c.wrapped).where(secret_key.c.name == name)
        about = f"secret_key:wrapped:{name}"
        with self._engine.begin() as connection:
            token = connection.execute(query).scalar_one_or_none()
            if token is None:
                fresh = self._ring.wrap(self._entropy(KEY_BYTES), about, self._entropy)
                insert_if_new(connection, secret_key, {"name": name, "wrapped": fresh})
                token = connection.execute(query).scalar_one()
        return self._ring.unwrap(token, about)

    def rewrap(self) -> int:
        """Wraps every key by the current master key, so that older ones can be dropped; says how many were changed."""
        changed = 0
        with self._engine.begin() as connection:
            for row in connection.execute(select(person_key).where(person_key.c.wrapped.is_not(None))).all():
                if not self._ring.is_current(row.wrapped):
                    token = self._again(row.wrapped, f"person_key:wrapped:{row.person_id.hex}")
                    mine = (person_key.c.person_id == row.person_id, person_key.c.wrapped == row.wrapped)
                    changed += connection.execute(update(person_key).where(*mine).values(wrapped=token)).rowcount
            for row in connection.execute(select(secret_key)).all():
                if not self._ring.is_current(row.wrapped):
                    token = self._again(row.wrapped, f"secret_key:wrapped:{row.name}")
                    mine = secret_key.c.name == row.name
                    changed += connection.execute(update(secret_key).where(mine).values(wrapped=token)).rowcount
        self._sweep()
        return changed

    def close(self) -> None:
        self._engine.dispose()

    def _again(self, token: bytes, about: str) -> bytes:
        return self._ring.wrap(self._ring.unwrap(token, about), about, self._entropy)

    def _read(self, person_id: UUID) -> tuple[bytes | None] | None:
        query = select(person_key.c.wrapped).where(person_key.c.person_id == person_id)
        with self._engine.begin() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else (row.wrapped,)

    def _add(self, person_id: UUID) -> None:
        token = self._ring.wrap(self._entropy(KEY_BYTES), f"person_key:wrapped:{person_id.hex}", self._entropy)
        with self._engine.begin() as connection:
            insert_if_new(connection, person_key, {"person_id": person_id, "wrapped": token})

    def _sweep(self) -> None:
        """Empties the write-ahead log, where the old bytes would otherwise stay until the next checkpoint."""
        if self._engine.dialect.name != "sqlite":
            return
        driver = self._engine.raw_connection()
        try:
            assert driver.driver_connection is not None
            driver.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            driver.close()


__all__ = ["BadMasterKey", "DoesNotOpen", "KeyRing", "KeyRingLacksKey", "KeyStore", "keys_metadata"]
