"""Terms in the product's own unit: what they mean for the plan, and which cannot be configured."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from lending.money import Money
from lending.problems import ProblemWithInput
from lending.product import Product
from lending.product_check import changes_with_the_payout, impossible
from lending.schedule import schedule
from lending.term import Term, TermUnit
from tests.house import product

START = date(2026, 11, 23)
WEEKLY = {"months": [], "weeks": [4, 8], "day_count": "act/365"}
HALVES = {
    "months": [],
    "half_months": [2, 6],
    "every": {"unit": "month", "days": [5, 20]},
    "stub_interest": "as_regular",
    "day_count": "period",
}


def due_dates(made: Product, count: int, payday: int | None = None) -> list[date]:
    terms = made.terms(Money(100_000, "CNY"), Term(count, made.unit), Decimal(18), START, payday)
    return [i.due_on for i in schedule(terms).instalments]


def test_a_loan_for_fourteen_days_costs_the_interest_of_fourteen_days() -> None:
    """1,000.00 at 18 % for 14 of 365 days: 6.904..., so 6.90."""
    bridge = product(months=[], days=[7, 14], method="daily_rate", day_count="act/365")
    plan = schedule(bridge.terms(Money(100_000, "CNY"), Term(14, TermUnit.DAY), Decimal(18), START))
    assert [(i.due_on, i.due) for i in plan.instalments] == [(date(2026, 12, 7), Money(100_690, "CNY"))]


def test_weeks_are_paid_week_by_week_unless_the_product_says_otherwise() -> None:
    assert due_dates(product(**WEEKLY), 4) == [
        date(2026, 11, 30),
        date(2026, 12, 7),
        date(2026, 12, 14),
        date(2026, 12, 21),
    ]
    fortnights = product(**WEEKLY, every={"unit": "week", "n": 2})
    assert due_dates(fortnights, 4) == [date(2026, 12, 7), date(2026, 12, 21)]


def test_half_months_end_on_the_two_days_of_the_month() -> None:
    assert due_dates(product(**HALVES), 2) == [date(2026, 12, 5), date(2026, 12, 20)]


def test_the_plan_falls_on_the_payday_that_was_chosen_and_as_it_falls_without_one() -> None:
    wages = product(months=[2], payday_choices=[5, 31], stub_interest="as_regular")
    assert due_dates(wages, 2, payday=31) == [date(2026, 12, 31), date(2027, 1, 31)]
    assert due_dates(wages, 2) == [date(2026, 12, 23), date(2027, 1, 23)]
    friday = product(**WEEKLY, payday_choices=[5], stub_interest="as_regular")
    assert {day.isoweekday() for day in due_dates(friday, 4, payday=5)} == {5}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"weeks": [4]}, "products.months: stand beside weeks"),
        ({"months": []}, "products.months: are missing"),
        ({**WEEKLY, "every": {"unit": "week", "n": 3}}, "products.weeks: 4 is no multiple of the 3 weeks"),
        ({"months": [], "days": [14], "every": {"unit": "month", "n": 1}}, "products.days: do not go with instalments"),
        ({"months": [], "half_months": [2]}, "products.half_months: go with every"),
        ({"payday_choices": [0, 5]}, "products.payday_choices: must rise from 1"),
        ({**WEEKLY, "payday_choices": [8]}, "products.payday_choices: must rise from 1 or more to 7"),
        ({"payday_choices": [5], "payday": 5}, "products.payday_choices: stand beside payday"),
        ({"payday_choices": [5], "method": "bullet"}, "products.payday_choices: go with instalments every"),
        ({**WEEKLY, "weeks": {"min": 1}}, "products.weeks: are a list, or min and max"),
    ],
)
def test_a_term_or_payday_that_makes_no_plan_is_refused_by_its_key(changes: dict[str, Any], found: str) -> None:
    with pytest.raises(ProblemWithInput) as refused:
        product(**changes)
    assert str(refused.value).startswith(found)


def test_a_payday_that_a_later_payout_would_make_dearer_is_found() -> None:
    chosen = product(payday_choices=[1, 25], annual_rate_percent={"A": "12"})
    assert changes_with_the_payout(chosen)
    steady = product(payday_choices=[1, 25], annual_rate_percent={"A": "12"}, stub_interest="as_regular")
    assert not changes_with_the_payout(steady)
    assert list(impossible(steady)) == []
