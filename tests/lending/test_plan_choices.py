"""What a product can choose: intervals, paydays, odd first periods, seasons, ways to round, what is lent."""

from datetime import date
from typing import Any

import pytest

from lending.problems import ProblemWithInput
from lending.quote import quote
from lending.repayment_interval import Every
from lending.schedule import Schedule, schedule
from lending.top_up import top_up
from tests.lending.builders import lins_terms, yuan


def rows(plan: Schedule) -> list[tuple[str, str]]:
    return [(str(i.principal), str(i.interest)) for i in plan.instalments]


def dues(**changes: Any) -> list[str]:
    return [str(i.due) for i in schedule(lins_terms(**changes)).instalments]


def days(**changes: Any) -> list[date]:
    return [i.due_on for i in schedule(lins_terms(**changes)).instalments]


def test_twice_a_month_falls_on_two_days_and_each_half_is_a_24th_of_the_year() -> None:
    """23 November to the 5th is 12 of thirty days: 30.00 of interest; then fifteen days at a time, 37.50 on 5,000."""
    plan = schedule(lins_terms(every={"unit": "month", "days": [5, 20]}, method="interest_only", count=4))
    assert [i.due_on.isoformat()[5:] for i in plan.instalments] == ["12-05", "12-20", "01-05", "01-20"]
    assert [str(i.interest) for i in plan.instalments] == ["30.00", "37.50", "37.50", "37.50"]


def test_the_second_of_two_days_returns_after_a_short_month() -> None:
    found = days(every={"unit": "month", "days": [15, 31]}, disbursed_on="2027-01-31", count=4)
    assert found == [date(2027, 2, 15), date(2027, 2, 28), date(2027, 3, 15), date(2027, 3, 31)]


def test_no_first_instalment_of_two_a_month_falls_within_a_week_of_the_money() -> None:
    assert days(every={"unit": "month", "days": [5, 25]}, count=1) == [date(2026, 12, 5)], "the 25th is two days away"


@pytest.mark.parametrize("k", [1, 2, 5, 24])
def test_going_some_intervals_forth_and_back_ends_where_it_began(k: int) -> None:
    every = Every.model_validate({"unit": "month", "days": [10, 28]})
    for start in (date(2027, 1, 10), date(2027, 2, 28), date(2028, 12, 10)):
        assert every.after(every.after(start, k), -k) == start


def test_a_payday_at_the_month_s_end_comes_back_after_february() -> None:
    found = days(payday=31, disbursed_on="2027-02-05", count=3)
    assert found == [date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]


def test_a_weekly_payday_is_a_day_of_the_week() -> None:
    """The first Friday that is at least four days after Monday 23 November."""
    assert days(payday=5, every={"unit": "week"}, count=2) == [date(2026, 11, 27), date(2026, 12, 4)]


def test_each_stub_rule_makes_its_own_first_instalment() -> None:
    """23 November to 5 January is 42 days of thirty-day months: 105.00 of interest, 75.00 for a month.

    Beyond a month there are twelve days and 30.00: with all instalments (877.626 x 1.021 / 1.015 = 882.81), with the
    first, or free.
    """
    found = {
        rule: dues(first_due_on="2027-01-05", stub_interest=rule)[:2]
        for rule in ("by_days", "added_to_first", "free", "as_regular")
    }
    assert found == {
        "by_days": ["882.81", "882.81"],
        "added_to_first": ["907.63", "877.63"],
        "free": ["877.63", "877.63"],
        "as_regular": ["877.63", "877.63"],
    }


def test_a_short_first_period_costs_its_days_unless_it_counts_as_regular() -> None:
    """Twelve days are 30.00, a month 75.00."""

    def first(rule: str) -> str:
        return str(schedule(lins_terms(first_due_on="2026-12-05", stub_interest=rule)).instalments[0].interest)

    assert [first(rule) for rule in ("by_days", "added_to_first", "free", "as_regular")] == ["30.00"] * 3 + ["75.00"]


def test_flat_interest_adds_its_odd_days_to_the_first_instalment() -> None:
    """450.00 over six is 75.00 each; twelve more days on 5,000.00 are 30.00."""
    plan = schedule(lins_terms(method="flat", first_due_on="2027-01-05", stub_interest="added_to_first"))
    assert [str(i.interest) for i in plan.instalments] == ["105.00"] + ["75.00"] * 5


