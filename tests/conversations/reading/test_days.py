"""A number of days as people type it."""

import pytest

from conversations.reading.days import read_days


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("7", 7),
        ("7 days", 7),
        ("7 days late", 7),
        ("about 10 days", 10),
        ("a week", 7),
        ("two weeks", 14),
        ("in 3 days", 3),
        ("ten", 10),
        ("7天", 7),
        ("两周", 14),
        ("晚10天", 10),
        ("十天后", 10),
        ("一个星期", 7),
        ("１４", 14),
        ("0", 0),
    ],
)
def test_days_are_understood_as_people_write_them(typed: str, days: int) -> None:
    assert read_days(typed) == days


@pytest.mark.parametrize(
    "typed", ["", "-3", "1.5", "😀", "later", "3 months", "99999", "9" * 4096, "½", "friday", "5,000"]
)
def test_anything_else_is_asked_again(typed: str) -> None:
    assert read_days(typed) is None
