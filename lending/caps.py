"""The caps of a policy pack, checked twice: when an offer is made, in its worst case, and at every posting.

An offer is checked as if every instalment were paid as late as costs most. A posting is checked against what was
accepted: nothing is charged that the key facts did not name, and nothing beyond what they said.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lending.cost import yearly_rate
from lending.loan import Loan
from lending.money import Money
from lending.parts import PartKind
from lending.policy_pack import Cap, Number, PolicyPack
from lending.problems import ProblemWithInput
from lending.rounding import EXACT
from lending.schedule import Schedule, schedule
from lending.terms import LoanTerms, PenaltyTerms


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that would be broken: the rule's path in the pack, the limit, and what was found."""

    rule: str
    limit: str
    found: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.found} is over the limit of {self.limit}"


def worst_penalty(terms: LoanTerms, penalty: PenaltyTerms, plan: Schedule) -> Money | None:
    """The most that lateness can ever cost, None when it has no bound."""
    if penalty.percent_per_day == 0:
        return Money.zero(terms.currency)
    if penalty.cap_per_instalment is None:
        return None
    cap = terms.money(penalty.cap_per_instalment, "penalty.cap_per_instalment")
    late = sum(1 for i in plan.instalments if i.principal)
    return Money(cap.minor * late, terms.currency)


def check_caps(terms: LoanTerms, penalty: PenaltyTerms, pack: PolicyPack) -> list[Breach]:
    """Every limit of `pack` that a loan under these terms would break, the worst lateness included; none is good."""
    plan = schedule(terms)
    return [
        *_rates(plan, terms, pack.cap),
        *_lateness(penalty, pack.cap),
        *_total_cost(plan, terms, penalty, pack.cap),
        *_product(plan, terms, pack),
    ]


def _over(rule: str, limit: Number | None, found: Decimal) -> Iterator[Breach]:
    if limit is not None and found > limit.value:
        yield Breach(rule, format(limit.value, "f"), format(found, "f"))


def _rates(plan: Schedule, terms: LoanTerms, cap: Cap) -> Iterator[Breach]:
    """The compound rate of all cash flows, and the monthly and daily rates where a place limits those."""
    annual = terms.annual_rate_percent
    yield from _over("cap.nominal_percent_per_month", cap.nominal_percent_per_month, _quotient(annual, 12))
    yield from _over("cap.daily_percent", cap.daily_percent, _quotient(annual, 365))
    if plan.cost.minor == 0:
        return
    if cap.all_in_percent is not None:
        yield from _over("cap.all_in_percent", cap.all_in_percent, yearly_rate(plan, terms, "cn_irr_compound"))
    if cap.effective_percent_per_month is not None:
        monthly = _quotient(yearly_rate(plan, terms, "cn_simple"), 12)
        yield from _over("cap.effective_percent_per_month", cap.effective_percent_per_month, monthly)


def _quotient(value: Decimal, divisor: int) -> Decimal:
    return EXACT.divide(value, divisor)


def _lateness(penalty: PenaltyTerms, cap: Cap) -> Iterator[Breach]:
    """Interest of an overdue instalment stops, so late interest and penalty together are the penalty alone."""
    per_day = penalty.percent_per_day
    yield from _over("cap.late_percent", cap.late_percent, per_day * 365)
    yield from _over("cap.penalty_percent_per_month", cap.penalty_percent_per_month, per_day * 30)
    if cap.default_fee is None or per_day == 0:
        return
    if penalty.cap_per_instalment is None:
        yield Breach("cap.default_fee", format(cap.default_fee.value, "f"), "a penalty without a cap")
    else:
        yield from _over("cap.default_fee", cap.default_fee, penalty.cap_per_instalment)


def _total_cost(plan: Schedule, terms: LoanTerms, penalty: PenaltyTerms, cap: Cap) -> Iterator[Breach]:
    limit = cap.total_cost_ratio
    if limit is None:
        return
    late = worst_penalty(terms, penalty, plan)
    if late is None:
        yield Breach("cap.total_cost_ratio", format(limit.value, "f"), "a penalty without a cap")
        return
    found = EXACT.divide((plan.cost + late).major(), terms.principal.major())
    yield from _over("cap.total_cost_ratio", limit, found)


def _product(plan: Schedule, terms: LoanTerms, pack: PolicyPack) -> Iterator[Breach]:
    limits, days = pack.product, (plan.instalments[-1].due_on - terms.disbursed_on).days
    yield from _over("product.max_amount", limits.max_amount, terms.principal.major())
    longest, shortest = limits.max_tenor_days, limits.min_tenor_days
    if longest is not None and days > longest.value:
        yield Breach("product.max_tenor_days", str(longest.value), str(days))
    if shortest is not None and days < shortest.value:
        yield Breach("product.min_tenor_days", str(shortest.value), f"a shorter term, {days},")
    if not pack.fees_deducted_from_principal.value and plan.received < terms.principal:
        yield Breach("fees_deducted_from_principal", "nothing", str(terms.principal - plan.received))


def check_posting(loan: Loan, kind: PartKind, amount: Money, pack: PolicyPack, name: str | None = None) -> list[Breach]:
    """Every limit that charging `amount` of `kind` to `loan` now would break; none is good.

    A fee needs its `name` from the accepted terms. Interest and penalties stay within what the accepted schedule and
    penalty terms make by the day the loan is looked at. `amount` is what is charged now, on top of what was before.
    """
    if kind not in (PartKind.FEE, PartKind.INTEREST, PartKind.PENALTY):
        raise ProblemWithInput("kind", f"{kind} is not something that is charged")
    return [*_accepted(loan, kind, amount, name), *_running_cost(loan, amount, pack)]


def _accepted(loan: Loan, kind: PartKind, amount: Money, name: str | None) -> Iterator[Breach]:
    if kind is PartKind.FEE and name not in {fee.name for fee in loan.terms.fees}:
        yield Breach("accepted.fees", "the fees of the key facts", f"a fee named {name!r}")
    if kind is PartKind.INTEREST and amount > loan.outstanding.interest:
        yield Breach("accepted.interest", str(loan.outstanding.interest), str(amount))
    if kind is PartKind.PENALTY and amount > loan.outstanding.penalty:
        yield Breach("accepted.penalty", str(loan.outstanding.penalty), str(amount))


def _running_cost(loan: Loan, amount: Money, pack: PolicyPack) -> Iterator[Breach]:
    """What was paid beyond the principal so far, with `amount`, against the cap on the total cost."""
    limit = pack.cap.total_cost_ratio
    if limit is None:
        return
    at_the_start = loan.plan.cost - loan.plan.totals.interest - loan.plan.totals.fee
    paid = loan.paid.interest + loan.paid.fee + loan.paid.penalty
    found = EXACT.divide((at_the_start + paid + amount).major(), loan.terms.principal.major())
    yield from _over("cap.total_cost_ratio", limit, found)


def unverified_warnings(pack: PolicyPack) -> tuple[str, ...]:
    """One line for each value of the pack that no source was checked for, for the operator."""
    return tuple(f"policy pack {pack.name}: {path} is not checked against a source" for path in pack.unverified())
