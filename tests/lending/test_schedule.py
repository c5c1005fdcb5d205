"""Schedules: the figures people are told, and what each rule of the product does to them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lending.cost import yearly_rates
from lending.problems import ProblemWithInput
from lending.quote import quote
from lending.schedule import Schedule, schedule
from tests.lending.builders import lins_terms


def dues(plan: Schedule) -> list[str]:
    return [str(i.due) for i in plan.instalments]


def test_lin_s_loan_costs_what_she_is_told() -> None:
    """5,000.00 over 6 months at 18 %: 1.5 % a month; level 5000 x 0.015 / (1 - 1.015^-6) = 877.626."""
    plan = schedule(lins_terms())
    assert dues(plan) == ["877.63"] * 5 + ["877.61"]
    assert (str(plan.totals.interest), str(plan.totals.due)) == ("265.76", "5265.76")
    assert yearly_rates(lins_terms())["cn_simple"] == Decimal("18.00")
    assert yearly_rates(lins_terms())["cn_irr_compound"] == Decimal("19.56")


def test_the_counter_offer_over_nine_months_is_what_the_message_says() -> None:
    assert dues(schedule(lins_terms(count=9)))[0] == "598.05"


def test_a_quote_answers_in_the_agreed_form() -> None:
    """A whole level of 305, a fee kept back and one with each instalment; the rate counts both."""
    asked: dict[str, Any] = {
        "principal": "5000.00",
        "currency": "EUR",
        "annual_rate_percent": "12",
        "method": "equal_instalment",
        "count": 18,
        "every": {"unit": "month", "n": 1},
        "disbursed_on": "2022-11-01",
        "first_due_on": "2022-12-01",
        "day_count": "30/360",
        "grace": {"principal": 0, "interest_payment": 0, "interest_free": 0},
        "rounding": {"mode": "half_even", "instalment_multiple_of": "1"},
        "last_instalment": "residual",
        "fees": [
            {"name": "origination", "percent": "2", "when": "disbursement", "deducted": True},
            {"name": "service", "amount": "1.50", "when": "instalment"},
        ],
        "payments_on_non_working_days": "as_is",
        "apr": ["eu_aprc", "cn_irr_compound"],
    }
    answer = quote(asked)
    first = {"n": 1, "due_on": "2022-12-01", "principal": "255.00", "interest": "50.00", "fee": "1.50"}
    assert answer["instalments"][0] == first | {"due": "306.50", "balance": "4745.00"}
    assert answer["totals"] == {"principal": "5000.00", "interest": "488.22", "fee": "27.00", "due": "5515.22"}
    assert answer["fees"] == [{"name": "origination", "amount": "100.00", "when": "disbursement"}]
    assert answer["received"] == "4900.00"
    assert answer["apr_percent"] == {"eu_aprc": "16.436614", "cn_irr_compound": "16.436614"}


def test_a_fee_that_is_added_is_lent_and_the_borrower_receives_the_whole_principal() -> None:
    plan = schedule(lins_terms(fees=[{"name": "set-up", "percent": "2", "when": "disbursement", "deducted": False}]))
    assert (str(plan.totals.principal), str(plan.received)) == ("5100.00", "5000.00")
    assert str(plan.fees[0].amount) == "100.00"


def test_a_percentage_with_each_instalment_is_of_what_it_says() -> None:
    def first_fee(of: str) -> str:
        return str(
            schedule(lins_terms(fees=[{"name": "x", "percent": "1", "when": "instalment", "of": of}]))
            .instalments[1]
            .fee
        )

    assert [first_fee(of) for of in ("principal", "instalment", "outstanding")] == ["50.00", "8.78", "41.97"]


def test_dates_at_the_end_of_a_month_return_to_their_own_day() -> None:
    plan = schedule(lins_terms(disbursed_on="2027-01-31", count=3))
    assert [i.due_on for i in plan.instalments] == [date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]
    assert len({str(i.due) for i in plan.instalments[:2]}) == 1
    assert plan.instalments[0].interest.minor == 7500, "every month of 30/360 is a month"


def test_a_longer_first_period_bears_interest_for_its_days() -> None:
    """23 November to 5 January is 42 days of 30/360: 5000 x 18 % x 42 / 360 = 105.00."""
    plan = schedule(lins_terms(first_due_on="2027-01-05"))
    assert str(plan.instalments[0].interest) == "105.00"
    assert plan.instalments[1].due_on == date(2027, 2, 5)


def test_an_odd_first_period_by_periods_counts_whole_months_and_then_days() -> None:
    """Counted back from 5 January: one month to 5 December, then 12 of the 30 days to 5 November: 75 x 1.4."""
    plan = schedule(lins_terms(first_due_on="2027-01-05", day_count="period"))
    assert str(plan.instalments[0].interest) == "105.00"


def test_days_and_weeks_make_periods_too() -> None:
    weekly = schedule(
        lins_terms(every={"unit": "week", "n": 2}, count=4, day_count="act/364", annual_rate_percent="26")
    )
    assert str(weekly.instalments[0].interest) == "50.00", "fourteen days of 364 at 26 % are one per cent"
    assert weekly.instalments[3].due_on == date(2027, 1, 18)


def test_without_interest_the_principal_is_split() -> None:
    assert dues(schedule(lins_terms(annual_rate_percent="0"))) == ["833.33"] * 5 + ["833.35"]


def test_a_bullet_pays_simple_interest_once_at_the_end() -> None:
    plan = schedule(lins_terms(method="bullet"))
    assert [(i.due_on, str(i.due)) for i in plan.instalments] == [(date(2027, 5, 23), "5450.00")]


def test_interest_only_repays_the_principal_last() -> None:
    assert dues(schedule(lins_terms(method="interest_only"))) == ["75.00"] * 5 + ["5075.00"]


def test_interest_that_is_paid_later_is_due_with_the_first_that_pays_it() -> None:
    plan = schedule(lins_terms(grace={"interest_payment": 2}))
    assert [str(i.interest) for i in plan.instalments[:4]] == ["0.00", "0.00", "188.70", "38.34"]
    assert plan.totals == schedule(lins_terms()).totals


def test_periods_that_are_free_of_interest_bear_none() -> None:
    plan = schedule(lins_terms(grace={"interest_free": 1}))
    assert plan.instalments[0].interest.minor == 0
    assert plan.instalments[1].interest.minor > 0


def test_the_last_instalment_follows_its_rule() -> None:
    """1000 over 12 at 1.5 % a month is 91.67999; at 91.70 each, the surplus of 0.02 grows to 0.27 in the last."""

    def last_two(rule: str) -> list[str]:
        rounding = {"mode": "half_even", "instalment_multiple_of": "0.10"}
        terms = lins_terms(principal="1000", count=12, rounding=rounding, last_instalment=rule)
        return dues(schedule(terms))[-2:]

    assert last_two("residual") == ["91.70", "91.43"]
    assert last_two("smooth") == ["91.70", "91.43"]
    assert last_two("plug_interest") == ["91.70", "91.70"]


def test_a_smooth_last_instalment_takes_a_level_that_leaves_less_over() -> None:
    """995 over 12 at 1.5 % is 91.2216. At 92 the last is 0.7784 x 13.04 = 10.15 less, at 91 it is 2.89 more; interest
    rounded up twelve times adds 0.06 to either."""
    rounding = {"mode": "up", "instalment_multiple_of": "1"}
    ends = {}
    for rule in ("residual", "smooth"):
        plan = schedule(lins_terms(principal="995", count=12, rounding=rounding, last_instalment=rule))
        ends[rule] = (dues(plan)[0], dues(plan)[-1])
    assert ends == {"residual": ("92.00", "81.91"), "smooth": ("91.00", "93.95")}


def test_a_flat_interest_of_a_few_cents_never_turns_negative() -> None:
    """0.03 of interest rounded up over six instalments: one cent each, until it is used up."""
    terms = lins_terms(method="flat", principal="5", annual_rate_percent="1", rounding={"mode": "up"})
    assert [i.interest.minor for i in schedule(terms).instalments] == [1, 1, 1, 0, 0, 0]


def test_a_due_date_moves_off_a_holiday_and_the_amounts_stay() -> None:
    moved = schedule(lins_terms(payments_on_non_working_days="next", non_working_days=["2026-12-23"]))
    assert moved.instalments[0].due_on == date(2026, 12, 24)
    assert moved.instalments[1].due_on == date(2027, 1, 25), "23 January 2027 is a Saturday"
    assert dues(moved) == dues(schedule(lins_terms()))
    back = schedule(lins_terms(payments_on_non_working_days="modified_following", disbursed_on="2026-12-31", count=1))
    assert back.instalments[0].due_on == date(2027, 1, 29), "31 January is a Sunday; February is another month"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"principal": "-1"}, "principal: must be more than zero"),
        ({"principal": "0"}, "principal: must be more than zero"),
        ({"principal": 5000.0}, "principal: must be text"),
        ({"principal": "5000.001"}, "principal: has more than the 2 decimals that CNY has"),
        ({"currency": "XYZ"}, "currency: 'XYZ' is not a currency code of ISO 4217"),
        ({"count": 0}, "count: must be at least 1"),
        ({"count": 100000}, "count: must be at most 1200"),
        ({"annual_rate_percent": "-1"}, "annual_rate_percent: must not be negative"),
        ({"annual_rate_percent": "NaN"}, "annual_rate_percent: must be a number as text"),
        ({"first_due_on": "2026-11-23"}, "first_due_on: must be after disbursed_on"),
        ({"disbursed_on": "2026-11-31"}, "disbursed_on: must be a date of the calendar"),
        ({"disbursed_on": 5}, "disbursed_on: must be a date of the calendar"),
        ({"disbursed_on": "9999-12-01"}, "dates: run beyond the calendar"),
        ({"method": "annuity"}, "method: must be one of"),
        ({"annual_rate": "18"}, "annual_rate: is not a key that is known here"),
        ({"every": {"unit": "month", "m": 1}}, "every.m: is not a key that is known here"),
        ({"fees": [{"name": "x", "when": "instalment"}]}, "fees.0.amount: a fee has either an amount or a percent"),
        ({"fees": [{"name": "x", "amount": "5000", "when": "disbursement"}]}, "fees: deducted at disbursement leave"),
        ({"grace": {"principal": 6}}, "grace.principal: must leave at least one instalment"),
        ({"method": "bullet", "grace": {"principal": 1}}, "grace: of principal or interest payment does not go with"),
        ({"method": "bullet", "last_instalment": "smooth"}, "last_instalment: smooth does not go with bullet"),
        (
            {"rounding": {"mode": "down", "instalment_multiple_of": "1000"}},
            "rounding: makes an instalment that does not",
        ),
        ({"rounding": {"mode": "up", "instalment_multiple_of": "5000"}}, "rounding: repays the loan before its last"),
        ({"apr": ["moon"]}, "apr: 'moon' is not one of eu_aprc"),
        ({"apr": "eu_aprc"}, "apr: must be a list of conventions"),
    ],
)
def test_impossible_terms_are_refused_by_the_field_and_the_reason(changes: dict[str, Any], message: str) -> None:
    asked = {
        "principal": "5000.00",
        "currency": "CNY",
        "annual_rate_percent": "18",
        "count": 6,
        "disbursed_on": "2026-11-23",
    }
    with pytest.raises(ProblemWithInput) as refused:
        quote(asked | changes)
    assert str(refused.value).startswith(message)
    assert "\n" not in str(refused.value)


def test_stored_terms_read_back_as_the_same_terms() -> None:
    terms = lins_terms(fees=[{"name": "x", "percent": "1.5", "when": "instalment"}], rounding={"mode": "up"})
    assert type(terms).read(terms.to_json()) == terms
