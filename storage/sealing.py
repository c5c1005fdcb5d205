"""AES-256-GCM with its envelope: version byte, key id, nonce, ciphertext with tag.

`about` binds a ciphertext to its place ("table:column:row id"): moved to another row or column it does not open.
The key id is a byte naming the key's generation for data, and four bytes naming the master key for wrapped keys.
"""

import os
from collections.abc import Callable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
KEY_BYTES = 32
NONCE_BYTES = 12

Entropy = Callable[[int], bytes]
"""Gives that many random bytes; the operating system's, unless a test wants to play it again."""

system_entropy: Entropy = os.urandom


class DoesNotOpen(Exception):
    """The ciphertext was changed, moved to another place, or made with another key."""


def seal(cipher: AESGCM, key_id: bytes, data: bytes, about: str, entropy: Entropy = system_entropy) -> bytes:
    """The ciphertext of `data` in its envelope, bound to `about`."""
    head = bytes([VERSION]) + key_id
    nonce = entropy(NONCE_BYTES)
    return head + nonce + cipher.encrypt(nonce, data, head + about.encode())


def unseal(cipher: AESGCM, key_id: bytes, token: bytes, about: str) -> bytes:
    """What `seal` was given. Raises DoesNotOpen, which says nothing of the content."""
    head = bytes([VERSION]) + key_id
    start = len(head)
    if token[:start] != head:
        raise DoesNotOpen(about)
    nonce, body = token[start : start + NONCE_BYTES], token[start + NONCE_BYTES :]
    try:
        return cipher.decrypt(nonce, body, head + about.encode())
    except (InvalidTag, ValueError) as problem:
        raise DoesNotOpen(about) from problem
