"""A schedule moves with its payout: later days, the same amounts."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from lending.day_count import DayCount
from lending.money import Money
from lending.moved import moved
from lending.schedule import schedule
from lending.terms import LoanTerms


def terms(day_count: DayCount) -> LoanTerms:
    return LoanTerms(
        currency="CNY",
        principal=Money(500_000, "CNY"),
        annual_rate_percent=Decimal(18),
        count=6,
        disbursed_on=date(2026, 11, 23),
        day_count=day_count,
    )


@pytest.mark.parametrize("day_count", [DayCount.PERIOD, DayCount.THIRTY_360])
def test_money_that_leaves_later_moves_every_day_and_changes_no_amount(day_count: DayCount) -> None:
    accepted = schedule(terms(day_count))
    for days in range(1, 70):
        later = schedule(moved(terms(day_count), date(2026, 11, 23) + timedelta(days=days)))
        assert [i.due for i in later.instalments] == [i.due for i in accepted.instalments]
        assert later.instalments[0].due_on > accepted.instalments[0].due_on


def test_money_that_leaves_on_the_planned_day_moves_nothing() -> None:
    assert moved(terms(DayCount.ACT_365), date(2026, 11, 23)) == terms(DayCount.ACT_365)
