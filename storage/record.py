"""The only function that writes facts: the journal row, the rows it changes, and its balanced ledger lines, at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from lending.facts import Fact
from lending.postings import postings
from storage import balances, journal, positions
from storage.charges import check_charges
from storage.hot import adding
from storage.journal import Entry
from storage.periods import check_open
from storage.projections import TABLE
from storage.schema import posting
from storage.vault import Vault
from storage.writing import Writing


def record(connection: Connection, vault: Vault, facts: Sequence[Fact], at: datetime, turn: str) -> tuple[Entry, ...]:
    """Writes the facts of one turn, in order; says where they stand in the journal.

    `at` is the instant of the turn and `turn` its once-for-ever key: a turn records once. Raises IllegalTransition,
    Unbalanced, PostingRefused, PeriodIsClosed or PersonErased; the caller's transaction must then be rolled back.
    """
    if any(postings(fact) for fact in facts):
        check_open(connection, min(fact.dated.booked_on for fact in facts))
    rows = [journal.row_of(vault, fact, at, turn, place) for place, fact in enumerate(facts)]
    journal.append(connection, rows)
    for fact, row in zip(facts, rows, strict=True):
        project(connection, vault, fact, row)
    check_charges(connection, facts)
    if moved := positions.touched(facts):
        positions.refresh(connection, moved, max(fact.dated.booked_on for fact in facts))
    return tuple(Entry(row["id"], row["kind"], row["leaf_hash"]) for row in rows)


def project(connection: Connection, vault: Vault, fact: Fact, row: dict[str, Any]) -> None:
    """What follows from a journalled fact: rows and ledger lines. Also used to make them again from the journal."""
    TABLE[type(fact)](Writing(connection, vault, row["at"], row["id"]), fact)
    lines = [
        {
            "journal_id": row["id"],
            "line": number,
            "account": line.account.value,
            "rail": line.rail,
            "loan_id": line.loan_id,
            "amount_minor": line.amount.minor,
            "currency": line.amount.currency,
            "value_date": fact.dated.value_date,
            "booked_on": fact.dated.booked_on,
        }
        for number, line in enumerate(postings(fact))
    ]
    if lines:
        adding(posting).run_many(connection, lines)
        balances.carry(connection, lines, row["id"])
