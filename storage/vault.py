"""What is personal goes through here: sealed under its person's own key, found by blind index, gone after erasure.

What belongs to nobody in particular (a payment by an unknown payer, a failed event of a stranger) is sealed under a key
of the house. The vault may be used from any thread.

Where several processes share the keys, one of them may destroy a key that the others hold in memory. So there a key
is looked at again every few seconds, and an erasure holds everywhere after that.
"""

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.blind import PictureKeys, keyed_hash, normalised
from storage.engine import open_keys
from storage.keys import KeyRing, KeyStore
from storage.schema.types import canonical
from storage.sealing import KEY_BYTES, Entropy, seal, system_entropy, unseal

HOUSE = UUID(int=0)
"""Stands for the house where a person would be named."""

GENERATION = b"\x01"
CACHED_KEYS = 10_000
TRUSTED_SECONDS = 5.0
"""How long a key is used from memory where another process may have destroyed it."""


class PersonErased(Exception):
    """Something personal was to be stored about a person whose key was destroyed."""


@dataclass(frozen=True)
class DocumentKey:
    """A fresh key for one file, and the same key sealed under its person's, which stands at the head of the file."""

    key: bytes
    wrapped: bytes
    about: str


class Vault:
    """Seals and opens. Holds at most ten thousand keys in memory; the rest come from the key store."""

    def __init__(
        self,
        store: KeyStore,
        entropy: Entropy = system_entropy,
        cached_keys: int = CACHED_KEYS,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        """`elapsed` gives seconds since any moment."""
        self._store = store
        self._shared = store.shared
        self._entropy = entropy
        self._largest = cached_keys
        self._elapsed = elapsed
        self._ciphers: OrderedDict[UUID, tuple[AESGCM, float]] = OrderedDict()
        self._destroyed = 0
        self._lock = threading.Lock()
        self._index_key = store.secret("blind index")
        self._pictures = PictureKeys(store.secret("content index"), store.secret("picture mask"))

    @classmethod
    def open(cls, url: str, ring: KeyRing, entropy: Entropy = system_entropy) -> "Vault":
        """The vault whose keys lie in the database of this URL, made there if it is new."""
        return cls(KeyStore(open_keys(url), ring, entropy), entropy)

    def seal(self, person_id: UUID | None, about: str, data: bytes) -> bytes:
        """`data` sealed under the person's key (None: the house's), which is made, and committed, when there is none.

        `about` is "table:column:row id". Raises PersonErased.
        """
        cipher = self._cipher(person_id or HOUSE, make=True)
        if cipher is None:
            raise PersonErased
        return seal(cipher, GENERATION, data, about, self._entropy)

    def unseal(self, person_id: UUID | None, about: str, token: bytes | None) -> bytes | None:
        """What was sealed; None when the person was erased or `token` is None. Raises DoesNotOpen if changed."""
        cipher = None if token is None else self._cipher(person_id or HOUSE, make=False)
        return None if token is None or cipher is None else unseal(cipher, GENERATION, bytes(token), about)

    def seal_json(self, person_id: UUID | None, about: str, value: Any) -> bytes | None:
        """A JSON value, sealed; None stays None, so that nothing is kept where nothing is known."""
        return None if value is None else self.seal(person_id, about, canonical(value).encode())

    def unseal_json(self, person_id: UUID | None, about: str, token: bytes | None) -> Any:
        """The JSON value again, or None."""
        data = self.unseal(person_id, about, token)
        return None if data is None else json.loads(data)

    def new_document_key(self, person_id: UUID, document_id: UUID) -> DocumentKey:
        """A key for one file of this person, to be handed to the worker that writes the file."""
        key, about = self._entropy(KEY_BYTES), document_about(document_id)
        return DocumentKey(key, self.seal(person_id, about, key), about)

    def document_key(self, person_id: UUID, document_id: UUID, wrapped: bytes) -> bytes | None:
        """The key that stands sealed at the head of a file; None after erasure."""
        return self.unseal(person_id, document_about(document_id), wrapped)

    def blind(self, kind: str, value: str) -> bytes:
        """The blind index of a personal value: equal for values that are equal once normalised."""
        return keyed_hash(self._index_key, kind, normalised(kind, value).encode())

    @property
    def pictures(self) -> PictureKeys:
        """What makes pictures findable; handed to the worker for its job."""
        return self._pictures

    def is_erased(self, person_id: UUID) -> bool:
        """Whether this person's key was destroyed."""
        return self._held(person_id) is None and self._store.was_erased(person_id)

    def destroy(self, person_id: UUID, now: datetime) -> None:
        """Destroys the person's key for good. `storage.erasure.erase` does the rest of an erasure."""
        self._store.erase(person_id, now)
        with self._lock:
            self._destroyed += 1
            self._ciphers.pop(person_id, None)

    def close(self) -> None:
        self._store.close()

    def _cipher(self, person_id: UUID, *, make: bool) -> AESGCM | None:
        """The store is asked outside the lock: threads that need other people's keys do not wait for it."""
        while (found := self._held(person_id)) is None:
            before = self._destroyed
            key = self._store.person(person_id, make=make)
            if key is None:
                return None
            with self._lock:
                if before == self._destroyed:
                    found = AESGCM(key)
                    self._ciphers[person_id] = (found, self._elapsed())
                    if len(self._ciphers) > self._largest:
                        self._ciphers.popitem(last=False)
                    return found
        return found

    def _held(self, person_id: UUID) -> AESGCM | None:
        """The key in memory; None where it is not there, or was there too long to be trusted."""
        with self._lock:
            found = self._ciphers.get(person_id)
            if found is None or (self._shared and self._elapsed() - found[1] > TRUSTED_SECONDS):
                return None
            self._ciphers.move_to_end(person_id)
            return found[0]


def about(table: str, column: str, row: UUID | int | str) -> str:
    """The place a ciphertext is bound to: "table:column:row id"."""
    return f"{table}:{column}:{row.hex if isinstance(row, UUID) else row}"


def document_about(document_id: UUID) -> str:
    """The place that a file's content and key are bound to."""
    return about("document", "file", document_id)
