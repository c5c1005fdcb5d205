"""Products of every interval, and what is found in one before anybody borrows."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from lending.moved import moved
from lending.policy_pack import load_pack
from lending.problems import ProblemWithInput
from lending.product import Product
from lending.product_check import breaks, changes_with_the_payout, impossible
from lending.schedule import schedule
from tests.lending.builders import PAID_OUT, yuan
from tests.lending.test_product_and_caps import PERSONAL

WEEKLY = {"every": {"unit": "week"}, "day_count": "act/364"}
TWICE = {"every": {"unit": "month", "days": [5, 20]}, "stub_interest": "as_regular"}
HARVEST = {"months_without_principal": [1, 2, 3], "payday": 25, "stub_interest": "as_regular", "months": [6, 12]}


def product(**changes: Any) -> Product:
    return Product.read(PERSONAL | changes)


@pytest.mark.parametrize(
    ("changes", "months", "count"),
    [
        ({}, 6, 6),
        (WEEKLY, 6, 26),
        (WEEKLY, 1, 4),
        ({"every": {"unit": "week", "n": 2}}, 3, 7),
        ({"every": {"unit": "day", "n": 10}}, 2, 6),
        (TWICE, 6, 12),
        ({"every": {"unit": "month", "n": 3}, "months": [3, 6, 12]}, 6, 2),
    ],
)
def test_a_wish_in_months_becomes_instalments_of_the_product_s_interval(
    changes: dict[str, Any], months: int, count: int
) -> None:
    """26 weeks make half a year; a month is 4.33 weeks, which is four."""
    terms = product(**changes).terms(yuan("5000"), months, Decimal(18), PAID_OUT)
    assert len(schedule(terms).instalments) == count


def test_a_plan_that_would_end_in_the_dry_months_ends_after_them() -> None:
    """Six months from 23 November end in May; from 23 September they would end in March, and end in April instead."""
    spring = product(**HARVEST).terms(yuan("5000"), 6, Decimal(18), date(2026, 11, 10))
    autumn = product(**HARVEST).terms(yuan("5000"), 6, Decimal(18), date(2026, 9, 10))
    assert [schedule(terms).instalments[-1].due_on.month for terms in (spring, autumn)] == [4, 4]
    assert (spring.count, autumn.count) == (6, 8)


def test_the_borrower_s_own_payday_comes_before_the_product_s() -> None:
    terms = product(payday=25).terms(yuan("5000"), 3, Decimal(18), PAID_OUT, payday=31)
    assert [i.due_on for i in schedule(terms).instalments] == [date(2026, 12, 31), date(2027, 1, 31), date(2027, 2, 28)]


def test_terms_keep_only_the_days_off_of_their_own_time() -> None:
    days_off = ["2026-10-01", "2026-12-23", "2029-01-01"]
    made = product(payments_on_non_working_days="next", non_working_days=days_off)
    terms = made.terms(yuan("5000"), 3, Decimal(18), PAID_OUT)
    assert terms.non_working_days == (date(2026, 12, 23),)
    assert schedule(terms).instalments[0].due_on == date(2026, 12, 24)


def test_chosen_days_stay_when_the_money_leaves_later_and_no_amount_changes() -> None:
    for changes in (TWICE, HARVEST, {"payday": 28, "stub_interest": "as_regular"}):
        terms = product(**changes).terms(yuan("5000"), 6, Decimal(18), PAID_OUT)
        later = moved(terms, PAID_OUT + timedelta(days=5))
        assert [(i.due_on, i.due) for i in schedule(later).instalments] == [
            (i.due_on, i.due) for i in schedule(terms).instalments
        ]


@pytest.mark.parametrize(
    ("changes", "steady"),
    [
        ({}, True),
        (WEEKLY, True),
        ({"every": {"unit": "week"}}, False),
        ({"day_count": "act/365"}, False),
        (TWICE, True),
        (TWICE | {"stub_interest": "by_days"}, False),
        ({"months_without_principal": [2]}, False),
        (HARVEST, True),
        ({"method": "daily_rate", "day_count": "act/365", "every": {"unit": "day", "n": 30}}, True),
        ({"method": "daily_rate", "day_count": "act/365"}, False),
    ],
)
def test_a_product_whose_amounts_hang_on_the_day_of_the_payout_is_told_apart(
    changes: dict[str, Any], steady: bool
) -> None:
    assert changes_with_the_payout(product(**changes)) is not steady


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({}, None),
        ({"grace": {"principal": 1}}, ("grace", "principal")),
        ({"rounding": {"mode": "down", "instalment_multiple_of": "1000"}}, ("rounding",)),
        ({"fees": [{"name": "o", "amount": "600", "when": "disbursement"}]}, ("fees",)),
        ({"payday": 31, "every": {"unit": "week"}}, ("payday",)),
        ({"method": "daily_rate"}, ("day_count",)),
        ({"method": "bullet", "last_instalment": "smooth"}, ("last_instalment",)),
    ],
)
def test_a_product_that_makes_no_loan_is_found_with_the_key_to_change(
    changes: dict[str, Any], path: tuple[str, ...] | None
) -> None:
    """A loan of one month and a loan of 500.00 are among those that are tried."""
    assert [where for where, _ in impossible(product(**changes))] == ([] if path is None else [path])


@pytest.mark.parametrize(
    ("changes", "paths"),
    [
        ({}, []),
        ({"annual_rate_percent": {"A": "12", "E": "30"}}, [("annual_rate_percent", "E")]),
        ({"penalty": {"percent_per_day": "0.1", "cap_per_instalment": "20"}}, [("penalty",)]),
        (
            {
                "penalty": {
                    "percent_per_day": "0.01",
                    "cap_per_instalment": "1",
                    "base": "overdue_principal_and_interest",
                }
            },
            [("penalty", "base")],
        ),
        (
            {"fees": [{"name": "o", "percent": "1", "when": "disbursement"}]},
            [("annual_rate_percent", "A"), ("annual_rate_percent", "D")],
        ),
    ],
)
def test_a_product_above_a_cap_of_the_pack_is_found(changes: dict[str, Any], paths: list[tuple[str, ...]]) -> None:
    """1 % kept back from the money of one month is more than 12 % a year on top of the rate."""
    assert [where for where, _ in breaks(product(**changes), load_pack("default"))] == paths


def test_months_that_the_interval_does_not_divide_are_refused() -> None:
    with pytest.raises(ProblemWithInput, match=r"products\.months: 1 is no multiple of the 2 months"):
        product(every={"unit": "month", "n": 2})
