"""The engine against two libraries that others trust, where both do the same: numpy-financial and pyxirr.

They reckon in binary floats and round nothing, so amounts may differ by what our rounding to cents does, which each
test bounds, and yearly rates by less than the sixth decimal of a percent that we show.
"""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy_financial as npf
import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st

from lending.annuity import balance_after, level_instalment, periods_to_repay, present_value
from lending.apr import DatedFlow, Flow, cn_irr_compound, in_rbi, xirr_act365
from lending.apr_request import apr
from lending.problems import NoSingleRate
from lending.quote import quote

SOME = settings(max_examples=300, deadline=None, derandomize=True)
START = date(2027, 1, 15)
CENT = 0.01
LAST_DECIMAL = 1e-6
"""Of a percent: ours is rounded there, half of it; the other half is what is left to binary floats."""

principals = st.integers(10_000, 10**9)
"""In cents."""
yearly_percents = st.integers(1, 12_000).map(lambda hundredths: Decimal(hundredths) / 100)
counts = st.integers(1, 120)
lent = st.integers(100_000, 10**9)
"""In cents: enough that cents decide nothing, so that no plan is refused."""
asked_percents = st.integers(1, 3_600).map(lambda hundredths: Decimal(hundredths) / 100)


def monthly(percent: Decimal) -> float:
    return float(percent) / 1200


def asked(principal: int, percent: Decimal, count: int, **more: Any) -> dict[str, Any]:
    """A loan in equal monthly instalments, which is what the libraries know."""
    return {
        "principal": str(Decimal(principal) / 100),
        "currency": "CNY",
        "annual_rate_percent": str(percent),
        "count": count,
        "disbursed_on": START.isoformat(),
    } | more


@SOME
@given(principals, yearly_percents, counts)
def test_the_level_payment_is_numpy_financials(principal: int, percent: Decimal, count: int) -> None:
    ours = level_instalment(principal, [Fraction(percent) / 1200] * count)
    assert float(ours) == pytest.approx(-npf.pmt(monthly(percent), count, principal), rel=1e-9)


@SOME
@given(lent, asked_percents, st.integers(1, 60))
def test_every_part_of_every_instalment_is_numpy_financials_within_the_cents_that_rounding_moves(
    principal: int, percent: Decimal, count: int
) -> None:
    """Rounding the payment and an interest each moves the balance by half a cent, which then bears interest itself."""
    rate, pv = monthly(percent), principal / 100
    rows = quote(asked(principal, percent, count))["instalments"]
    moved = 1e-9 * pv
    for row in rows:
        interest, part = -npf.ipmt(rate, row["n"], count, pv), -npf.ppmt(rate, row["n"], count, pv)
        assert abs(float(row["interest"]) - interest) <= CENT / 2 + rate * moved + 1e-9 * pv
        if row["n"] < count:
            assert abs(float(row["due"]) + npf.pmt(rate, count, pv)) <= CENT / 2 + 1e-9 * pv
            assert abs(float(row["principal"]) - part) <= CENT + rate * moved + 1e-9 * pv
        moved = moved * (1 + rate) + CENT
        assert abs(float(row["balance"]) - -npf.fv(rate, row["n"], npf.pmt(rate, count, pv), pv)) <= moved


@SOME
@given(principals, yearly_percents, counts, st.integers(1, 100))
def test_what_is_left_and_how_long_it_takes_are_numpy_financials(
    principal: int, percent: Decimal, count: int, share: int
) -> None:
    """An instalment that pays the interest and some percent of it more; what is left after some of them."""
    rate, exact = monthly(percent), percent / 1200
    instalment = principal * exact * (100 + share) / 100
    ours = balance_after(Decimal(principal), exact, instalment, count)
    assert float(ours) == pytest.approx(
        -npf.fv(rate, count, -float(instalment), principal), rel=1e-6, abs=principal / 1e6
    )
    periods = periods_to_repay(Decimal(principal), exact, instalment)
    assert float(periods) == pytest.approx(npf.nper(rate, -float(instalment), principal), rel=1e-6)


@SOME
@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=40), yearly_percents)
def test_what_later_money_is_worth_now_is_numpy_financials(amounts: list[int], percent: Decimal) -> None:
    ours = present_value([Decimal(amount) for amount in amounts], percent / 1200)
    assert float(ours) == pytest.approx(npf.npv(monthly(percent), amounts), rel=1e-9, abs=1e-3)


