"""Each loan as its own fold against the ledger: what the borrower is told is owed is what the books say."""

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Connection, func, select

from lending.book_figures import figures
from lending.effect_lines import FIGURES
from lending.problems import Problem
from storage import positions
from storage.finding import Finding
from storage.schema import loan, payout, posting

CHECK = "the fold of a loan says what its ledger accounts say"


def check_loans(connection: Connection) -> Iterator[Finding]:
    """Folds every loan that was paid out, on the day it was last written to."""
    posted = _posted(connection)
    fees = _kept_back(connection)
    for row in connection.execute(select(loan).where(loan.c.state.in_(positions.STANDS)).order_by(loan.c.sequence)):
        try:
            folded = positions.loan_of(connection, row)
        except Problem as problem:
            yield Finding(CHECK, row.ref, f"cannot be folded: {problem}")
            continue
        books = posted[row.id]
        found = figures(folded)
        found["fee"] += fees.get(row.id, 0)
        for name, (account, sign) in FIGURES.items():
            minor = sign * found[name]
            if books.get(account.value, 0) != minor:
                detail = f"{account.value} is {books.get(account.value, 0)}, the loan says {minor}"
                yield Finding(CHECK, row.ref, detail)


def _posted(connection: Connection) -> dict[UUID, dict[str, int]]:
    p = posting.c
    query = select(p.loan_id, p.account, func.sum(p.amount_minor)).where(p.loan_id.is_not(None))
    sums: dict[UUID, dict[str, int]] = defaultdict(dict)
    for loan_id, account, minor in connection.execute(query.group_by(p.loan_id, p.account)):
        sums[loan_id][account] = int(minor)
    return sums


def _kept_back(connection: Connection) -> dict[UUID, int]:
    """The fees that were kept back from each loan's money when it was paid out."""
    done = (payout.c.state == "done", loan.c.id == payout.c.loan_id)
    query = select(loan.c.id, loan.c.principal_minor - payout.c.amount_minor).where(*done)
    return {loan_id: int(minor) for loan_id, minor in connection.execute(query)}
