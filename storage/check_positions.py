"""Positions against the fold: each is made again from what happened to its loan, and compared column by column."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from lending.problems import Problem
from storage import hot, positions
from storage.finding import Finding
from storage.schema import loan, loan_position

CHECK = "a position is what the fold says"


def check_positions(connection: Connection) -> Iterator[Finding]:
    """Every loan that was paid out has one, and it says what the loan's fold says of its day.

    One that is missing is made by the next close, as in books from before there were any: that stops nothing.
    """
    for row in connection.execute(select(loan).where(loan.c.state.in_(positions.STANDS)).order_by(loan.c.sequence)):
        standing = hot.of(loan_position, "loan_id").one(connection, value=row.id)
        if standing is None:
            yield Finding(CHECK, row.ref, "there is none", stops=False)
            continue
        try:
            found = positions.folded(connection, row, standing.as_of)
        except Problem as problem:
            yield Finding(CHECK, row.ref, f"cannot be folded: {problem}")
            continue
        told = {**positions.values_of(found, row.bucket, row.suspended), "product": row.product}
        wrong = [name for name, value in told.items() if getattr(standing, name) != value and name != "ahead"]
        if wrong:
            yield Finding(CHECK, row.ref, "differs in " + ", ".join(wrong))
