"""Verifies the whole book: the ledger, every loan, every leaf of the journal, and all tables made again from it.

Nothing is mended here. A finding says that money movements must stop until a person understands it.
"""

from sqlalchemy import Connection

from storage.check_journal import check_leaves, check_projections
from storage.check_loans import check_loans
from storage.check_money import check_money
from storage.finding import Finding
from storage.vault import Vault

__all__ = ["Finding", "verify", "verify_money"]


def verify_money(connection: Connection) -> list[Finding]:
    """The cheap part, SQL alone: for after every turn in tests. Empty when all is well."""
    return check_money(connection)


def verify(connection: Connection, vault: Vault, scratch_url: str = "sqlite://") -> list[Finding]:
    """Everything. Reads the whole journal and builds the tables anew in a scratch database (in memory, or a new file).

    It sees one moment of the book when `connection` is in a transaction. Empty when all is well.
    """
    return [
        *check_money(connection),
        *check_loans(connection),
        *check_leaves(connection),
        *check_projections(connection, vault, scratch_url),
    ]
