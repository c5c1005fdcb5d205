"""A loan's rates against the ceilings of a policy pack: all-in, by a benchmark, by the month and by the day."""

from collections.abc import Iterator
from decimal import Decimal

from lending.breach import Breach, over
from lending.calendar import Unit, add
from lending.cost import yearly_rate
from lending.fees import LATE
from lending.pack_caps import Cap
from lending.pack_values import Number
from lending.rounding import EXACT
from lending.schedule import Schedule
from lending.terms import LoanTerms
from lending.worst_case import event_fee


def rates(plan: Schedule, terms: LoanTerms, cap: Cap) -> Iterator[Breach]:
    """Every rate of the loan that is over its ceiling."""
    scope = cap.monthly_for
    in_scope = scope is None or scope.has(terms.principal, terms.disbursed_on, plan.instalments[-1].due_on)
    if in_scope:
        yield from _monthly(plan, terms, cap)
    if plan.cost.minor and (scope is None or not in_scope):
        yield from over("cap.all_in_percent", cap.all_in_percent, _all_in(plan, terms))
    yield from _benchmark(plan, terms, cap)
    yield from _daily(plan, terms, cap)


def _all_in(plan: Schedule, terms: LoanTerms) -> Decimal:
    return yearly_rate(plan, terms, "cn_irr_compound") if plan.cost.minor else Decimal(0)


def _monthly(plan: Schedule, terms: LoanTerms, cap: Cap) -> Iterator[Breach]:
    nominal, effective = cap.nominal_percent_per_month, cap.effective_percent_per_month
    yield from over("cap.nominal_percent_per_month", nominal, EXACT.divide(terms.annual_rate_percent, Decimal(12)))
    if effective is not None and plan.cost.minor:
        monthly = EXACT.divide(yearly_rate(plan, terms, "cn_simple"), Decimal(12))
        yield from over("cap.effective_percent_per_month", effective, monthly)


def _benchmark(plan: Schedule, terms: LoanTerms, cap: Cap) -> Iterator[Breach]:
    """The multiple of the benchmark on the day of the payout, once the rule is in force."""
    rule, day = cap.benchmark, terms.disbursed_on
    if rule is None or day < rule.applies_from.value:
        return
    limit, found = rule.limit_on(day), _all_in(plan, terms)
    if limit is None:
        yield Breach("cap.benchmark", f"a benchmark that is not known for {day}", format(found, "f"))
    elif found > limit:
        yield Breach("cap.benchmark", format(limit, "f"), format(found, "f"))


def _daily(plan: Schedule, terms: LoanTerms, cap: Cap) -> Iterator[Breach]:
    """On the due date where it is dearest: all charges so far, over the principal that was outstanding each day."""
    limit = daily_limit(plan, terms, cap)
    if limit is None:
        return
    charged, lent_days = at_once(plan, terms), principal_days(plan, terms)
    dearest = Decimal(0)
    for instalment, days in zip(plan.instalments, lent_days, strict=True):
        charged += instalment.interest.minor + instalment.fee.minor
        dearest = max(dearest, EXACT.divide(Decimal(charged * 100), Decimal(days)))
    yield from over("cap.daily_percent", limit, dearest)


def daily_limit(plan: Schedule, terms: LoanTerms, cap: Cap) -> Number | None:
    """The ceiling by the day for a loan of this term."""
    after = cap.daily_long_after_months
    if after is None or plan.instalments[-1].due_on <= add(terms.disbursed_on, Unit.MONTH, after.value):
        return cap.daily_percent
    return cap.daily_percent_long


def at_once(plan: Schedule, terms: LoanTerms) -> int:
    """Smallest units charged on the day of the payout, with the fees of events that could come on any day."""
    events = [fee for fee in terms.fees if fee.when == "event" and fee.event != LATE]
    on_events = sum(event_fee(fee, terms, plan).minor * fee.times for fee in events)
    return (plan.cost - plan.totals.interest - plan.totals.fee).minor + on_events


def principal_days(plan: Schedule, terms: LoanTerms) -> list[int]:
    """For each due date the smallest units outstanding, summed over the days until then, if all is paid on its day."""
    found, so_far = [], 0
    balance, since = terms.principal, terms.disbursed_on
    for instalment in plan.instalments:
        so_far += balance.minor * (instalment.due_on - since).days
        found.append(so_far)
        balance, since = min(instalment.balance, terms.principal), instalment.due_on
    return found
