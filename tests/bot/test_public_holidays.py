"""Days off by country: due dates step off them, and what is not certain about them is told."""

import json
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest

from bot.public_holidays import days_off, with_country, with_days_off
from lending.money import Money
from lending.problems import ProblemWithInput
from lending.product import Product
from lending.schedule import schedule

CHINESE = {
    "code": "personal",
    "name": {"en": "Personal loan"},
    "currency": "CNY",
    "min_amount": "500",
    "max_amount": "20000",
    "months": {"min": 1, "max": 12},
    "penalty": {"percent_per_day": "0.05"},
    "annual_rate_percent": {"A": "12"},
    "payments_on_non_working_days": "next",
    "country": "CN",
}


def test_a_due_date_steps_off_the_national_day_of_its_country() -> None:
    """1 October 2026 begins a week of holidays; the 8th is the first day that is worked."""
    product = with_days_off(Product.read(CHINESE), date(2026, 9, 1))
    terms = product.terms(Money(500_000, "CNY"), 1, Decimal(12), date(2026, 9, 1))
    assert [i.due_on for i in schedule(terms).instalments] == [date(2026, 10, 8)]


def test_a_weekend_day_that_is_worked_instead_stays_a_due_date() -> None:
    """Sunday 20 September 2026 is worked for a day of the holidays in October."""
    assert date(2026, 9, 20) in days_off("CN", None, 2026, 2026).working
    product = with_days_off(Product.read(CHINESE), date(2026, 8, 20))
    terms = product.terms(Money(500_000, "CNY"), 1, Decimal(12), date(2026, 8, 20))
    assert [i.due_on for i in schedule(terms).instalments] == [date(2026, 9, 20)]


def test_holidays_that_follow_the_moon_are_known_as_estimates() -> None:
    found = days_off("NG", None, 2030, 2030)
    assert found.estimated
    assert set(found.estimated) <= set(found.non_working)


def test_years_whose_working_weekends_no_government_has_announced_are_named() -> None:
    assert days_off("CN", None, 2026, 2032).unannounced[-1] == 2032
    assert days_off("GB", "ENG", 2026, 2032).unannounced == ()


def test_a_country_without_a_calendar_and_a_region_that_is_none_are_refused_by_key() -> None:
    with pytest.raises(ProblemWithInput, match="country: has no calendar of public holidays"):
        days_off("XX", None, 2026, 2027)
    with pytest.raises(ProblemWithInput, match="region: has no calendar of public holidays"):
        days_off("GB", "ZZ", 2026, 2027)


def test_a_quote_can_name_its_country() -> None:
    asked = {"disbursed_on": "2026-09-01", "country": "CN", "payments_on_non_working_days": "next"}
    filled = with_country(asked)
    assert date(2026, 10, 1) in filled["non_working_days"]
    assert filled["weekend"] == [6, 7]
    with pytest.raises(ProblemWithInput, match="country: must be a code"):
        with_country(asked | {"country": 5})
    with pytest.raises(ProblemWithInput, match="region: belongs to a country"):
        with_country({"region": "ENG"})


def test_a_program_whose_products_name_no_country_never_loads_the_library() -> None:
    code = "import sys, bot.public_holidays, json; print(json.dumps('holidays' in sys.modules))"
    assert json.loads(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout) is False
