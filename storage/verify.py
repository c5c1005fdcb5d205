"""Verifies the whole book: the ledger, every loan, the order of what happened, every leaf of the journal, all tables.

Nothing is mended here. A finding says that money movements must stop until a person understands it. Which rule is
checked where, and which is not, stands in `docs/invariants.md`.
"""

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import Connection, func, select

from storage.check_conduct import check_conduct
from storage.check_decisions import check_decisions
from storage.check_file import check_file
from storage.check_journal import check_leaves, check_projections
from storage.check_loans import check_loans
from storage.check_machinery import check_late, check_machinery
from storage.check_money import check_money
from storage.check_positions import check_positions
from storage.check_terms import check_terms
from storage.finding import Finding
from storage.look import Look
from storage.schema import journal
from storage.vault import Vault

__all__ = ["Finding", "Look", "entries", "verify", "verify_money"]


def verify_money(connection: Connection) -> list[Finding]:
    """The cheap part, SQL alone: for after every turn in tests, and before money moves. Empty when all is well."""
    return check_money(connection)


def entries(connection: Connection) -> int:
    """How many entries the journal has."""
    return int(connection.execute(select(func.count()).select_from(journal)).scalar_one())


def verify(
    connection: Connection, vault: Vault, scratch_url: str = "sqlite://", look: Look | None = None
) -> list[Finding]:
    """Everything. Reads the whole journal and builds the tables anew in a scratch database (in memory, or a new file).

    It sees one moment of the book when `connection` is in a transaction. Empty when all is well.
    """
    look = look or Look()
    parts: dict[str, Callable[[], Iterable[Finding]]] = {
        "the file": lambda: check_file(connection, whole=look.whole_file),
        "money": lambda: check_money(connection),
        "loans": lambda: check_loans(connection),
        "positions": lambda: check_positions(connection),
        "terms": lambda: check_terms(connection, look.pack),
        "conduct": lambda: check_conduct(connection, vault, look.pack),
        "decisions": lambda: check_decisions(connection, vault, look),
        "machinery": lambda: check_machinery(connection),
        "what is late": lambda: check_late(connection, look.now),
        "the journal": lambda: check_leaves(connection),
        "the tables": lambda: check_projections(connection, vault, scratch_url),
    }
    return [finding for name, check in parts.items() for finding in _borne(name, check)]


def _borne(name: str, check: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    """What a check finds. Rows that are damaged can make it raise anything: that is a finding, and the others go on."""
    try:
        yield from check()
    except Exception as problem:
        yield Finding("the books can be read", name, type(problem).__name__)