def test_a_season_without_principal_pays_its_interest_and_the_others_are_level() -> None:
    """Lin sells nothing in January and February: 1.5 % of the 3,777.78 she owes then, and four equal instalments
    around it: 5,000 x 0.015 / (1 - 1.015^-4) = 1,297.22.
    """
    plan = schedule(lins_terms(months_without_principal=[1, 2]))
    assert [str(i.due) for i in plan.instalments] == ["1297.22", "56.67", "56.67", "1297.22", "1297.22", "1297.24"]
    assert [str(i.principal) for i in plan.instalments[1:3]] == ["0.00", "0.00"]


def test_a_season_with_equal_principal_splits_it_over_the_other_months() -> None:
    plan = schedule(lins_terms(method="equal_principal", months_without_principal=[2, 3]))
    assert [str(i.principal) for i in plan.instalments] == ["1250.00", "1250.00", "0.00", "0.00", "1250.00", "1250.00"]


def test_a_daily_rate_pays_for_the_days_used_and_no_more() -> None:
    """0.05 % a day on 5,000.00 is 2.50 a day: 92 days at the end, or 10 days when paid back after ten."""
    asked: dict[str, Any] = {"principal": "5000", "currency": "CNY", "daily_rate_percent": "0.05", "count": 3}
    asked |= {"method": "daily_rate", "day_count": "act/365", "disbursed_on": "2026-11-23"}
    answer = quote(asked | {"pay_off_on": ["2026-12-03"]})
    assert [(row["due_on"], row["interest"]) for row in answer["instalments"]] == [("2027-02-23", "230.00")]
    assert answer["pay_off"] == [{"on": "2026-12-03", "amount": "5025.00", "interest_saved": "205.00"}]


def test_a_smooth_end_shares_out_the_cents_one_by_one() -> None:
    """5,000.00 in six parts: two of 833.34 and four of 833.33, instead of five of 833.33 and one of 833.35."""
    plan = schedule(lins_terms(method="equal_principal", last_instalment="smooth"))
    assert [str(i.principal) for i in plan.instalments] == ["833.34"] * 2 + ["833.33"] * 4
    flat = schedule(lins_terms(method="flat", principal="1000", annual_rate_percent="10", last_instalment="smooth"))
    assert [str(i.interest) for i in flat.instalments] == ["8.34"] * 2 + ["8.33"] * 4


def test_a_flat_loan_can_end_level_with_the_cents_in_its_interest() -> None:
    """1,000.00 and 50.00 over six is 175 each; five parts of 166.67 leave 166.65, and 8.35 of interest to 175."""
    plan = schedule(
        lins_terms(method="flat", principal="1000", annual_rate_percent="10", last_instalment="plug_interest")
    )
    assert [str(i.due) for i in plan.instalments] == ["175.00"] * 6
    assert rows(plan)[-1] == ("166.65", "8.35")


def test_interest_goes_to_its_own_multiple_in_its_own_direction() -> None:
    """62.96 down to 62.95, 50.74 to 50.70: a lender in coins of five never rounds interest up."""
    rounding = {"interest_mode": "down", "interest_multiple_of": "0.05"}
    found = [str(i.interest) for i in schedule(lins_terms(rounding=rounding)).instalments[:3]]
    assert found == ["75.00", "62.95", "50.70"]


def test_equal_principal_can_ask_for_whole_payments() -> None:
    found = dues(method="equal_principal", rounding={"payment_multiple_of": "10", "payment_mode": "up"})
    assert all(due.endswith("0.00") for due in found[:-1])


def test_the_down_payment_is_not_lent() -> None:
    asked = {"price": "5000", "down_payment": {"percent": "20"}, "currency": "CNY", "annual_rate_percent": "18"}
    answer = quote(asked | {"count": 6, "disbursed_on": "2026-11-23"})
    assert (answer["down_payment"], answer["totals"]["principal"], answer["received"]) == (
        "1000.00",
        "4000.00",
        "4000.00",
    )


def test_a_top_up_hands_over_what_the_old_loan_leaves() -> None:
    """5,000.00 less a fee of 100.00 and less 1,234.56 for the old loan."""
    terms = lins_terms(fees=[{"name": "set-up", "percent": "2", "when": "disbursement"}])
    assert str(top_up(terms, yuan("1234.56")).in_hand) == "3665.44"
    with pytest.raises(ProblemWithInput, match=r"pays_off: is 4900\.01, more than the 4900\.00"):
        top_up(terms, yuan("4900.01"))


