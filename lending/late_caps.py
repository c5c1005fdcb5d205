"""What lateness costs against the ceilings of a policy pack."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from lending.breach import Breach, over
from lending.fees import LATE, PenaltyBase
from lending.money import total
from lending.pack_caps import Cap
from lending.rounding import EXACT
from lending.schedule import Schedule
from lending.terms import LoanTerms, PenaltyTerms
from lending.worst_case import event_fee, late_rate_per_day, late_share_once, worst_penalty


def lateness(plan: Schedule, terms: LoanTerms, penalty: PenaltyTerms, cap: Cap) -> Iterator[Breach]:
    """Every ceiling that lateness would break.

    Interest of an overdue instalment stops, so late interest and penalty together are the penalty alone. What is
    charged at once counts as if the borrower paid on the very day on which it is charged: the dearest day.
    """
    per_day = late_rate_per_day(terms, penalty, plan)
    once = late_share_once(terms, penalty, plan)
    a_year = per_day * 365 + once * 365 / (penalty.grace_days + 1)
    yield from over("cap.late_percent", cap.late_percent, _percent(a_year))
    on_a_day = per_day + once / (penalty.grace_days + 1)
    yield from over("cap.penalty_percent_per_day", cap.penalty_percent_per_day, _percent(on_a_day))
    yield from over("cap.penalty_percent_per_month", cap.penalty_percent_per_month, _percent(per_day * 30 + once))
    principal_only = PenaltyBase(cap.penalty_base.value) is PenaltyBase.OVERDUE_PRINCIPAL
    if principal_only and not penalty.is_nothing and penalty.base != PenaltyBase.OVERDUE_PRINCIPAL:
        yield Breach("cap.penalty_base", cap.penalty_base.value, penalty.base)
    own = EXACT.divide(terms.annual_rate_percent, Decimal(365))
    if cap.late_within_contract.value and penalty.percent_per_day > own:
        yield Breach("cap.late_within_contract", format(own, "f"), format(penalty.percent_per_day, "f"))
    yield from _default_fee(plan, terms, penalty, cap)


def _default_fee(plan: Schedule, terms: LoanTerms, penalty: PenaltyTerms, cap: Cap) -> Iterator[Breach]:
    """All charges of a whole loan paid late throughout; a daily rate is interest after default and not among them."""
    if cap.default_fee is None:
        return
    charges = penalty.model_copy(update={"percent_per_day": Decimal(0)})
    worst = worst_penalty(terms, charges, plan)
    if worst is None:
        yield Breach("cap.default_fee", format(cap.default_fee.value, "f"), "a penalty without a cap")
        return
    late = [fee for fee in terms.fees if fee.event == LATE]
    fees = total([event_fee(fee, terms, plan) for fee in late for _ in range(fee.times)], terms.currency)
    yield from over("cap.default_fee", cap.default_fee, (worst + fees).major())


def _percent(share: Fraction) -> Decimal:
    return EXACT.divide(Decimal(share.numerator * 100), Decimal(share.denominator))
