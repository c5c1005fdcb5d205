"""One data folder, one program: two on the same SQLite files would each take the other for dead.

On PostgreSQL several programs may serve one lender, and nobody holds a lock.
"""

import fcntl
import os
from pathlib import Path

from bot.cli.trouble import CannotRun


class OneProcess:
    """Holds the data folder until `release`, or until the process ends in whatever way."""

    def __init__(self, data: Path) -> None:
        """Raises CannotRun while another process holds it."""
        data.mkdir(parents=True, exist_ok=True)
        self._file = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(self._file)
            raise CannotRun(
                f"{data}: another microloan runs on this data; MICROLOAN_DATA names another folder"
            ) from None

    def release(self) -> None:
        os.close(self._file)
