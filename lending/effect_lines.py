"""The ledger lines of a fact about a running loan: from the effect that it says it has, figure by figure."""

from lending.chart import Account
from lending.facts import servicing
from lending.facts.effect import Effect
from lending.money import Money
from lending.posting import Posting

FIGURES = {
    "principal": (Account.LOAN_PRINCIPAL, 1),
    "written_off": (Account.WRITE_OFFS, 1),
    "given_up": (Account.GIVEN_UP, 1),
    "interest": (Account.INTEREST, -1),
    "fee": (Account.FEES, -1),
    "penalty": (Account.PENALTIES, -1),
    "recovered": (Account.RECOVERIES, -1),
    "fee_tax": (Account.TAX, -1),
    "penalty_tax": (Account.TAX, -1),
    "credit": (Account.BORROWER_CREDIT, -1),
}
"""The account of each figure of `lending/book_figures.py`, and its side."""

FROM_SUSPENSE = (servicing.RecoveryReceived, servicing.PaymentReversed)
OVER_A_RAIL = (servicing.RefundMade, servicing.DrawingMade, servicing.EventTakenBack)


def effect_lines(fact: Effect) -> tuple[Posting, ...]:
    """The change of each account; money that moved is in suspense, or in the clearing of its rail.

    A fact that moves no money and yet says so gets no line for it, and so does not balance.
    """
    lines = [
        Posting(account, Money(sign * fact.effect[name], fact.currency), fact.loan_id)
        for name, (account, sign) in FIGURES.items()
        if name in fact.effect
    ]
    cash = Money(fact.effect.get("cash", 0), fact.currency)
    if isinstance(fact, FROM_SUSPENSE):
        lines.append(Posting(Account.SUSPENSE, cash))
    elif isinstance(fact, OVER_A_RAIL):
        lines.append(Posting(Account.CLEARING, cash, rail=getattr(fact, "rail", "pool")))
    return tuple(lines)
