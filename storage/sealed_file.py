"""The form of an encrypted file: a mark, the length of the wrapped key, the wrapped key, the sealed content.

Pure functions over bytes: the worker process that writes a file gets its key handed in, and needs no database. The file
carries its own key, sealed under its person's; so erasing the person closes the file, wherever a copy of it lies.
"""

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from storage.sealing import DoesNotOpen, Entropy, seal, system_entropy, unseal

MARK = b"MLF1"
_FILE_KEY = b"\x00"


def seal_file(key: bytes, wrapped: bytes, data: bytes, about: str, entropy: Entropy = system_entropy) -> bytes:
    """The bytes to write to the disk. `wrapped` is the same key sealed under its person's (see Vault)."""
    return MARK + len(wrapped).to_bytes(2, "big") + wrapped + seal(AESGCM(key), _FILE_KEY, data, about, entropy)


def wrapped_key(content: bytes) -> bytes:
    """The sealed key at the head of a file. Raises DoesNotOpen when this is not such a file."""
    length = int.from_bytes(content[4:6], "big")
    if content[:4] != MARK or len(content) < 6 + length:
        raise DoesNotOpen("not an encrypted file")
    return content[6 : 6 + length]


def open_file(key: bytes, content: bytes, about: str) -> bytes:
    """What was sealed. Raises DoesNotOpen when a bit of it was changed."""
    return unseal(AESGCM(key), _FILE_KEY, content[6 + len(wrapped_key(content)) :], about)
