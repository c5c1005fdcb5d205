"""What holds for every loan, looked for by Hypothesis over terms and histories."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lending.happened import Happened
from lending.loan import Loan
from lending.money import Money
from lending.pay_off import pay_off
from lending.problems import ProblemWithInput
from lending.rounding import RoundingMode
from lending.schedule import Schedule, schedule
from lending.terms import LoanTerms
from tests.lending.builders import LATE, PAID_OUT, paid

METHODS = ("equal_instalment", "equal_principal", "flat", "interest_only", "bullet")
DAY_COUNTS = ("period", "30/360", "30e/360", "act/360", "act/364", "act/365", "act/act_isda")


@st.composite
def asked(draw: st.DrawFn) -> dict[str, Any]:
    """A loan that a lender could offer."""
    count = draw(st.integers(1, 24))
    method = draw(st.sampled_from(METHODS))
    grace = draw(st.integers(0, min(3, count - 1))) if method in METHODS[:3] else 0
    start = PAID_OUT + timedelta(days=draw(st.integers(0, 800)))
    return {
        "principal": f"{draw(st.integers(100, 200_000))}.{draw(st.integers(0, 99)):02}",
        "currency": "CNY",
        "annual_rate_percent": str(draw(st.integers(0, 60))),
        "method": method,
        "count": count,
        "every": {"unit": draw(st.sampled_from(["day", "week", "month"])), "n": draw(st.integers(1, 3))},
        "disbursed_on": start.isoformat(),
        "first_due_on": draw(st.sampled_from([None, (start + timedelta(days=draw(st.integers(1, 60)))).isoformat()])),
        "day_count": draw(st.sampled_from(DAY_COUNTS)),
        "grace": {"principal": grace, "interest_free": draw(st.integers(0, 2))},
        "rounding": {"mode": draw(st.sampled_from(list(RoundingMode)))},
        "fees": draw(st.sampled_from([[], [{"name": "service", "amount": "1.50", "when": "instalment"}]])),
    }


def readable(request: dict[str, Any]) -> LoanTerms:
    """Terms whose rounding leaves a loan: refusing the others is tested elsewhere."""
    try:
        terms = LoanTerms.read(request)
        schedule(terms)
    except ProblemWithInput:
        assume(False)
    return terms


def moved_by_rounding(plan: Schedule, step: int = 1) -> Fraction:
    """The most that rounding each interest and each payment by a `step` changes all interest, in smallest units."""
    balance, apart, moved = plan.totals.principal.minor, Fraction(0), Fraction(0)
    for i in plan.instalments:
        rate = Fraction(i.interest.minor + step, max(balance, 1))
        apart += rate * moved + step
        moved = moved * (1 + rate) + 2 * step
        balance = i.balance.minor
    return apart


shares = st.lists(st.integers(1, 5), min_size=2, max_size=4)


def histories(terms: LoanTerms) -> st.SearchStrategy[list[Happened]]:
    """Payments of any size on any day, some before their time and some long after."""
    one = st.tuples(st.integers(0, 500), st.integers(1, terms.principal.minor))
    return st.lists(one, max_size=5).map(
        lambda found: [
            Happened(f"p{n}", terms.disbursed_on + timedelta(days=day), "payment", Money(minor, "CNY"))
            for n, (day, minor) in enumerate(found)
        ]
    )


@st.composite
def loans(draw: st.DrawFn) -> Loan:
    terms = readable(draw(asked()))
    as_of = terms.disbursed_on + timedelta(days=draw(st.integers(0, 700)))
    return Loan.from_happened(terms, LATE, draw(histories(terms)), as_of)


@given(asked())
def test_principal_parts_add_up_to_the_principal_and_nothing_is_left(request: dict[str, Any]) -> None:
    plan = schedule(readable(request))
    assert str(plan.totals.principal) == request["principal"]
    assert plan.instalments[-1].balance.minor == 0
    assert all(i.principal.minor >= 0 and i.interest.minor >= 0 for i in plan.instalments)


@given(asked(), st.integers(2, 9))
def test_scaling_the_principal_scales_interest_within_rounding(request: dict[str, Any], factor: int) -> None:
    terms = readable(request | {"fees": []})
    larger = terms.model_copy(update={"principal": Money(terms.principal.minor * factor, "CNY")})
    once, scaled = schedule(terms), schedule(larger)
    apart = abs(scaled.totals.interest.minor - once.totals.interest.minor * factor)
    assert apart <= factor * moved_by_rounding(once) + moved_by_rounding(scaled)


@given(loans())
def test_no_payment_is_counted_twice_and_none_is_lost(loan: Loan) -> None:
    paid_in = sum(t.amount.minor for t in loan.transactions)
    assert paid_in == loan.paid.total.minor + loan.credit.minor
    assert all(sum(p.amount.minor for p in t.parts) == t.amount.minor for t in loan.transactions)
    assert all(i.paid.principal <= i.principal for i in loan.instalments)


@given(asked(), st.data())
def test_an_instalment_paid_in_full_by_its_day_never_earns_a_penalty(
    request: dict[str, Any], data: st.DataObject
) -> None:
    """Some instalments are paid late without their penalty; all others on their day or up to five days before."""
    terms = readable(request)
    happened, late = [], set()
    for i in schedule(terms).instalments:
        days = data.draw(st.integers(-5, 0) | st.integers(1, 12))
        late |= {i.n} if days > 0 else set()
        if i.due:
            on = max(terms.disbursed_on, i.due_on + timedelta(days=days))
            happened.append(paid(str(i.due), on, f"p{i.n}"))
    days_in_order = [event.on for event in happened]
    assume(days_in_order == sorted(days_in_order))
    loan = Loan.from_happened(terms, LATE, happened, schedule(terms).instalments[-1].due_on + timedelta(days=60))
    assert all(i.penalty.minor == 0 for i in loan.instalments if i.n not in late)


@given(loans(), st.integers(0, 500), shares)
def test_any_split_of_a_payment_on_a_day_gives_the_same_loan(loan: Loan, day: int, parts: list[int]) -> None:
    on = loan.terms.disbursed_on + timedelta(days=day)
    whole = Money(loan.terms.principal.minor // 2 + 7, "CNY")
    pieces = [p for p in whole.allocate(parts) if p]
    once = loan.with_event(Happened("w", on, "payment", whole))
    split = loan
    for n, piece in enumerate(pieces):
        split = split.with_event(Happened(f"w{n}", on, "payment", piece))
    assert (once.instalments, once.credit, once.settled_on) == (split.instalments, split.credit, split.settled_on)


@given(loans(), st.integers(0, 400))
def test_after_the_pay_off_figure_nothing_is_left(loan: Loan, days: int) -> None:
    on = loan.as_of + timedelta(days=days)
    figure = pay_off(loan, on)
    done = loan.with_event(Happened("all", on, "payment", figure.amount)) if figure.amount else loan.at(on)
    assert done.outstanding.total.minor == 0
    assert done.at(on + timedelta(days=400)).outstanding.total.minor == 0
    assert figure.interest_saved.minor >= 0


@given(loans(), st.integers(0, 500), st.integers(1, 10**7))
def test_a_reversal_restores_the_loan(loan: Loan, day: int, minor: int) -> None:
    on = loan.terms.disbursed_on + timedelta(days=day)
    event = Happened("x", on, "payment", Money(minor, "CNY"))
    after = loan.with_event(event).with_event(Happened("undo", on, "reversal", of="x"))
    before = loan.at(after.as_of)
    assert (after.instalments, after.credit, after.days_past_due) == (
        before.instalments,
        before.credit,
        before.days_past_due,
    )


@given(loans())
def test_a_penalty_never_passes_its_cap_nor_its_daily_rate(loan: Loan) -> None:
    for i in loan.instalments:
        chargeable = max(0, (loan.as_of - i.due_on).days - LATE.grace_days)
        assert i.penalty.minor <= min(2000, chargeable * i.principal.minor * 5 // 10_000 + 1)


@given(loans(), st.integers(1, 30))
@settings(max_examples=50)
def test_looking_at_a_later_day_is_the_same_as_having_waited(loan: Loan, days: int) -> None:
    later = loan.as_of + timedelta(days=days)
    assert loan.at(later).at(loan.as_of) == loan


def test_a_day_before_the_payout_has_no_loan() -> None:
    terms = LoanTerms.read(
        {"principal": "100", "currency": "CNY", "annual_rate_percent": "1", "count": 1, "disbursed_on": "2026-11-23"}
    )
    with pytest.raises(ProblemWithInput, match="as_of: is before the money was paid out"):
        Loan.from_happened(terms, LATE, [], date(2026, 11, 22))
