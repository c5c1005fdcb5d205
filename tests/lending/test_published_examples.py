"""The engine against figures that others have published."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from lending.apr_request import apr
from lending.day_count import DayCount, year_fraction
from lending.intervals import european_years
from lending.quote import quote
from tests.lending.published.rates import PUBLISHED_RATES, PublishedRate
from tests.lending.published.schedules import PUBLISHED_SCHEDULES, PublishedSchedule
from tests.lending.published.time import DAY_COUNTS, INTERVALS


def years(expression: str) -> Fraction:
    return sum((Fraction(part) for part in expression.split("+")), Fraction(0))


@pytest.mark.parametrize("example", PUBLISHED_RATES, ids=lambda e: e.name)
def test_a_published_yearly_rate_comes_out(example: PublishedRate) -> None:
    found = Decimal(apr(example.asked)["apr_percent"])
    assert abs(found - Decimal(example.percent)) <= Decimal(example.within), example.source


@pytest.mark.parametrize("example", PUBLISHED_SCHEDULES, ids=lambda e: e.name)
def test_a_published_schedule_comes_out_to_the_cent(example: PublishedSchedule) -> None:
    answer = quote(example.asked)
    by_number = {row["n"]: row for row in answer["instalments"]}
    for n, due_on, *amounts in example.rows:
        found = [by_number[n][name] for name in ("balance", "principal", "interest", "due")]
        assert due_on in (None, by_number[n]["due_on"]), example.source
        assert [a for a in amounts if a is not None] == [
            f for a, f in zip(amounts, found, strict=True) if a is not None
        ]
    assert answer["totals"] | example.totals == answer["totals"], example.source


@pytest.mark.parametrize(("convention", "start", "end", "expression", "source"), DAY_COUNTS)
def test_a_published_day_count_comes_out(convention: str, start: str, end: str, expression: str, source: str) -> None:
    found = year_fraction(DayCount(convention), date.fromisoformat(start), date.fromisoformat(end))
    assert found == years(expression), source


@pytest.mark.parametrize(("unit", "start", "end", "expression", "source"), INTERVALS)
def test_a_published_interval_comes_out(unit: str, start: str, end: str, expression: str, source: str) -> None:
    assert european_years(date.fromisoformat(start), date.fromisoformat(end), unit) == years(expression), source


def test_india_s_key_facts_illustration_comes_out_of_a_quote() -> None:
    """RBI circular of 15 April 2024, annex B: 20,000 at 15 % over 24 months, instalments of 970, 17.07 % a year.

    The circular takes the unrounded instalment into the rate; with instalments rounded to paise it is the same to the
    second decimal.
    """
    asked = {"principal": "20000", "currency": "INR", "annual_rate_percent": "15", "count": 24, "apr": ["in_rbi"]}
    fees = [{"name": "processing", "amount": "400", "when": "disbursement", "deducted": True}]
    answer = quote(asked | {"disbursed_on": "2024-04-15", "fees": fees})
    assert answer["received"] == "19600.00"
    assert round(Decimal(answer["instalments"][0]["due"])) == 970
    assert round(Decimal(answer["totals"]["interest"])) == 3274
    assert abs(Decimal(answer["apr_percent"]["in_rbi"]) - Decimal("17.07")) < Decimal("0.005")
