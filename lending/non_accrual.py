"""How much of the interest that a loan has earned is income, and how much is held in suspense.

From 90 days past due, or while it keeps the worst bucket because a reschedule has not cured it, or once it was written
off, a loan accrues no income: interest earned and not received is in suspense, whatever day it was earned, and becomes
income when it is paid. All is computed for a day; nothing is stored.
"""

from dataclasses import dataclass

from lending.arrears import WRITTEN_OFF
from lending.loan import Loan
from lending.money import Money

FROM_DAYS = 90
"""Days past due from which interest is no income until it is paid."""

NON_ACCRUING = ("90+", WRITTEN_OFF)
"""The buckets in which interest is no income until it is paid."""


@dataclass(frozen=True, slots=True)
class InterestIncome:
    """All interest `earned` by the day, split into `income` and `suspended`; `received` is what was paid of it."""

    earned: Money
    income: Money
    suspended: Money
    received: Money


def is_non_accruing(loan: Loan) -> bool:
    """Whether interest of the loan is income only when it is paid."""
    return loan.days_past_due >= FROM_DAYS or loan.bucket in NON_ACCRUING


def interest_income(loan: Loan, *, non_accruing: bool | None = None) -> InterestIncome:
    """The split on the day the loan is looked at; `non_accruing` overrules its own bucket, as contagion does.

    Interest that was waived is neither. Interest paid ahead of its day is not earned yet, and so no income either.
    """
    waived = sum(i.waived.interest.minor for i in loan.instalments)
    earned = max(0, loan.earned.minor - waived)
    received = min(loan.paid.interest.minor, earned)
    stopped = is_non_accruing(loan) if non_accruing is None else non_accruing
    income = received if stopped else earned
    currency = loan.terms.currency
    amounts = (earned, income, earned - income, received)
    return InterestIncome(*(Money(minor, currency) for minor in amounts))
