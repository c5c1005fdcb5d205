"""The caps of a policy pack, checked twice: when an offer is made, in its worst case, and at every posting.

An offer is checked as if every instalment were paid as late as costs most and every event happened that has a fee. A
posting is checked against what was accepted: nothing is charged that the key facts did not name, and nothing beyond
what they said (`lending/posting_check.py`). How a loan is served, and whether one person may have another, is held
against the pack in `lending/conduct_caps.py`.
"""

from collections.abc import Iterator

from lending.breach import Breach, over
from lending.fees import EARLY_REPAYMENT
from lending.late_caps import lateness
from lending.policy_pack import Cap, PolicyPack
from lending.posting_check import check_posting
from lending.rate_caps import rates
from lending.rounding import EXACT
from lending.schedule import Schedule, schedule
from lending.terms import LoanTerms, PenaltyTerms
from lending.worst_case import event_fee, worst_cost, worst_penalty

__all__ = ["Breach", "check_caps", "check_posting", "unverified_warnings", "worst_penalty"]


def check_caps(terms: LoanTerms, penalty: PenaltyTerms, pack: PolicyPack) -> list[Breach]:
    """Every limit of `pack` that a loan under these terms would break, the worst lateness included; none is good."""
    plan = schedule(terms)
    return [
        *rates(plan, terms, pack.cap),
        *lateness(plan, terms, penalty, pack.cap),
        *_total_cost(plan, terms, penalty, pack.cap),
        *_product(plan, terms, pack),
        *_early_repayment(plan, terms, pack),
    ]


def _total_cost(plan: Schedule, terms: LoanTerms, penalty: PenaltyTerms, cap: Cap) -> Iterator[Breach]:
    if cap.in_duplum.value and plan.totals.interest > terms.principal:
        yield Breach("cap.in_duplum", str(terms.principal), str(plan.totals.interest))
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


def _early_repayment(plan: Schedule, terms: LoanTerms, pack: PolicyPack) -> Iterator[Breach]:
    """Fees on the event of paying early: none, or no more than a share of what is paid early, its tax included."""
    rule = pack.early_repayment
    for fee in terms.fees:
        if fee.event != EARLY_REPAYMENT:
            continue
        if not rule.fee_allowed.value:
            yield Breach("early_repayment.fee_allowed", "nothing", f"the fee {fee.name!r}")
        elif rule.fee_percent is not None and fee.of != "outstanding":
            yield Breach("early_repayment.fee_percent", f"{rule.fee_percent.value} of the outstanding", fee.name)
        elif rule.fee_percent is not None:
            share = EXACT.divide(event_fee(fee, terms, plan).major() * 100, plan.totals.principal.major())
            yield from over("early_repayment.fee_percent", rule.fee_percent, share)


def unverified_warnings(pack: PolicyPack) -> tuple[str, ...]:
    """One line for each value of the pack that no source was checked for, for the operator."""
    return tuple(f"policy pack {pack.name}: {path} is not checked against a source" for path in pack.unverified())
