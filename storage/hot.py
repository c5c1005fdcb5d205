"""Hot statements: Core expressions, compiled once, run on the driver's own cursor.

The few statements that every turn runs are most of its cost, and most of that cost is SQLAlchemy's execution machinery.
So they are still written as Core expressions, with their types, and compiled by the engine's dialect; but inside a
transaction that is already begun they are then handed to SQLite's or PostgreSQL's own driver directly. Everywhere else
(a reading connection, the tables of the keys) the same statement goes the ordinary way.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Dialect, Table, bindparam, insert, select
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.sql.selectable import Select

Process = Callable[[Any], Any] | None
DIRECT_DRIVERS = ("pysqlite", "psycopg")


class Hot:
    """One statement. Its parameters are named binds; it must not hold a list of values of open length."""

    def __init__(self, statement: Select[Any] | UpdateBase) -> None:
        self._statement = statement.execution_options(preserve_rowcount=not isinstance(statement, Select))
        self._compiled: dict[tuple[str, ...], _Compiled] = {}

    def all(self, connection: Connection, /, **values: Any) -> Sequence[Any]:
        """The rows, with a name for each column."""
        direct = self._direct(connection, values)
        if direct is None:
            return connection.execute(self._statement, values).all()
        return direct.rows(driver_of(connection).execute(direct.sql, direct.bound(values)))

    def one(self, connection: Connection, /, **values: Any) -> Any:
        """The one row, or None. More than one is an error of the program."""
        found = self.all(connection, **values)
        assert len(found) < 2, "at most one row was expected"
        return found[0] if found else None

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """How many rows were changed."""
        direct = self._direct(connection, values)
        if direct is None:
            return int(connection.execute(self._statement, values).rowcount)
        return int(driver_of(connection).execute(direct.sql, direct.bound(values)).rowcount)

    def run_many(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """The same for each of these rows, which all have the same keys."""
        direct = self._direct(connection, rows[0]) if rows else None
        if direct is not None:
            driver_of(connection).cursor().executemany(direct.sql, [direct.bound(row) for row in rows])
        elif rows:
            connection.execute(self._statement, [dict(row) for row in rows])

    def _direct(self, connection: Connection, values: Mapping[str, Any]) -> "_Compiled | None":
        dialect = connection.dialect
        if dialect.driver not in DIRECT_DRIVERS or dialect.is_async or not connection.in_transaction():
            return None
        if "schema_translate_map" in connection.get_execution_options():
            return None
        found = self._compiled.get((dialect.driver, *values))
        if found is None:
            found = _Compiled(self._statement, dialect, tuple(values))
            self._compiled[(dialect.driver, *values)] = found
        return found


def driver_of(connection: Connection) -> Any:
    """The driver's own connection, below SQLAlchemy's."""
    return connection.connection.driver_connection


class _Compiled:
    """The SQL of a statement for one set of parameters, and what turns values into the driver's and back."""

    def __init__(self, statement: Select[Any] | UpdateBase, dialect: Dialect, keys: tuple[str, ...]) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=list(keys))
        self.sql = str(compiled)
        fixed = compiled.construct_params(_check=False)
        self._by_place = bool(compiled.positional)
        binds = {name: bind for bind, name in compiled.bind_names.items()}
        self._names: list[str] = list(compiled.positiontup if self._by_place else binds)
        processes = [_binding(binds[name].type, dialect) for name in self._names]
        self._binds: list[tuple[str | None, Process, Any]] = [
            (name, process, None) if name in keys else (None, None, process(fixed[name]) if process else fixed[name])
            for name, process in zip(self._names, processes, strict=True)
        ]
        """The name of each value and what it goes through; where the statement itself has the value, no name."""
        columns = list(statement.selected_columns) if isinstance(statement, Select) else []
        self._row: Any = _row_of(tuple(str(c.key) for c in columns))
        results = [c.type.dialect_impl(dialect).result_processor(dialect, None) for c in columns]
        self._results: list[tuple[int, Any]] = [(place, process) for place, process in enumerate(results) if process]

    def bound(self, values: Mapping[str, Any]) -> list[Any] | dict[str, Any]:
        """The values as the driver wants them: in the order of the SQL, or by name."""
        bound = [
            fixed if name is None else process(values[name]) if process else values[name]
            for name, process, fixed in self._binds
        ]
        return bound if self._by_place else dict(zip(self._names, bound, strict=True))

    def rows(self, cursor: Iterable[Sequence[Any]]) -> list[Any]:
        return [self._made(list(row)) for row in cursor]

    def _made(self, row: list[Any]) -> Any:
        for place, process in self._results:
            row[place] = process(row[place])
        return self._row._make(row)


def _row_of(names: tuple[str, ...]) -> Any:
    """A named tuple of these columns, which are known only now."""
    make: Any = namedtuple
    return make("Found", names)


def _binding(kind: Any, dialect: Dialect) -> Process:
    found: Process = kind.dialect_impl(dialect).bind_processor(dialect)
    return found


@cache
def adding(table: Table) -> Hot:
    """Adds rows to a table."""
    return Hot(insert(table).inline())


@cache
def of(table: Table, column: str, order: str = "") -> Hot:
    """All rows of a table whose column equals `value`, in the order of another column."""
    query = select(table).where(table.c[column] == bindparam("value"))
    return Hot(query.order_by(table.c[order]) if order else query)


@cache
def latest_of(table: Table, column: str) -> Hot:
    """The row that was written last among those whose column equals `value`."""
    return Hot(select(table).where(table.c[column] == bindparam("value")).order_by(table.c.sequence.desc()).limit(1))
