"""The ring of master keys: from the environment, or in the sandbox from a file that is made on first use.

With a bot token the data is real, and a key that lies beside the data it locks is no key: so a missing one is refused.
"""

import base64
import os
import secrets
from pathlib import Path

from bot.configuration import Environment
from storage.keys import BadMasterKey, KeyRing

FILE = "master.key"
KEY_BYTES = 32


class NoMasterKey(Exception):
    """There is no usable master key; `str()` is one clear line."""


def key_ring(environment: Environment) -> KeyRing:
    """The ring. Raises NoMasterKey."""
    older = [key.get_secret_value() for key in environment.older_master_keys]
    if environment.master_key is not None:
        return _ring(environment.master_key.get_secret_value(), older, "MICROLOAN_MASTER_KEY")
    if not environment.in_sandbox:
        raise NoMasterKey(
            "MICROLOAN_MASTER_KEY: is missing; with a bot token the key must come from the environment "
            "(32 bytes in base64: `openssl rand -base64 32`), and be kept in a safe place"
        )
    path = environment.data / FILE
    return _ring(_kept_in(path), older, str(path))


def _ring(key: str, older: list[str], where: str) -> KeyRing:
    try:
        return KeyRing.from_base64(key, older)
    except BadMasterKey as bad:
        raise NoMasterKey(f"{where}: {bad}") from None


def _kept_in(path: Path) -> str:
    """The key in this file, readable by its owner only; made when there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        key = base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w", encoding="ascii") as out:
        out.write(key + "\n")
        out.flush()
        os.fsync(out.fileno())
    return key
