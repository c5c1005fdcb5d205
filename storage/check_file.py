"""The database below the books: that SQLite can read every page and index, and that every reference has its row.

SQLite has no sums over its pages, so most single flipped bits pass here; what notices those are the leaf hashes, the
rows made again from the journal, and the sums of the ledger. A server's own pages are the server's to check.
"""

from collections.abc import Iterator

from sqlalchemy import Connection

from storage.finding import Finding

MOST = 20


def check_file(connection: Connection, *, whole: bool) -> Iterator[Finding]:
    """`whole` also compares every index with its table; without it the pages alone are walked."""
    if connection.dialect.name != "sqlite":
        return
    pragma = "integrity_check" if whole else "quick_check"
    for (line,) in connection.exec_driver_sql(f"PRAGMA {pragma}({MOST})"):
        if line != "ok":
            yield Finding("the file can be read", "microloan.db", _without_values(str(line)))
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(MOST):
        yield Finding("every reference has its row", str(row[0]), f"row {row[1]} names a missing {row[2]}")


def _without_values(line: str) -> str:
    """The kind of damage; SQLite's lines name tables, pages and row numbers, nobody's data, and may be long."""
    return line.splitlines()[0][:120]
