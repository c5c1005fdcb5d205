"""How long somebody wants to borrow, in the unit of the product; what could be two things is asked again."""

import pytest

from conversations.reading.term import read_term
from lending.term import TermUnit

DAY, WEEK, HALF_MONTH, MONTH = TermUnit.DAY, TermUnit.WEEK, TermUnit.HALF_MONTH, TermUnit.MONTH


@pytest.mark.parametrize(
    ("said", "unit", "count"),
    [
        ("14", DAY, 14),
        ("two weeks", DAY, 14),
        ("十四天", DAY, 14),
        ("两周", DAY, 14),
        ("8", WEEK, 8),
        ("eight weeks", WEEK, 8),
        ("八周", WEEK, 8),
        ("14 days", WEEK, 2),
        ("a fortnight", WEEK, 2),
        ("6", HALF_MONTH, 6),
        ("六期", HALF_MONTH, 6),
        ("6 half-months", HALF_MONTH, 6),
        ("three months", HALF_MONTH, 6),
        ("三个月", HALF_MONTH, 6),
        ("half a year", MONTH, 6),
        ("六个月", MONTH, 6),
    ],
)
def test_a_term_is_understood_in_the_unit_of_the_product(said: str, unit: TermUnit, count: int) -> None:
    assert read_term(said, unit) == count


@pytest.mark.parametrize(
    ("said", "unit"),
    [("10 days", WEEK), ("2 months", WEEK), ("六个半月", HALF_MONTH), ("a week", HALF_MONTH), ("x", DAY)],
)
def test_a_term_that_is_no_whole_number_of_the_unit_is_asked_again(said: str, unit: TermUnit) -> None:
    assert read_term(said, unit) is None
