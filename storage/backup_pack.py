"""The form of a sealed piece of a backup: a mark, the piece's own key wrapped by the master key, then chunks.

Each piece has a fresh key. Its chunks are AES-256-GCM, numbered in their nonces, the last one marked as such; so a
piece that was cut short, changed by a bit, or put in another's place does not open. Whoever finds the backup without
the master key can read nothing of it, amounts and Telegram ids included.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.keys import KeyRing
from storage.sealing import KEY_BYTES, DoesNotOpen, Entropy, system_entropy

MARK = b"MLB1"
CHUNK = 1 << 20
"""Bytes of content in a chunk; the last one may be shorter, or empty."""
TAG = 16


class BackupDamaged(Exception):
    """A piece of a backup is not what was written; `str()` is one clear line that names it."""


@dataclass(frozen=True)
class Piece:
    """One sealed file of a backup: its name, size and SHA-256 as it lies there. `rows` and `columns` where it holds a
    table.
    """

    name: str
    bytes: int
    sha256: str
    rows: int | None = None
    columns: tuple[str, ...] = ()


def write_piece(
    folder: Path, name: str, whose: str, content: Iterable[bytes], ring: KeyRing, entropy: Entropy = system_entropy
) -> Piece:
    """Seals `content` into a new file and reads it back from there. `whose` is the backup that the piece belongs to.

    Raises OSError, and BackupDamaged where the disk did not keep what was written.
    """
    key, about = entropy(KEY_BYTES), _about(whose, name)
    wrapped = ring.wrap(key, about, entropy)
    hashed, size = hashlib.sha256(), 0
    with (folder / name).open("xb") as file:
        head = MARK + len(wrapped).to_bytes(2, "big") + wrapped
        for block in chain((head,), _sealed(content, AESGCM(key), about.encode())):
            size += file.write(block)
            hashed.update(block)
        file.flush()
        os.fsync(file.fileno())
    piece = Piece(name, size, hashed.hexdigest())
    for _ in read_piece(folder, piece, whose, ring):
        """Reading it to the end is the check."""
    return piece


def read_piece(folder: Path, piece: Piece, whose: str, ring: KeyRing) -> Iterator[bytes]:
    """The content of a piece, chunk by chunk.

    Raises BackupDamaged at the first chunk that is not what was written, and KeyRingLacksKey where the master key is
    not the one that it was sealed under. Nothing of a damaged chunk is given out.
    """
    path = folder / piece.name
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        raise BackupDamaged(f"{path}: is missing") from None
    if size != piece.bytes:
        raise BackupDamaged(f"{path}: has {size} bytes, and had {piece.bytes} when it was written")
    with path.open("rb") as file:
        try:
            yield from _opened(file, ring, _about(whose, piece.name))
        except (InvalidTag, DoesNotOpen):
            raise BackupDamaged(f"{path}: is not what was written, or belongs to another backup") from None


def _about(whose: str, name: str) -> str:
    return f"backup:{whose}:{name}"


def _sealed(content: Iterable[bytes], cipher: AESGCM, about: bytes) -> Iterator[bytes]:
    number = 0
    waiting: bytes | None = None
    for block in _even(content):
        if waiting is not None:
            yield cipher.encrypt(_nonce(number, last=False), waiting, about)
            number += 1
        waiting = block
    yield cipher.encrypt(_nonce(number, last=True), waiting or b"", about)


def _even(content: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in blocks of one size, but for the last."""
    gathered = bytearray()
    for block in content:
        gathered += block
        while len(gathered) >= CHUNK:
            yield bytes(gathered[:CHUNK])
            del gathered[:CHUNK]
    if gathered:
        yield bytes(gathered)


def _opened(file: BinaryIO, ring: KeyRing, about: str) -> Iterator[bytes]:
    head = file.read(6)
    wrapped = file.read(int.from_bytes(head[4:], "big"))
    if head[:4] != MARK or len(wrapped) < 5:
        raise DoesNotOpen(about)
    cipher = AESGCM(ring.unwrap(wrapped, about))
    number, block = 0, file.read(CHUNK + TAG)
    while following := file.read(CHUNK + TAG):
        yield cipher.decrypt(_nonce(number, last=False), block, about.encode())
        number, block = number + 1, following
    yield cipher.decrypt(_nonce(number, last=True), block, about.encode())


def _nonce(number: int, *, last: bool) -> bytes:
    """Never used twice: the key is the piece's own."""
    return number.to_bytes(11, "big") + bytes([last])


def blocks_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file, a chunk at a time."""
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            yield block
