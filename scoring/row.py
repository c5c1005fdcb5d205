"""One named row of features for one request: what the scorecard and the correction see, and nothing else.

Ratios are rounded to six decimals once, here, so that every reader of a row sees the same number.
"""

from decimal import Decimal
from fractions import Fraction

from lending.money import Money
from lending.rounding import RoundingMode, round_decimals
from scoring.affordability import Budget
from scoring.applicant import Applicant
from scoring.correction import Row

LARGEST_RATIO = Decimal(99)
"""Ratios end here: beyond it, or over no income at all, more says nothing more."""


def row_of(applicant: Applicant, budget: Budget | None) -> Row:
    """The features of this request; what is not known is None."""
    return {
        "occupation": applicant.occupation,
        "occupation_months": applicant.occupation_months,
        "income_verified": int(applicant.income_verified),
        **_of_budget(applicant.principal, budget),
        **_of_history(applicant),
    }


def _of_budget(principal: Money, budget: Budget | None) -> dict[str, Decimal | None]:
    if budget is None:
        return {"debt_share": None, "surplus_share": None, "amount_to_income": None}
    surplus = budget.income - budget.living_costs - budget.debts
    return {
        "debt_share": _ratio(budget.debts, budget.income),
        "surplus_share": _ratio(surplus, budget.income),
        "amount_to_income": _ratio(principal, budget.income),
    }


def _of_history(applicant: Applicant) -> dict[str, Decimal | int | None]:
    history = applicant.history
    ended = history.promises_kept + history.promises_broken
    return {
        "loans_repaid": history.loans_repaid,
        "worst_days_late": None if history.is_new else history.worst_days_late,
        "early_payments": None if history.is_new else history.early_payments,
        "promises_kept_share": _rounded(Fraction(history.promises_kept, ended)) if ended else None,
    }


def _ratio(part: Money, income: Money) -> Decimal:
    if income.minor <= 0:
        return LARGEST_RATIO.copy_sign(part.minor) if part.minor else Decimal(0)
    return max(-LARGEST_RATIO, min(LARGEST_RATIO, _rounded(Fraction(part.minor, income.minor))))


def _rounded(ratio: Fraction) -> Decimal:
    return round_decimals(ratio, 6, RoundingMode.HALF_EVEN)
