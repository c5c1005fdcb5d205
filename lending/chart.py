"""The chart of accounts: which accounts the ledger has, and of which side each is.

Amounts in postings are signed: a debit is positive, a credit negative, so that the lines of one fact add up to zero.
"""

from enum import StrEnum


class Account(StrEnum):
    """Accounts of the ledger. Assets and expenses grow by debits; liabilities, equity and income by credits."""

    BANK = "asset.bank"  # money of the pool at the bank or provider, one per rail
    PAYOUTS_UNDER_WAY = "asset.payouts_under_way"  # ordered, not yet confirmed; must come to zero
    LOAN_PRINCIPAL = "asset.loan_principal"
    CAPITAL = "equity.capital"
    SUSPENSE = "liability.suspense"  # money received and not yet laid on a loan; must come to zero
    BORROWER_CREDIT = "liability.borrower_credit"  # paid too much, kept for the borrower
    INTEREST = "income.interest"
    FEES = "income.fees"
    PENALTIES = "income.penalties"


DEBIT_SIDES = ("asset", "expense")


def grows_by_debit(account: Account) -> bool:
    return account.value.split(".")[0] in DEBIT_SIDES
