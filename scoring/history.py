"""How earlier loans with us went, as the decision sees it: read off the loans' own records, never told."""

from dataclasses import dataclass

from lending.money import Money


@dataclass(frozen=True)
class History:
    """How earlier loans with us went. `worst_days_late` is over all of them, running ones included.

    `early_payments` counts instalments paid in full before their day. `running_loans` are promised, being paid out or
    running; `outstanding` is principal still owed on them.
    """

    loans_repaid: int
    worst_days_late: int
    early_payments: int
    promises_kept: int
    promises_broken: int
    running_loans: int
    outstanding: Money

    @classmethod
    def none(cls, currency: str) -> "History":
        """The history of somebody who never borrowed here."""
        return cls(0, 0, 0, 0, 0, 0, Money.zero(currency))

    @property
    def is_new(self) -> bool:
        """Whether this is a first loan, so that nothing is known from repayment."""
        return self.loans_repaid == 0 and self.running_loans == 0
