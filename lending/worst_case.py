"""The worst case of a loan: what it costs if every instalment is paid as late as costs most and every event happens.

Key facts tell it, and caps are held against it before anything is signed.
"""

from decimal import Decimal
from fractions import Fraction

from lending.fee_amounts import charged
from lending.fees import LATE, Fee, PenaltyBase
from lending.money import Money, total
from lending.rounding import round_value
from lending.schedule import Instalment, Schedule
from lending.terms import LoanTerms, PenaltyTerms


def late_base(instalment: Instalment, penalty: PenaltyTerms) -> Money:
    """What of an instalment lateness is reckoned on when none of it is paid."""
    if penalty.base is PenaltyBase.OVERDUE_PRINCIPAL:
        return instalment.principal
    return instalment.principal + instalment.interest


def worst_of_instalment(terms: LoanTerms, penalty: PenaltyTerms, instalment: Instalment) -> Money | None:
    """The most that lateness can ever cost for one instalment, None when it has no bound of its own."""
    base = late_base(instalment, penalty)
    every_day = bool(penalty.percent_per_day and base) or bool(penalty.amount_per_day)
    cap = None if penalty.cap_per_instalment is None else _money(terms, penalty.cap_per_instalment)
    if every_day or penalty.is_nothing:
        return cap if every_day else Money.zero(terms.currency)
    share = Fraction(penalty.percent_once or 0) / 100
    once = Money(round_value(base.minor * share, terms.rounding.mode), terms.currency)
    if penalty.amount_once is not None and instalment.due:
        once = once + _money(terms, penalty.amount_once)
    return once if cap is None else min(once, cap)


def worst_penalty(terms: LoanTerms, penalty: PenaltyTerms, plan: Schedule) -> Money | None:
    """The most that lateness can ever cost, None when it has no bound."""
    whole = None if penalty.cap_total is None else _money(terms, penalty.cap_total)
    each = [worst_of_instalment(terms, penalty, instalment) for instalment in plan.instalments]
    bounded = [amount for amount in each if amount is not None]
    if len(bounded) < len(each):
        return whole
    found = total(bounded, terms.currency)
    return found if whole is None else min(found, whole)


def event_fee(fee: Fee, terms: LoanTerms, plan: Schedule) -> Money:
    """The most that an event can ever charge at once by `fee`, with its tax."""
    bases = {
        "principal": terms.principal,
        "outstanding": plan.totals.principal,
        "instalment": max(i.principal + i.interest for i in plan.instalments),
    }
    return charged(fee, terms, bases[fee.of]).amount


def worst_events(terms: LoanTerms, plan: Schedule) -> Money:
    """All fees on events, as often as the key facts let each be charged."""
    fees = [event_fee(fee, terms, plan) for fee in terms.fees if fee.when == "event" for _ in range(fee.times)]
    return total(fees, terms.currency)


def worst_cost(terms: LoanTerms, penalty: PenaltyTerms | None, plan: Schedule) -> Money | None:
    """All that can ever be paid beyond the money received, None when lateness has no bound."""
    late = Money.zero(terms.currency) if penalty is None else worst_penalty(terms, penalty, plan)
    return None if late is None else plan.cost + late + worst_events(terms, plan)


def late_fees(terms: LoanTerms, plan: Schedule) -> Money:
    """What the fees on the event of being late come to, each once."""
    fees = [event_fee(fee, terms, plan) for fee in terms.fees if fee.event == LATE]
    return total(fees, terms.currency)


def late_rate_per_day(terms: LoanTerms, penalty: PenaltyTerms, plan: Schedule) -> Fraction:
    """What a day of lateness costs, as a share of what is overdue, on the instalment where it is dearest."""
    smallest = _smallest_base(penalty, plan)
    fixed = _minor(terms, penalty.amount_per_day) / smallest if smallest else Fraction(0)
    return Fraction(penalty.percent_per_day) / 100 + fixed


def late_share_once(terms: LoanTerms, penalty: PenaltyTerms, plan: Schedule) -> Fraction:
    """What being late costs at once, as a share of what is overdue, on the instalment where it is dearest."""
    smallest = _smallest_base(penalty, plan)
    fixed = _minor(terms, penalty.amount_once) + late_fees(terms, plan).minor
    return Fraction(penalty.percent_once or 0) / 100 + (fixed / smallest if smallest else Fraction(0))


def _smallest_base(penalty: PenaltyTerms, plan: Schedule) -> int:
    bases = [late_base(instalment, penalty).minor for instalment in plan.instalments]
    return min((base for base in bases if base), default=0)


def _minor(terms: LoanTerms, amount: Decimal | None) -> Fraction:
    return Fraction(0) if amount is None else Fraction(_money(terms, amount).minor)


def _money(terms: LoanTerms, amount: Decimal) -> Money:
    return terms.money(amount, "penalty")
