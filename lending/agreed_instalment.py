"""A loan by what the borrower can pay: how many instalments of an agreed size repay it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from typing import Any

from lending.annuity import periods_to_repay
from lending.problems import ProblemWithInput
from lending.schedule import schedule
from lending.terms import MOST_INSTALMENTS, LoanTerms

_NEAR = 3
"""How far an odd first period, a grace or rounding moves the count from that of level periods."""


def with_count(request: Mapping[str, Any]) -> Mapping[str, Any]:
    """`request` with the count of instalments that its agreed `instalment` needs, where no `count` is given.

    The last instalment is what is left and never larger than the others by a whole one. An instalment that does not
    pay its interest is refused.
    """
    if "count" in request or request.get("instalment") is None:
        return request
    grace = request.get("grace")
    waits = grace.get("principal", 0) if isinstance(grace, Mapping) else 0
    terms = LoanTerms.read({**request, "count": 1 + (waits if isinstance(waits, int) else 0)})
    if terms.instalment is None or terms.months_without_principal:
        raise ProblemWithInput("count", "is missing")
    plain = LoanTerms.read({**request, "count": 2, "instalment": None, "grace": {}})
    rate = Decimal(plain.annual_rate_percent) / 100 / plain.every.per_year
    needed = periods_to_repay(terms.principal.major(), rate, terms.instalment)
    if needed > MOST_INSTALMENTS:
        raise ProblemWithInput("instalment", f"would take more than {MOST_INSTALMENTS} instalments")
    middle = int(needed.to_integral_value(ROUND_CEILING)) + terms.grace.principal
    return {**request, "count": _count(request, max(1, middle - _NEAR), middle + _NEAR)}


def _count(request: Mapping[str, Any], least: int, most: int) -> int:
    """The most instalments that all are paid: one more would be left with nothing to repay."""
    for count in range(most, least - 1, -1):
        try:
            schedule(LoanTerms.read({**request, "count": count}))
        except ProblemWithInput as refused:
            if refused.field != "instalment":
                raise
            continue
        return count
    raise ProblemWithInput("instalment", "does not repay the loan in level instalments; give the count too")
