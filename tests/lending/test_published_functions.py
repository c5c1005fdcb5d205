"""The engine against published values of the functions that spreadsheets and calculators have."""

from decimal import Decimal
from fractions import Fraction

import pytest

from lending.annuity import balance_after, level_instalment, periods_to_repay, present_value
from lending.apr_request import apr
from lending.problems import NoSingleRate, ProblemWithInput
from lending.quote import quote
from tests.lending.published import functions as published


@pytest.mark.parametrize(("name", "flows", "percent", "within", "source"), published.RATES)
def test_a_published_rate_of_return_comes_out(
    name: str, flows: list[tuple[str, str]], percent: str, within: str, source: str
) -> None:
    listed = [{"amount": amount, "t": t} for amount, t in flows]
    found = Decimal(apr({"convention": "eu_aprc", "flows": listed})["apr_percent"])
    assert abs(found - Decimal(percent)) <= Decimal(within), (name, source)


def test_flows_with_two_rates_are_refused_and_the_library_s_pick_is_among_those_named() -> None:
    """The library takes the rate nearest to nothing. A price may not be picked, so ours names both and shows none."""
    _, flows, picked, _ = published.TWO_RATES
    with pytest.raises(NoSingleRate) as refused:
        apr({"convention": "eu_aprc", "flows": [{"amount": amount, "t": t} for amount, t in flows]})
    assert f"about {picked} %" in str(refused.value)


def test_at_the_rate_that_the_library_picks_they_do_balance() -> None:
    """Half a digit below it they are worth something, half a digit above it they cost something."""
    flows = [Decimal(amount) for amount, _ in published.TWO_RATES[1]]
    rate, within = (Decimal(text) for text in published.PICKED)
    below, above = present_value(flows, rate - within), present_value(flows, rate + within)
    assert min(below, above) < 0 < max(below, above)


def test_later_money_is_worth_what_the_documentation_says() -> None:
    _, rate, amounts, value, _ = published.PRESENT_VALUE
    assert round(present_value([Decimal(a) for a in amounts], Decimal(rate)), 5) == Decimal(value)


def test_a_level_payment_takes_the_published_number_of_months() -> None:
    _, principal, yearly, instalment, periods, _ = published.PERIODS_TO_REPAY
    found = periods_to_repay(Decimal(principal), Decimal(yearly) / 12, Decimal(instalment))
    assert round(found, 5) == Decimal(periods)


def test_the_same_loan_by_its_instalment_makes_64_whole_ones_and_a_little_one() -> None:
    """64.07 instalments of 150: unrounded the 65th is 11.03, and 64 interests rounded to cents leave three more."""
    asked = {"principal": "8000", "currency": "USD", "annual_rate_percent": "7", "instalment": "150"}
    rows = quote(asked | {"disbursed_on": "2027-01-10"})["instalments"]
    assert len(rows) == 65
    assert (rows[63]["due"], rows[64]["due"]) == ("150.00", "11.06")


def test_principal_paid_in_the_second_year_is_the_published_sum() -> None:
    _, principal, rate, months, paid, _ = published.PRINCIPAL_OF_SECOND_YEAR
    level = level_instalment(int(principal), [Fraction(rate)] * months)
    left = [balance_after(Decimal(principal), Decimal(rate), level, n) for n in (12, 24)]
    assert abs(left[0] - left[1] - Decimal(paid)) < Decimal("0.00005")


def test_the_interest_of_the_first_month_is_the_published_one() -> None:
    _, principal, percent, months, interest, _ = published.FIRST_INTEREST
    asked = {"principal": principal, "currency": "EUR", "annual_rate_percent": percent, "count": months}
    assert quote(asked | {"disbursed_on": "2027-01-10"})["instalments"][0]["interest"] == interest


def test_flat_interest_is_really_the_published_yearly_rate() -> None:
    """Add-on interest of the calculator's handbook is what a flat loan asks: 12 % flat is 21.64 % a year."""
    _, principal, percent, months, yearly, _ = published.ADD_ON
    asked = {"principal": principal, "currency": "USD", "annual_rate_percent": percent, "count": months}
    answer = quote(asked | {"method": "flat", "disbursed_on": "2027-01-10", "apr": ["cn_simple"]})
    assert abs(Decimal(answer["apr_percent"]["cn_simple"]) - Decimal(yearly)) < Decimal("0.005")


def test_an_odd_first_period_costs_what_the_calculator_says() -> None:
    """Money on 15 February 2004, payments from 1 April: a month and sixteen days of thirty. The calculator compounds
    the odd days and we count them simply, which is the same to the cent.
    """
    _, principal, percent, months, payment, _ = published.ODD_DAYS_COMPOUND
    asked = {"principal": principal, "currency": "USD", "annual_rate_percent": percent, "count": months}
    answer = quote(asked | {"disbursed_on": "2004-02-15", "first_due_on": "2004-04-01"})
    assert answer["instalments"][0]["due"] == payment


def test_simple_interest_of_odd_days_gives_the_calculator_s_rate() -> None:
    """Odd days with simple interest are the fraction of a unit period of the American rule."""
    _, principal, payment, months, fraction, percent, _ = published.ODD_DAYS_SIMPLE
    request = {
        "convention": "us_actuarial",
        "unit_periods_per_year": "12",
        "advances": [{"amount": principal, "t": 0}],
        "payments": [{"amount": payment, "t": 1, "f": fraction, "count": months}],
    }
    assert abs(Decimal(apr(request)["apr_percent"]) - Decimal(percent)) < Decimal("0.005")


def test_an_instalment_that_never_repays_is_refused() -> None:
    with pytest.raises(ProblemWithInput, match="instalment: does not pay the interest"):
        periods_to_repay(Decimal(8000), Decimal("0.01"), Decimal(80))