@SOME
@given(lent, asked_percents, st.integers(2, 36), st.integers(0, 10))
def test_the_monthly_rate_of_a_loan_with_a_fee_is_numpy_financials(
    principal: int, percent: Decimal, count: int, fee: int
) -> None:
    """India's rate is twelve times the monthly one, China's compound rate is that of twelve months."""
    fees = [{"name": "origination", "percent": str(fee), "when": "disbursement"}] if fee else []
    answer = quote(asked(principal, percent, count, fees=fees, apr=["in_rbi", "cn_irr_compound"]))
    found = npf.irr([float(answer["received"]), *(-float(row["due"]) for row in answer["instalments"])])
    rates = answer["apr_percent"]
    assert float(rates["in_rbi"]) == pytest.approx(1200 * found, rel=1e-7, abs=LAST_DECIMAL)
    assert float(rates["cn_irr_compound"]) == pytest.approx(100 * ((1 + found) ** 12 - 1), rel=1e-7, abs=LAST_DECIMAL)


@st.composite
def lent_and_repaid(draw: st.DrawFn) -> list[tuple[date, Decimal]]:
    """Money out in a few parts, then money back on other days, more or less of it: there is one rate (Descartes)."""
    out = draw(st.lists(st.tuples(st.integers(0, 60), st.integers(10_000, 10**7)), min_size=1, max_size=3))
    back = draw(st.lists(st.tuples(st.integers(61, 2000), st.integers(100, 10**6)), min_size=1, max_size=40))
    flows = [(day, amount) for day, amount in out] + [(day, -amount) for day, amount in back]
    return [(START + timedelta(days=day), Decimal(amount) / 100) for day, amount in flows]


@SOME
@given(lent_and_repaid())
def test_the_rate_of_dated_flows_is_pyxirrs(flows: list[tuple[date, Decimal]]) -> None:
    """Also of a loan that loses most of its money; pyxirr finds no rate only where ours is at the end of the range."""
    theirs = pyxirr.xirr([day for day, _ in flows], [float(amount) for _, amount in flows])
    try:
        ours = xirr_act365([DatedFlow(amount, day) for day, amount in flows])
    except NoSingleRate:
        assert theirs is None or not -0.9999 < theirs < 1e6
        return
    assert theirs is not None
    assert float(ours) == pytest.approx(100 * theirs, rel=1e-7, abs=LAST_DECIMAL)


@SOME
@given(lent, asked_percents, st.integers(1, 36), st.integers(1, 45))
def test_the_rate_of_a_dated_plan_is_pyxirrs(principal: int, percent: Decimal, count: int, first: int) -> None:
    """Through a quote: an odd first period, actual days, a leap year."""
    due = (START + timedelta(days=first)).isoformat()
    answer = quote(asked(principal, percent, count, first_due_on=due, day_count="act/365", apr=["xirr_act365"]))
    rows = answer["instalments"]
    days = [START, *(date.fromisoformat(row["due_on"]) for row in rows)]
    theirs = pyxirr.xirr(days, [float(answer["received"]), *(-float(row["due"]) for row in rows)])
    assert float(answer["apr_percent"]["xirr_act365"]) == pytest.approx(100 * theirs, rel=1e-7, abs=LAST_DECIMAL)


@SOME
@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=30))
def test_the_monthly_rate_of_regular_flows_is_both_libraries(back: list[int]) -> None:
    """One sum out, any sums back each month."""
    out = max(1, sum(back) * 9 // 10)
    flows = [Flow(Decimal(out), Fraction(0))]
    flows += [Flow(Decimal(-amount), Fraction(n, 12)) for n, amount in enumerate(back, 1)]
    values = [float(out), *(float(-amount) for amount in back)]
    theirs = pyxirr.irr(values)
    assert theirs == pytest.approx(npf.irr(values), rel=1e-6)
    assert float(in_rbi(flows)) == pytest.approx(1200 * theirs, rel=1e-7, abs=LAST_DECIMAL)
    assert float(cn_irr_compound(flows)) == pytest.approx(100 * ((1 + theirs) ** 12 - 1), rel=1e-7, abs=LAST_DECIMAL)


def test_money_that_goes_one_way_has_no_rate_for_either() -> None:
    with pytest.raises(pyxirr.InvalidPaymentsError):
        pyxirr.xirr([START, START + timedelta(days=9)], [5.0, 6.0])
    listed = [{"amount": "5", "on": "2027-01-15"}, {"amount": "6", "on": "2027-01-24"}]
    with pytest.raises(NoSingleRate, match="go only one way"):
        apr({"convention": "xirr_act365", "flows": listed})
