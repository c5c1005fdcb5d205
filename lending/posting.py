"""One line of the ledger."""

from dataclasses import dataclass
from uuid import UUID

from lending.chart import Account
from lending.money import Money


@dataclass(frozen=True)
class Posting:
    """A debit is positive. `rail` tells bank accounts apart; `loan_id` ties a line to its loan."""

    account: Account
    amount: Money
    loan_id: UUID | None = None
    rail: str = ""
