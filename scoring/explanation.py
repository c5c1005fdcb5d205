"""The reasons of an outcome that is not what was asked for: the rules that failed, and what spoke against the person.

At most four, in the order in which they decided. Only what really failed is named.
"""

from lending.money import Money
from scoring.checks import Check
from scoring.credit import adverse_factors
from scoring.evaluation import Evaluation, Rules
from scoring.outcome import Reason
from scoring.reasons import MOST_REASONS, factor_code

_SAYS_IT_ALONE = ("licence", "deny_list", "identity_shared")


def reasons_for(asked: Evaluation, rules: Rules) -> tuple[Reason, ...]:
    """Why the request, on the terms that were asked for, was not granted as it is.

    What stops comes before what a person may decide. Where the credit points were too few, the heaviest factors
    behind them follow, as many as there is room for.
    """
    for check in asked.failed:
        if check.code in _SAYS_IT_ALONE:
            return (check.reason(),)
    ordered = sorted(asked.failed, key=lambda check: not check.stops)
    reasons = [check.reason() for check in _without_repeats(ordered)]
    if any(check.code == "credit_points" for check in ordered if check.stops):
        factors = adverse_factors(asked.credit, asked.row, rules.settings, rules.correction)
        place = next(n for n, reason in enumerate(reasons) if reason.code == "credit_points") + 1
        reasons[place:place] = [Reason(factor_code(factor.feature, factor.known), {}) for factor in factors]
    return tuple(reasons[:MOST_REASONS])


def _without_repeats(checks: list[Check]) -> list[Check]:
    """What another reason already says is left out.

    Two limits that fail together are told once, the smaller one; a grade that is not lent to has no limit; where
    income or debts are unknown nothing that hangs on them is told.
    """
    codes = {check.code for check in checks}
    limits = [check for check in checks if check.code in ("limit", "limit_ladder")]
    if "unknown" in codes:
        return [check for check in checks if check.code not in ("credit_points", "limit", "limit_ladder")]
    dropped = limits if "credit_points" in codes else sorted(limits, key=_limit)[1:]
    return [check for check in checks if check not in dropped]


def _limit(check: Check) -> int:
    limit = check.params["limit"]
    assert isinstance(limit, Money)
    return limit.minor
