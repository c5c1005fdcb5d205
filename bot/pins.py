"""PINs as salted hashes that are slow to try: six digits are few, so each guess has to cost something.

What is stored is encrypted under the person's key besides; the hash is there for whoever gets both. All turns wait
while one of them is in the writer's thread, so the slow work is done outside of it: the turn that comes upon it ends
without a trace, and is taken again when the answer is known.
"""

import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable, Hashable

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

    def salt(self) -> bytes:
        """A new salt, drawn from chance."""
        return self._entropy(SALT_BYTES)

    def hash(self, pin: str, salt: bytes) -> str:
        """What is stored for this PIN."""
        return f"scrypt${self._cost}${b64encode(salt).decode()}${b64encode(_scrypt(pin, salt, self._cost)).decode()}"

    def check(self, pin: str, stored: str) -> bool:
        """Whether this PIN made the stored hash. A stored text of another shape fits no PIN."""
        try:
            name, cost, salt, expected = stored.split("$")
            found = _scrypt(pin, b64decode(salt), int(cost))
            return name == "scrypt" and hmac.compare_digest(found, b64decode(expected))
        except ValueError:
            return False


class SlowWork(Exception):
    """Not a fault: the turn needs an answer that takes long. `work` finds it, in any thread but the writer's."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__("a PIN has to be worked out first")
        self.work = work


class PinsOfOneTurn:
    """Answers at once what was worked out for this turn before; else raises `SlowWork`. Forgotten with the turn."""

    def __init__(self, pins: ScryptPins) -> None:
        self._pins = pins
        self._checked: dict[Hashable, bool] = {}
        self._hashed: dict[str, str] = {}

    def check(self, pin: str, stored: str) -> bool:
        """Whether this PIN made the stored hash."""
        question = (pin, stored)
        if question not in self._checked:
            raise SlowWork(lambda: self._checked.update({question: self._pins.check(pin, stored)}))
        return self._checked[question]

    def hash(self, pin: str) -> str:
        """What is stored for this PIN; the salt is drawn in the turn, where chance has its order."""
        if pin not in self._hashed:
            salt = self._pins.salt()
            raise SlowWork(lambda: self._hashed.update({pin: self._pins.hash(pin, salt)}))
        return self._hashed[pin]


def _scrypt(pin: str, salt: bytes, cost: int) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=cost, r=8, p=1, maxmem=MEMORY_BYTES, dklen=HASH_BYTES)
