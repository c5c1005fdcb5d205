"""Yearly rates: what cannot be solved is said, what can be is the same whichever way it is asked."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.apr_request import apr
from lending.cost import yearly_rate
from lending.day_count import DayCount, year_fraction
from lending.intervals import european_years, unit_periods
from lending.problems import NoSingleRate, ProblemWithInput
from lending.schedule import schedule
from lending.terms import Every
from tests.lending.builders import lins_terms


def xirr(*flows: tuple[str, str]) -> str:
    return apr({"convention": "xirr_act365", "flows": [{"amount": a, "on": on} for a, on in flows]})["apr_percent"]


def test_six_decimals_are_always_shown() -> None:
    assert xirr(("-10000", "2008-01-01"), ("11000", "2008-12-31")) == "10.000000"


def test_a_loss_is_a_negative_rate() -> None:
    assert xirr(("-10000", "2007-01-01"), ("9000", "2008-01-01")) == "-10.000000"


def test_flows_that_balance_at_two_gains_have_no_rate_to_show() -> None:
    """-100, +230, -132 balances at 10 % and at 20 %: two gains, so none can be shown."""
    with pytest.raises(NoSingleRate, match="flows: have more than one rate"):
        xirr(("-100", "2001-01-01"), ("230", "2002-01-01"), ("-132", "2003-01-01"))


@pytest.mark.parametrize(
    "flows", [[("1", "2020-01-01"), ("1", "2021-01-01")], [("-1", "2020-01-01")], [("0", "2020-01-01")]]
)
def test_money_that_goes_one_way_only_has_no_rate(flows: list[tuple[str, str]]) -> None:
    with pytest.raises(NoSingleRate):
        xirr(*flows)


@given(st.integers(1, 60), st.integers(2, 36), st.integers(100, 10**6))
def test_a_loan_without_fees_costs_its_own_rate(percent: int, count: int, principal: int) -> None:
    """With periods as months, twelve times the monthly rate is the nominal rate, but for the rounding of the cents."""
    terms = lins_terms(annual_rate_percent=str(percent), count=count, principal=str(principal), day_count="period")
    found = yearly_rate(schedule(terms), terms, "cn_simple")
    assert abs(found - percent) < Decimal(50) / principal
    american = yearly_rate(schedule(terms), terms, "us_actuarial")
    assert abs(american - found) < Decimal("0.000002")


def test_dates_and_fractions_give_the_same_european_rate() -> None:
    """Signed on 12 January, paid on 15 April: 3/12 + 3/365 of a year."""
    dated = [{"amount": "1000", "on": "2012-01-12"}, {"amount": "-1100", "on": "2012-04-15"}]
    timed = [{"amount": "1000", "t": "0"}, {"amount": "-1100", "t": str(Fraction(3, 12) + Fraction(3, 365))}]
    assert apr({"convention": "eu_aprc", "flows": dated}) == apr({"convention": "eu_aprc", "flows": timed})


def test_unit_periods_count_back_and_leave_days_of_thirty() -> None:
    """Regulation Z, appendix J: 23 June to 1 October is one quarter and eight days of ninety."""
    found = unit_periods(date(1978, 6, 23), date(1978, 10, 1), Every(unit="month", n=3))
    assert (found.whole, found.fraction) == (1, Fraction(8, 90))


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 4000), st.integers(0, 4000))
def test_a_later_day_is_never_fewer_years_away(start: date, one: int, other: int) -> None:
    near, far = sorted((one, other))
    days = [date.fromordinal(start.toordinal() + n) for n in (near, far)]
    for convention in DayCount:
        first, second = (year_fraction(convention, start, day) for day in days)
        assert first <= second
    assert european_years(start, days[1], "day") * 366 >= far


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({}, "convention: must be one of"),
        ({"convention": "eu_aprc"}, "flows: must be a list"),
        ({"convention": "eu_aprc", "flows": [{"amount": "1", "t": "1/0"}]}, "flows.0.t: must not be divided by zero"),
        ({"convention": "eu_aprc", "flows": [{"amount": "1", "t": "-1"}]}, "flows.0.t: must be a fraction as text"),
        ({"convention": "eu_aprc", "flows": [{"amount": 1.5, "t": "1"}]}, "flows.0.amount: must be text"),
        ({"convention": "eu_aprc", "flows": [{"amount": "1", "time": "1"}]}, "flows.0.time: is not a key"),
        ({"convention": "eu_aprc", "flows": [{"t": "1"}]}, "flows.0.amount: is missing"),
        ({"convention": "eu_aprc", "flows": [{"amount": "1", "first": "0", "step": "1"}]}, "flows.0.count: is missing"),
        (
            {"convention": "eu_aprc", "flows": [{"amount": "1", "first": "0", "step": "1", "count": 10**9}]},
            "flows.0.count",
        ),
        ({"convention": "xirr_act365", "flows": [{"amount": "1", "on": "2020-02-30"}]}, "flows.0.on: must be a date"),
        ({"convention": "us_actuarial", "advances": [], "payments": []}, "unit_periods_per_year: is missing"),
        ([], "input: must be an object"),
    ],
)
def test_a_request_that_cannot_be_understood_is_refused_by_key(request_: Any, message: str) -> None:
    with pytest.raises(ProblemWithInput) as refused:
        apr(request_)
    assert str(refused.value).startswith(message)
