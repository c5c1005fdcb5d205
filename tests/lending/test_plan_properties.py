"""What holds for every plan, over methods, day counts, intervals, seasons, graces, odd periods and ways to round."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from lending.cost import yearly_rate
from lending.money import Money
from lending.plan_rules import LAST_INSTALMENT_OF, LastInstalment, Method, StubInterest
from lending.problems import ProblemWithInput
from lending.rounding import RoundingMode
from lending.schedule import Schedule, schedule
from lending.terms import LoanTerms
from tests.lending.test_properties import moved_by_rounding

DAY_COUNTS = ("period", "30/360", "30e/360", "act/360", "act/364", "act/365", "act/act_isda")
INTERVALS = (
    {"unit": "day", "n": 10},
    {"unit": "week", "n": 1},
    {"unit": "week", "n": 2},
    {"unit": "month", "n": 1},
    {"unit": "month", "n": 3},
    {"unit": "month", "days": [5, 20]},
    {"unit": "month", "days": [15, 31]},
)


@st.composite
def asked(draw: st.DrawFn) -> dict[str, Any]:
    """A loan of any kind that the terms can say."""
    method = draw(st.sampled_from(list(Method)))
    every = draw(st.sampled_from(INTERVALS))
    count = draw(st.integers(1, 30))
    start = date(2026, 11, 23) + timedelta(days=draw(st.integers(0, 800)))
    grace = draw(st.integers(0, min(3, count - 1))) if not method.repays_at_the_end else 0
    actual = method is Method.DAILY_RATE
    request: dict[str, Any] = {
        "principal": f"{draw(st.integers(100, 200_000))}.{draw(st.integers(0, 99)):02}",
        "currency": "CNY",
        "annual_rate_percent": str(draw(st.integers(0, 60))),
        "method": method.value,
        "count": count,
        "every": every,
        "disbursed_on": start.isoformat(),
        "day_count": draw(st.sampled_from(DAY_COUNTS[3:] if actual else DAY_COUNTS)),
        "grace": {"principal": grace, "interest_free": draw(st.integers(0, 2))},
        "stub_interest": draw(st.sampled_from(list(StubInterest))).value,
        "rounding": {"mode": draw(st.sampled_from(list(RoundingMode))).value},
        "last_instalment": draw(st.sampled_from(LAST_INSTALMENT_OF.get(method, (LastInstalment.RESIDUAL,)))).value,
    }
    if not method.repays_at_the_end and draw(st.booleans()):
        request["months_without_principal"] = draw(st.lists(st.integers(1, 12), max_size=4, unique=True))
    if draw(st.booleans()):
        request["first_due_on"] = (start + timedelta(days=draw(st.integers(1, 60)))).isoformat()
    elif every == INTERVALS[3]:
        request["payday"] = draw(st.integers(1, 31))
    if draw(st.booleans()):
        request["rounding"]["interest_multiple_of"] = draw(st.sampled_from(["0.05", "0.10"]))
    return request


def planned(request: dict[str, Any]) -> tuple[LoanTerms, Schedule]:
    """Terms whose rounding leaves a loan, and their plan: refusing the others is tested elsewhere."""
    try:
        terms = LoanTerms.read(request)
        return terms, schedule(terms)
    except ProblemWithInput:
        assume(False)
        raise


@given(asked())
@settings(max_examples=300, deadline=None)
def test_principal_parts_add_up_and_the_balance_ends_at_nothing(request: dict[str, Any]) -> None:
    terms, plan = planned(request)
    event(f"{terms.method} {terms.every.unit}")
    assert str(plan.totals.principal) == request["principal"]
    assert plan.instalments[-1].balance.minor == 0
    assert all(i.principal.minor >= 0 and i.interest.minor >= 0 and i.balance.minor >= 0 for i in plan.instalments)
    days = [terms.disbursed_on, *(i.due_on for i in plan.instalments)]
    assert days == sorted(set(days))


@given(asked())
@settings(deadline=None)
def test_no_principal_is_due_in_the_grace_nor_in_a_month_without_it(request: dict[str, Any]) -> None:
    terms, plan = planned(request)
    resting = [i for i in plan.instalments if i.period.end.month in terms.months_without_principal]
    assert all(i.principal.minor == 0 for i in resting)
    assert all(i.principal.minor == 0 for i in plan.instalments[: terms.grace.principal])


@given(asked(), st.integers(2, 9))
@settings(deadline=None)
def test_scaling_the_principal_scales_interest_within_rounding(request: dict[str, Any], factor: int) -> None:
    """Each interest is off by a step of rounding at most, and a level by half of one, carried through the balances."""
    terms, plan = planned(request)
    larger = terms.model_copy(update={"principal": Money(terms.principal.minor * factor, "CNY")})
    try:
        scaled = schedule(larger)
    except ProblemWithInput:
        assume(False)
    step = 10 if terms.rounding.interest_multiple_of else 1
    apart = abs(scaled.totals.interest.minor - plan.totals.interest.minor * factor)
    assert apart <= factor * moved_by_rounding(plan, step) + moved_by_rounding(scaled, step)


@given(asked())
@settings(max_examples=60, deadline=None)
def test_a_stub_rule_never_makes_a_long_first_period_dearer_than_its_days(request: dict[str, Any]) -> None:
    rules = ("by_days", "added_to_first", "free")
    longer = request | {"day_count": "act/365", "last_instalment": "residual"}
    found = {rule: planned(longer | {"stub_interest": rule})[1].totals.interest.minor for rule in rules}
    slack = 60 * len(planned(longer)[1].instalments)
    assert found["free"] <= found["by_days"] + slack
    assert found["free"] <= found["added_to_first"] + slack


@given(st.sampled_from(DAY_COUNTS), st.integers(1, 48), st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_a_loan_without_fees_costs_its_rate_by_every_day_count(day_count: str, count: int, month: int) -> None:
    """The rate of return by whole months is the contract's, but for what the day count makes of a year."""
    request = {"principal": "100000", "currency": "CNY", "annual_rate_percent": "12", "count": count}
    terms, plan = planned(request | {"disbursed_on": f"2027-{month:02}-15", "day_count": day_count})
    rate = yearly_rate(plan, terms, "cn_simple")
    longest = Fraction(31 * 12, 360)
    assert Fraction(28 * 12, 366) * 12 - Fraction(1, 10) <= Fraction(rate) <= 12 * longest + Fraction(1, 10)


def test_every_method_and_interval_is_among_the_plans_that_are_tried() -> None:
    """The search is only worth its time if it meets each of them: counted here, over plans that are not refused."""
    met: Counter[str] = Counter()

    @given(asked())
    @settings(max_examples=200, database=None, derandomize=True, deadline=None)
    def look(request: dict[str, Any]) -> None:
        try:
            schedule(LoanTerms.read(request))
        except ProblemWithInput:
            return
        met.update([request["method"], request["day_count"], str(request["every"])])

    look()
    wanted = [method.value for method in Method] + list(DAY_COUNTS) + [str(every) for every in INTERVALS]
    assert [name for name in wanted if met[name] < 5] == []
