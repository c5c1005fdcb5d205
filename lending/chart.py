"""The chart of accounts: which accounts the ledger has, and of which side each is.

Amounts in postings are signed: a debit is positive, a credit negative, so that the lines of one fact add up to zero.
"""

from enum import StrEnum


class Account(StrEnum):
    """Accounts of the ledger. Assets and expenses grow by debits; liabilities, equity and income by credits."""

    BANK = "asset.bank"  # money of the pool at the bank or provider, one per rail
    CLEARING = "asset.clearing"  # sent over a rail and not yet taken from the pool, one per rail; must come to zero
    PAYOUTS_UNDER_WAY = "asset.payouts_under_way"  # ordered, not yet confirmed; must come to zero
    LOAN_PRINCIPAL = "asset.loan_principal"
    INTEREST_RECEIVABLE = "asset.interest_receivable"  # earned and not paid; stands at the end of a month only
    PROVISIONS = "asset.provisions"  # set aside for losses: takes away from what is owed, so its balance is a credit
    CAPITAL = "equity.capital"
    SUSPENSE = "liability.suspense"  # money received and not yet laid on a loan; must come to zero
    BORROWER_CREDIT = "liability.borrower_credit"  # paid too much, kept for the borrower
    INTEREST_PAID_AHEAD = "liability.interest_paid_ahead"  # paid and not earned; stands at the end of a month only
    INTEREST_IN_SUSPENSE = "liability.interest_in_suspense"  # earned of loans far behind: no income until it is paid
    TAX = "liability.tax"  # on interest, fees and penalties, received for the state
    INTEREST = "income.interest"
    FEES = "income.fees"
    PENALTIES = "income.penalties"
    RECOVERIES = "income.recoveries"  # money that came for loans that were written off
    WRITE_OFFS = "expense.write_offs"
    GIVEN_UP = "expense.given_up"  # residues of principal too small to ask for
    PROVISION_EXPENSE = "expense.provisions"
    OVER_SHORT = "expense.over_short"  # what a count of cash or a bank statement said otherwise


DEBIT_SIDES = ("asset", "expense")


def grows_by_debit(account: Account) -> bool:
    """Whether a debit makes it larger."""
    return account.value.split(".")[0] in DEBIT_SIDES
