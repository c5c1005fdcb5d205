"""What a projection is handed, and the few ways in which it may change a row.

A state changes only from a state that it may change from; anything else is an error of the program, which must not
write: the whole turn is rolled back.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, select, update

from lending.money import Money
from storage.hot import adding
from storage.vault import Vault, about


class IllegalTransition(Exception):
    """A fact does not fit the state of what it is about. Names table and states, nothing personal."""


@dataclass(frozen=True)
class Writing:
    """The transaction that a fact is written in. `entry` is the fact's journal id, `at` the instant of the turn."""

    connection: Connection
    vault: Vault
    at: datetime
    entry: UUID

    def add(self, table: Table, **values: Any) -> None:
        """A new row."""
        adding(table).run(self.connection, values)

    def change(self, table: Table, row: UUID, **values: Any) -> None:
        """New values for a row that must be there."""
        done = self.connection.execute(update(table).where(table.c.id == row).values(values))
        if done.rowcount != 1:
            raise IllegalTransition(f"{table.name}: no such row")

    def move(self, table: Table, row: UUID, came_from: tuple[str, ...], state: str, **values: Any) -> None:
        """The row's next state, from one of `came_from` only. Raises IllegalTransition."""
        statement = update(table).where(table.c.id == row, table.c.state.in_(came_from))
        done = self.connection.execute(statement.values(state=state, **values))
        if done.rowcount != 1:
            now = self.connection.execute(select(table.c.state).where(table.c.id == row)).scalar_one_or_none()
            raise IllegalTransition(f"{table.name}: from {now or 'nothing'} to {state}")

    def must_be(self, table: Table, row: UUID, states: tuple[str, ...]) -> None:
        """Raises IllegalTransition unless the row is in one of these states."""
        now = self.connection.execute(select(table.c.state).where(table.c.id == row)).scalar_one_or_none()
        if now not in states:
            raise IllegalTransition(f"{table.name}: is {now or 'nothing'}, not {' or '.join(states)}")

    def sealed(self, person_id: UUID | None, table: Table, column: str, row: UUID, value: Any) -> bytes | None:
        """A personal JSON value, sealed for this place."""
        return self.vault.seal_json(person_id, about(table.name, column, row), value)


def minor_of(**amounts: Money | None) -> dict[str, Any]:
    """Columns of amounts: `minor_of(principal=m)` gives principal_minor and currency."""
    columns: dict[str, Any] = {f"{name}_minor": a.minor if a is not None else None for name, a in amounts.items()}
    currencies = {a.currency for a in amounts.values() if a is not None}
    assert len(currencies) <= 1, "the amounts of a row have one currency"
    return {**columns, "currency": next(iter(currencies), None)}


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
