"""How long Amina has had her stall, as she says it on 23 November 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.reading.duration import LONGEST_MONTHS, read_months_since

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("said", "months"),
    [
        ("2 years", 24),
        ("18 months", 18),
        ("3年", 36),
        ("做了3年", 36),
        ("三年多了", 36),
        ("两年半", 30),
        ("about 2 years ago", 24),
        ("3 weeks", 0),
        ("six weeks", 1),
        ("just started", 0),
        ("刚入职", 0),
        ("since March 2024", 32),
        ("since march", 8),
        ("since December", 11),
        ("2024年3月", 32),
        ("二〇二四年三月", 32),
        ("03/2024", 32),
        ("去年3月", 20),
        ("2024-03-25", 31),
    ],
)
def test_a_length_or_a_beginning_is_counted_in_whole_months(said: str, months: int) -> None:
    assert read_months_since(said, TODAY) == months


@pytest.mark.parametrize("said", ["since 2023", "2023", "从2023年开始", "自2023年起"])
def test_a_year_alone_counts_from_its_middle(said: str) -> None:
    assert read_months_since(said, TODAY) == 40


def test_this_year_alone_is_half_of_what_has_passed_of_it() -> None:
    assert read_months_since("since 2026", TODAY) == 5


@pytest.mark.parametrize(
    "said", ["", "long", "2", "since 2027", "2026年12月", "90 years", "2024-13-01", "since 30 Feb", "none"]
)
def test_what_is_unclear_or_in_the_future_is_asked_again(said: str) -> None:
    assert read_months_since(said, TODAY) is None


@given(
    st.text(max_size=250) | st.text(alphabet="0123456789-/.年月日 since来起去今前零三", max_size=30),
    st.dates(date(2000, 1, 1), date(2150, 12, 31)),
)
def test_whatever_is_typed_a_duration_stays_in_bounds(text: str, today: date) -> None:
    months = read_months_since(text, today)
    assert months is None or 0 <= months <= LONGEST_MONTHS
