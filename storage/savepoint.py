"""A savepoint around one turn of a batch, so that it can be undone alone.

On SQLite's own driver it is spoken directly: SQLAlchemy's savepoints cost more than all that a small turn writes.
"""

from sqlalchemy import Connection, NestedTransaction

from storage.hot import driver_of


class Savepoint:
    """Begun when made; then kept or undone, once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._nested: NestedTransaction | None = None
        if connection.dialect.driver == "pysqlite":
            driver_of(connection).execute("SAVEPOINT turn")
        else:
            self._nested = connection.begin_nested()

    def keep(self) -> None:
        """What was done since stays in the transaction."""
        if self._nested is not None:
            self._nested.commit()
        else:
            driver_of(self._connection).execute("RELEASE turn")

    def undo(self) -> None:
        """What was done since is gone. Raises when the database has already rolled everything back."""
        if self._nested is not None:
            self._nested.rollback()
        else:
            driver_of(self._connection).execute("ROLLBACK TO turn")
            driver_of(self._connection).execute("RELEASE turn")
