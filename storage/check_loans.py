"""Each loan as its own fold against the ledger: what the borrower is told is owed is what the books say."""

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Connection, func, select

from lending.book_figures import figures
from lending.chart import Account
from lending.effect_lines import FIGURES
from lending.problems import Problem
from lending.tax_paid import tax_at_payout
from storage import positions
from storage.finding import Finding
from storage.schema import loan, posting

CHECK = "the fold of a loan says what its ledger accounts say"


def check_loans(connection: Connection) -> Iterator[Finding]:
    """Folds every loan that was paid out, on the day it was last written to."""
    posted = _posted(connection)
    for row in connection.execute(select(loan).where(loan.c.state.in_(positions.STANDS)).order_by(loan.c.sequence)):
        try:
            folded = positions.loan_of(connection, row)
        except Problem as problem:
            yield Finding(CHECK, row.ref, f"cannot be folded: {problem}")
            continue
        books = posted[row.id]
        found = figures(folded)
        tax = tax_at_payout(folded).minor
        found["fee"] += sum(fee.amount.minor for fee in folded.plan.fees) - tax
        found["fee_tax"] += tax
        told: dict[Account, int] = defaultdict(int)
        for name, (account, sign) in FIGURES.items():
            told[account] += sign * found[name]
        for account, minor in told.items():
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