def test_an_agreed_instalment_decides_the_count_and_the_last_takes_the_rest() -> None:
    asked = {"principal": "5000", "currency": "CNY", "annual_rate_percent": "18", "disbursed_on": "2026-11-23"}
    found = [row["due"] for row in quote(asked | {"instalment": "900"})["instalments"]]
    assert found == ["900.00"] * 5 + ["760.62"]


def test_a_weekend_day_that_is_worked_moves_no_due_date() -> None:
    """23 January 2027 is a Saturday."""
    moved = {"payments_on_non_working_days": "next"}
    assert days(**moved)[1] == date(2027, 1, 25)
    assert days(**moved, working_days=["2027-01-23"])[1] == date(2027, 1, 23)


def test_a_quote_is_held_against_the_caps_of_the_pack_it_names() -> None:
    asked: dict[str, Any] = {"principal": "5000", "currency": "CNY", "annual_rate_percent": "30", "count": 6}
    asked |= {"disbursed_on": "2026-11-23", "policy_pack": "default"}
    with pytest.raises(ProblemWithInput, match=r"policy_pack: cap\.all_in_percent: 34\.488146 is over the limit of 24"):
        quote(asked)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"every": {"unit": "week", "days": [5, 20]}}, "every.days: go with the unit month"),
        ({"every": {"days": [20, 5]}}, "every.days: must rise"),
        ({"every": {"days": [5]}}, "every.days: are two days"),
        ({"payday": 8, "every": {"unit": "week"}}, "payday: is a day of the week"),
        ({"payday": 5, "every": {"unit": "day"}}, "payday: goes with instalments every n weeks or months"),
        ({"payday": 5, "first_due_on": "2027-01-06"}, "first_due_on: does not fall on the payday"),
        ({"months_without_principal": list(range(1, 13))}, "months_without_principal: lists months"),
        ({"months_without_principal": [5]}, "months_without_principal: hold the last instalment"),
        ({"months_without_principal": [1], "method": "bullet"}, "months_without_principal: do not go with bullet"),
        ({"method": "daily_rate"}, "day_count: must count actual days"),
        ({"method": "equal_principal", "last_instalment": "plug_interest"}, "last_instalment: plug_interest does not"),
        ({"rounding": {"payment_multiple_of": "5"}}, "rounding.payment_multiple_of: goes with equal_principal"),
        ({"instalment": "75"}, "instalment: does not pay the interest"),
        ({"instalment": "2000"}, "instalment: repays the loan before its last instalment"),
        ({"instalment": "900", "method": "flat"}, "instalment: goes with equal_instalment"),
        ({"price": "6000"}, "down_payment: is missing"),
        ({"price": "6000", "down_payment": {"amount": "6000"}}, "down_payment: leaves nothing to lend"),
        ({"price": "6000", "down_payment": {"percent": "10"}}, "principal: must be 5400.00"),
        ({"daily_rate_percent": "0.05"}, "daily_rate_percent: stands beside annual_rate_percent"),
        ({"pays_off": "0"}, "pays_off: must be more than zero"),
        ({"pay_off_on": ["2026-11-22"]}, "pay_off_on: is before the money"),
        ({"policy_pack": "moon"}, "pack: 'moon' is not a pack"),
    ],
)
def test_choices_that_cannot_be_are_refused_by_the_field_and_the_reason(changes: dict[str, Any], message: str) -> None:
    asked = {"principal": "5000.00", "currency": "CNY", "annual_rate_percent": "18", "count": 6}
    with pytest.raises(ProblemWithInput) as refused:
        quote(asked | {"disbursed_on": "2026-11-23"} | changes)
    assert str(refused.value).startswith(message)


def test_stored_terms_of_every_choice_read_back_as_the_same_terms() -> None:
    terms = lins_terms(
        every={"unit": "month", "days": [5, 20]}, months_without_principal=[1], stub_interest="as_regular", count=9
    )
    assert type(terms).read(terms.to_json()) == terms
    assert type(terms).read(terms.model_dump(mode="json")) == terms, "with keys that hold nothing, too"
