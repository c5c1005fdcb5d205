"""PINs as salted hashes that are slow to try: six digits are few, so each guess has to cost something.

What is stored is encrypted under the person's key besides; the hash is there for whoever gets both.
"""

import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable

SALT_BYTES = 16
HASH_BYTES = 32
COST = 2**14
"""scrypt's N, with r = 8 and p = 1: 16 MB and some 40 ms a try (RFC 7914)."""
MEMORY_BYTES = 64 * 2**20
"""The most that one try may take; scrypt needs 128 * N * r bytes and a little more."""


class ScryptPins:
    """Hashes and checks PINs. `entropy` gives the salt; `cost` is a power of two."""

    def __init__(self, entropy: Callable[[int], bytes], cost: int = COST) -> None:
        self._entropy = entropy
        self._cost = cost

    def hash(self, pin: str) -> str:
        salt = self._entropy(SALT_BYTES)
        return f"scrypt${self._cost}${b64encode(salt).decode()}${b64encode(_scrypt(pin, salt, self._cost)).decode()}"

    def check(self, pin: str, stored: str) -> bool:
        """Whether this PIN made the stored hash. A stored text of another shape fits no PIN."""
        try:
            name, cost, salt, expected = stored.split("$")
            found = _scrypt(pin, b64decode(salt), int(cost))
            return name == "scrypt" and hmac.compare_digest(found, b64decode(expected))
        except ValueError:
            return False


def _scrypt(pin: str, salt: bytes, cost: int) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=cost, r=8, p=1, maxmem=MEMORY_BYTES, dklen=HASH_BYTES)
