"""What is wrong with the database, as one clear line for an operator: in a log, or as the last words of a command."""

from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

from storage.keys import KeyRingLacksKey
from storage.writer import CommitUnknown, NothingWritten

SIGNS = (
    ("locked", "the database is locked by another program"),
    ("full", "the disk is full"),
    ("unable to open", "the database cannot be opened"),
    ("readonly", "the database cannot be written to"),
    ("malformed", "the database is damaged; restore a backup"),
    ("not a database", "the database file is not a database; restore a backup"),
    ("no space left", "the disk of the database server is full"),
    ("failed: fatal", "the database server refuses us: its user, its password or the database's name is wrong"),
    ("password", "the database server refuses us: its user, its password or the database's name is wrong"),
    ("connect", "the database server cannot be reached"),
    ("disk i/o", "the disk cannot be read or written"),
)
"""What the driver says, and what it means."""
LACKS_KEY = (
    "the keys were rotated to a master key that this process does not have; start it anew with MICROLOAN_MASTER_KEY"
)


def database_line(error: BaseException) -> str:
    """The line, or "" where the error is none of the database's. It repeats nothing of a statement or its values."""
    chain = [*_chain(error)]
    if any(isinstance(cause, KeyRingLacksKey) for cause in chain):
        return LACKS_KEY
    said = [_words(cause) for cause in chain]
    known = (line for words in said for sign, line in SIGNS if sign in words)
    if line := next(known, ""):
        return line
    if isinstance(error, NothingWritten | CommitUnknown):
        return "the database cannot be written to"
    return "the database is in trouble" if any(said) else ""


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error, what caused it, and what was being handled when it came, where the first trouble often is."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop(0)
        if id(one) not in seen:
            seen.add(id(one))
            yield one
            waiting += [more for more in (one.__cause__, one.__context__) if more is not None]


def _words(error: BaseException) -> str:
    """What the database's driver said; "" for an error that is not the driver's."""
    own = error.orig if isinstance(error, DBAPIError) else error
    drivers = any(kind.__name__ == "DatabaseError" for kind in type(own).__mro__)
    return str(own).lower() if drivers else ""
