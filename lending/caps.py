"""The caps of a policy pack, checked twice: when an offer is made, in its worst case, and at every posting.

An offer is checked as if every instalment were paid as late as costs most and every event happened that has a fee. A
posting is checked against what was accepted: nothing is charged that the key facts did not name, and nothing beyond
what they said (`lending/posting_check.py`).
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from lending.breach import Breach, over
from lending.cost import yearly_rate
from lending.policy_pack import Cap, PolicyPack
from lending.posting_check import check_posting
from lending.rounding import EXACT
from lending.schedule import Schedule, schedule
from lending.terms import LoanTerms, PenaltyTerms
from lending.worst_case import (
    late_fees,
    late_rate_per_day,
    late_share_once,
    worst_cost,
    worst_of_instalment,
    worst_penalty,
)

__all__ = ["Breach", "check_caps", "check_posting", "unverified_warnings", "worst_penalty"]


def check_caps(terms: LoanTerms, penalty: PenaltyTerms, pack: PolicyPack) -> list[Breach]:
    """Every limit of `pack` that a loan under these terms would break, the worst lateness included; none is good."""
    plan = schedule(terms)
    return [
        *_rates(plan, terms, pack.cap),
        *_lateness(plan, terms, penalty, pack.cap),
        *_total_cost(plan, terms, penalty, pack.cap),
        *_product(plan, terms, pack),
    ]


def _rates(plan: Schedule, terms: LoanTerms, cap: Cap) -> Iterator[Breach]:
    """The compound rate of all cash flows, and the monthly and daily rates where a place limits those."""
    annual = terms.annual_rate_percent
    yield from over("cap.nominal_percent_per_month", cap.nominal_percent_per_month, _quotient(annual, 12))
    yield from over("cap.daily_percent", cap.daily_percent, _quotient(annual, 365))
    if plan.cost.minor == 0:
        return
    if cap.all_in_percent is not None:
        yield from over("cap.all_in_percent", cap.all_in_percent, yearly_rate(plan, terms, "cn_irr_compound"))
    if cap.effective_percent_per_month is not None:
        monthly = _quotient(yearly_rate(plan, terms, "cn_simple"), 12)
        yield from over("cap.effective_percent_per_month", cap.effective_percent_per_month, monthly)


def _quotient(value: Decimal, divisor: int) -> Decimal:
    return EXACT.divide(value, divisor)


def _percent(share: Fraction) -> Decimal:
    return EXACT.divide(Decimal(share.numerator * 100), Decimal(share.denominator))


def _lateness(plan: Schedule, terms: LoanTerms, penalty: PenaltyTerms, cap: Cap) -> Iterator[Breach]:
    """Interest of an overdue instalment stops, so late interest and penalty together are the penalty alone.

    What is charged at once counts as if the borrower paid on the very day on which it is charged: the dearest day.
    """
    per_day = late_rate_per_day(terms, penalty, plan)
    once = late_share_once(terms, penalty, plan)
    a_year = per_day * 365 + once * 365 / (penalty.grace_days + 1)
    yield from over("cap.late_percent", cap.late_percent, _percent(a_year))
    yield from over("cap.penalty_percent_per_month", cap.penalty_percent_per_month, _percent(per_day * 30 + once))
    if cap.penalty_base is not None and not penalty.is_nothing and penalty.base != cap.penalty_base.value:
        yield Breach("cap.penalty_base", cap.penalty_base.value, penalty.base)
    if cap.default_fee is None:
        return
    worst = [worst_of_instalment(terms, penalty, instalment) for instalment in plan.instalments]
    if any(amount is None for amount in worst):
        yield Breach("cap.default_fee", format(cap.default_fee.value, "f"), "a penalty without a cap")
        return
    dearest = max(amount for amount in worst if amount is not None) + late_fees(terms, plan)
    yield from over("cap.default_fee", cap.default_fee, dearest.major())


def _total_cost(plan: Schedule, terms: LoanTerms, penalty: PenaltyTerms, cap: Cap) -> Iterator[Breach]:
    limit = cap.total_cost_ratio
    if limit is None:
        return
    worst = worst_cost(terms, penalty, plan)
    if worst is None:
        yield Breach("cap.total_cost_ratio", format(limit.value, "f"), "a penalty without a cap")
        return
    yield from over("cap.total_cost_ratio", limit, EXACT.divide(worst.major(), terms.principal.major()))


def _product(plan: Schedule, terms: LoanTerms, pack: PolicyPack) -> Iterator[Breach]:
    limits, days = pack.product, (plan.instalments[-1].due_on - terms.disbursed_on).days
    yield from over("product.max_amount", limits.max_amount, terms.principal.major())
    longest, shortest = limits.max_tenor_days, limits.min_tenor_days
    if longest is not None and days > longest.value:
        yield Breach("product.max_tenor_days", str(longest.value), str(days))
    if shortest is not None and days < shortest.value:
        yield Breach("product.min_tenor_days", str(shortest.value), f"a shorter term, {days},")
    if not pack.fees_deducted_from_principal.value and plan.received < terms.principal:
        yield Breach("fees_deducted_from_principal", "nothing", str(terms.principal - plan.received))


def unverified_warnings(pack: PolicyPack) -> tuple[str, ...]:
    """One line for each value of the pack that no source was checked for, for the operator."""
    return tuple(f"policy pack {pack.name}: {path} is not checked against a source" for path in pack.unverified())
