"""Sees to it that the SQLite in use has no known way of corrupting the database.

Every SQLite from 3.7.0 to 3.51.2 can corrupt a WAL database that two connections write or checkpoint at once (the
"WAL-reset bug", sqlite.org/wal.html; fixed in 3.51.3 and backported to 3.50.7 and 3.44.6). Distributions still ship
those. So a wheel that carries a fixed SQLite takes the place of the standard module, before anybody imports it; where
there is none, the program runs with one single connection, reads included, and says so once.
"""

import importlib
import sys
from dataclasses import dataclass

FIXED_FROM = (3, 51, 3)
FIXED_BACKPORTS = {(3, 50): 7, (3, 44): 6}


@dataclass(frozen=True)
class SqliteBuild:
    """Which SQLite is in use: its version, the Python module it came with, and whether two connections are safe."""

    version: tuple[int, int, int]
    module: str
    safe: bool

    @property
    def single_connection(self) -> bool:
        """Whether reads must go through the one writing connection."""
        return not self.safe

    def warning(self) -> str | None:
        """One line for the operator where the build is not safe, else None."""
        if self.safe:
            return None
        number = ".".join(map(str, self.version))
        return (
            f"SQLite {number} can corrupt a database used by two connections; running with one connection. "
            "Install the wheel `pysqlite3` (0.6.1 or later) or a system SQLite 3.51.3 or later to read in parallel."
        )


def is_fixed(version: tuple[int, int, int]) -> bool:
    """Whether this SQLite release holds the fix of the WAL-reset bug."""
    patch = FIXED_BACKPORTS.get(version[:2])
    return version >= FIXED_FROM or (patch is not None and version[2] >= patch)


def install() -> SqliteBuild:
    """Puts a fixed SQLite in the place of the standard module if there is one; says what is in use. Safe to repeat."""
    current = importlib.import_module("sqlite3")
    if not is_fixed(current.sqlite_version_info):
        try:
            wheel = importlib.import_module("pysqlite3")
        except ImportError:
            return _describe(current)
        if is_fixed(wheel.sqlite_version_info):
            sys.modules["sqlite3"] = wheel
            sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")
            current = wheel
    return _describe(current)


def _describe(module: object) -> SqliteBuild:
    version = getattr(module, "sqlite_version_info")  # noqa: B009 - the module is chosen at run time
    return SqliteBuild(version, getattr(module, "__name__", "sqlite3"), is_fixed(version))
