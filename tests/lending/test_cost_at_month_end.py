"""A yearly rate by whole months does not change because a month is short."""

from datetime import date
from decimal import Decimal

import pytest

from lending.cost import yearly_rates
from lending.money import Money
from lending.terms import LoanTerms


@pytest.mark.parametrize("day", [date(2026, 11, 30), date(2026, 12, 31), date(2026, 11, 23), date(2028, 1, 31)])
def test_eighteen_percent_is_eighteen_percent_on_every_day_of_the_month(day: date) -> None:
    terms = LoanTerms(
        currency="CNY", principal=Money(500_000, "CNY"), annual_rate_percent=Decimal(18), count=6, disbursed_on=day
    )
    rates = yearly_rates(terms)
    assert rates["cn_simple"] == Decimal("18.00")
    assert rates["cn_irr_compound"] == Decimal("19.56")
