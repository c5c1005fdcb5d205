"""Finding what cannot be read: keyed hashes of normalised values, and picture hashes under a secret mask.

Two equal values of one kind give equal hashes; without the key nothing else can be learnt from them. Each kind has a
key of its own, so that a phone number and an account with the same digits do not meet.
"""

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass

PERSONAL_KINDS = ("phone", "national_id", "payout_account", "address")
PIECES = 4
"""Pieces that a picture hash is cut into; see `pieces`."""


def normalised(kind: str, value: str) -> str:
    """The value as it is compared: full-width forms folded, letters and digits only, capitals; a phone only digits."""
    folded = unicodedata.normalize("NFKC", value).upper()
    if kind == "phone":
        return "".join(c for c in folded if c.isdecimal())
    return "".join(c for c in folded if c.isalnum())


def keyed_hash(key: bytes, kind: str, data: bytes) -> bytes:
    """HMAC-SHA256 of `data` under a key that is derived from `key` for this kind alone."""
    own = hmac.new(key, b"blind index\x00" + kind.encode(), hashlib.sha256).digest()
    return hmac.new(own, data, hashlib.sha256).digest()


@dataclass(frozen=True)
class PictureKeys:
    """What the worker needs to make a picture findable: handed to it for one job, never stored there."""

    content: bytes
    mask: bytes

    def content_index(self, data: bytes) -> str:
        """The keyed hash of a file's bytes, in hex: the same file handed in twice is noticed."""
        return hmac.new(self.content, data, hashlib.sha256).hexdigest()

    def masked(self, picture_hash: int, bits: int = 64) -> str:
        """A picture's hash under the secret mask, in hex. The mask is the same for all, so distances stay."""
        secret = self.mask
        while 8 * len(secret) < bits:
            secret = hashlib.sha256(b"longer mask\x00" + secret).digest() + secret
        mask = int.from_bytes(secret, "big") & (2**bits - 1)
        return format((picture_hash ^ mask) & (2**bits - 1), f"0{bits // 4}x")


def distance(one: str, other: str) -> int:
    """How many bits two picture hashes of the same length (hex) differ in; lengths that differ are far apart."""
    if len(one) != len(other):
        return 4 * max(len(one), len(other))
    return (int(one, 16) ^ int(other, 16)).bit_count()


def pieces(picture_hash: str) -> list[int]:
    """A hash of 64 bits (hex) cut into four. Two within seven bits have a piece that differs in at most one bit."""
    value = int(picture_hash, 16)
    return [(value >> 16 * n) & 0xFFFF for n in range(PIECES)]
