"""The journal against itself and against the tables: every leaf hash, and every row made again from it."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Table, select

from lending.facts import KINDS
from storage.engine import open_engine
from storage.finding import Finding
from storage.journal import fact_of, leaf_hash
from storage.record import project
from storage.schema import PROJECTIONS, journal, ledger_balance, metadata
from storage.schema.types import Sealed, canonical
from storage.sealing import DoesNotOpen
from storage.vault import Vault, about

NOT_COMPARED = frozenset({"sequence"})
"""Columns that only say in which order rows were written."""
COMPARED = tuple(table for table in PROJECTIONS if table is not ledger_balance)
"""Balances are spread as the engine needs it; `storage.check_money` holds their sums against the postings."""


def check_leaves(connection: Connection) -> Iterator[Finding]:
    """Every row of the journal is what its leaf hash says, and is in the form that was hashed."""
    query = select(journal).order_by(journal.c.sequence).execution_options(yield_per=1000)
    with connection.execute(query) as rows:
        for row in rows:
            yield from _leaf(row)


def _leaf(row: Row[Any]) -> Iterator[Finding]:
    try:
        if leaf_hash(row._asdict()) != bytes(row.leaf_hash):
            yield Finding("a journal entry is what was written", row.id.hex, f"{row.kind} was changed")
        elif row.kind not in KINDS:
            yield Finding("a journal entry can be read", row.id.hex, f"{row.kind} is not known")
        elif canonical(json.loads(row.body)) != row.body:
            yield Finding("a journal entry can be read", row.id.hex, "its JSON is not in canonical form")
    except (AttributeError, TypeError, ValueError):
        yield Finding("a journal entry can be read", f"entry {row.sequence}", "a column of it is damaged")


def check_projections(connection: Connection, vault: Vault, scratch_url: str = "sqlite://") -> Iterator[Finding]:
    """Makes every table again from the journal alone, in a scratch database, and compares row by row.

    What is sealed is compared opened; what was erased is empty on both sides. For a large book hand in the URL of a
    scratch file; it must not exist yet.
    """
    engine = open_engine(scratch_url)
    try:
        with engine.begin() as scratch:
            metadata.create_all(scratch)
            yield from _played_again(connection, scratch, vault)
            for table in COMPARED:
                yield from _compared(connection, scratch, vault, table)
    finally:
        engine.dispose()


def _played_again(connection: Connection, scratch: Connection, vault: Vault) -> Iterator[Finding]:
    for row in connection.execute(select(journal).order_by(journal.c.sequence).execution_options(yield_per=1000)):
        try:
            scratch.execute(journal.insert(), row._asdict())
            project(scratch, vault, fact_of(vault, row), row._asdict())
        except DoesNotOpen:
            yield Finding("the journal rebuilds the tables", row.id.hex, f"{row.kind} does not open")
        except Exception as problem:
            yield Finding("the journal rebuilds the tables", row.id.hex, f"{row.kind}: {type(problem).__name__}")


def _compared(live: Connection, scratch: Connection, vault: Vault, table: Table) -> Iterator[Finding]:
    ours, again = (dict(_opened(c, vault, table)) for c in (live, scratch))
    for key in sorted(ours.keys() | again.keys()):
        if ours.get(key) != again.get(key):
            yield Finding("the journal rebuilds the tables", f"{table.name} {key}", _difference(ours, again, key))


def _difference(ours: dict[str, Any], again: dict[str, Any], key: str) -> str:
    """Which columns differ; never what stands in them."""
    if key not in again:
        return "is not in the journal"
    if key not in ours:
        return "is missing"
    return "differs in " + ", ".join(c for c in ours[key] if ours[key][c] != again[key].get(c))


def _opened(connection: Connection, vault: Vault, table: Table) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row under its key, its sealed columns opened."""
    keys = [c.name for c in table.primary_key.columns if c.name not in NOT_COMPARED] or ["id"]
    for row in connection.execute(select(table)):
        values = row._asdict()
        for column in table.columns:
            if isinstance(column.type, Sealed):
                values[column.name] = _unsealed(vault, table, column.name, row)
        key = " ".join(_named(values[name]) for name in keys)
        yield key, {name: value for name, value in values.items() if name not in NOT_COMPARED}


def _named(value: Any) -> str:
    if isinstance(value, UUID):
        return value.hex
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)


def _unsealed(vault: Vault, table: Table, column: str, row: Row[Any]) -> Any:
    """The opened value; a value that was tampered with stands for itself, and so is found to differ."""
    token = getattr(row, column)
    try:
        return vault.unseal_json(_owner(table, row), about(table.name, column, row.id), token)
    except DoesNotOpen:
        return bytes(token)


def _owner(table: Table, row: Row[Any]) -> UUID | None:
    """Whose key a row's sealed columns are under."""
    owner: UUID | None = row.id if table.name == "person" else getattr(row, "person_id", None)
    return owner
