"""A decision keeps the days off that its loan can meet, and a loan made of them has the same due dates."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from bot.public_holidays import with_days_off
from lending.days_needed import with_days_needed
from lending.money import Money
from lending.product import Product
from lending.schedule import schedule
from tests.house import product

TODAY = date(2026, 9, 10)


def in_china(**changed: Any) -> Product:
    return with_days_off(product(country="CN", payments_on_non_working_days="next", **changed), TODAY)


@pytest.mark.parametrize("months", [1, 5, 12])
def test_due_dates_are_the_same_with_the_days_that_are_needed(months: int) -> None:
    whole = in_china()
    needed = with_days_needed(whole, TODAY)
    plans = [
        schedule(made.terms(Money(500_000, "CNY"), months, Decimal(18), TODAY)).instalments for made in (whole, needed)
    ]
    assert plans[0] == plans[1]


def test_of_a_calendar_of_years_only_the_days_of_the_loan_are_kept() -> None:
    whole = in_china(months=[1, 2, 3])
    needed = with_days_needed(whole, TODAY)
    assert len(whole.non_working_days) > 50
    assert 0 < len(needed.non_working_days) < 20
    assert date(2026, 10, 1) in needed.non_working_days


def test_a_product_whose_dates_are_never_moved_keeps_no_days() -> None:
    listed = product(non_working_days=["2026-10-01"], working_days=["2026-10-10"])
    assert with_days_needed(listed, TODAY).non_working_days == with_days_needed(listed, TODAY).working_days == ()
