"""People and months as they are said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.reading.count import LARGEST_COUNT, read_count, read_months


@pytest.mark.parametrize(
    ("said", "count"),
    [
        ("6", 6),
        ("six", 6),
        ("六", 6),
        ("六个月", 6),
        ("6 months", 6),
        ("四口人", 4),
        ("about 6", 6),
        ("none", 0),
        ("twenty-four", 24),
    ],
)
def test_a_whole_number_is_counted(said: str, count: int) -> None:
    assert read_count(said) == count


@pytest.mark.parametrize("said", ["", "many", "三四个", "2.5", "-3", "6 or 7", "2 years", "1001", "9" * 100])
def test_what_is_not_one_whole_number_is_asked_again(said: str) -> None:
    assert read_count(said) is None


@pytest.mark.parametrize(
    ("said", "months"),
    [
        ("6", 6),
        ("六个月", 6),
        ("half a year", 6),
        ("半年", 6),
        ("一年", 12),
        ("1 year", 12),
        ("two years", 24),
        ("一年半", 18),
        ("a year and a half", 18),
        ("1.5 years", 18),
        ("1 year 6 months", 18),
        ("两年零三个月", 27),
        ("十二期", 12),
    ],
)
def test_a_term_is_counted_in_months(said: str, months: int) -> None:
    assert read_months(said) == months


@pytest.mark.parametrize("said", ["6 weeks", "1.3 years", "6个半月", "4 people", "半", "soon"])
def test_what_is_no_whole_number_of_months_is_asked_again(said: str) -> None:
    assert read_months(said) is None


@given(st.text(max_size=250) | st.text(alphabet="0123456789.一二十百万年月个半 yearsmonthandhlf", max_size=40))
def test_whatever_is_typed_a_count_stays_in_bounds(text: str) -> None:
    for counted in (read_count(text), read_months(text)):
        assert counted is None or 0 <= counted <= LARGEST_COUNT


def test_ten_megabytes_are_no_count() -> None:
    assert read_count("6" * 10_000_000) is None
    assert read_months("年" * 10_000_000) is None
