"""What every fact of a running loan does to the books, beside what it says of the loan.

A backdated fact, or one that takes another back, lays money anew that came long ago. So a fact does not only say what
happened; it says by how much each figure of the loan in the books changed with it, as the fold tells it.
"""

from dataclasses import dataclass, field
from uuid import UUID

from lending.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class Effect(Fact):
    """`effect` gives, by the names in `lending/book_figures.py`, the change of each figure that changed, in smallest
    units of `currency`; `cash` is money that came in (more than nothing) or went out.
    """

    loan_id: UUID
    event_id: UUID
    currency: str
    effect: dict[str, int] = field(default_factory=dict)
