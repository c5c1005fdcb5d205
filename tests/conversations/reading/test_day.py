"""Days as Lin and Amina type them on Monday 23 November 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.reading.day import FARTHEST_DAYS, read_day

TODAY = date(2026, 11, 23)
CHRISTMAS = """
25 December|25 Dec|Dec 25|25th of December|December 25th, 2026|25/12|12/25|25.12.|25.12.2026|25/12/26|2026-12-25
2026年12月25日|12月25日|12月25号|十二月二十五日|１２月２５日|Friday 25 December|12月25日(周五)|on 25 Dec
by the 25th of Dec|下个月25号|the 25th of next month"""


@pytest.mark.parametrize("typed", CHRISTMAS.strip().replace("\n", "|").split("|"))
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_christmas_day_is_understood_however_it_is_typed(typed: str, language: str) -> None:
    assert read_day(typed, TODAY, language) == date(2026, 12, 25)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("today", 0),
        ("今天", 0),
        ("tomorrow", 1),
        ("明天", 1),
        ("后天", 2),
        ("大后天", 3),
        ("in 3 days", 3),
        ("3天后", 3),
        ("三天后", 3),
        ("过三天", 3),
        ("in a week", 7),
        ("两周后", 14),
        ("friday", 4),
        ("礼拜五", 4),
        ("this Friday", 4),
        ("next Friday", 11),
        ("下周五", 11),
        ("下下周一", 14),
        ("the 25th", 2),
        ("25号", 2),
        ("the 23rd", 0),
        ("22nd", 29),
        ("月底", 7),
        ("in two months", 61),
    ],
)
def test_a_day_told_from_today_is_counted(typed: str, days: int) -> None:
    assert read_day(typed, TODAY, "en") == TODAY + timedelta(days=days)


def test_two_numbers_that_both_could_be_months_are_read_as_the_language_writes_them() -> None:
    assert read_day("05/06", TODAY, "en") == date(2027, 6, 5)
    assert read_day("05/06", TODAY, "zh_CN") == date(2027, 5, 6)
    assert read_day("05/06", TODAY, "en-US") == date(2027, 5, 6)


def test_a_day_that_this_year_does_not_have_any_more_is_the_next_one() -> None:
    assert read_day("1 March", TODAY, "en") == date(2027, 3, 1)
    assert read_day("29 February", TODAY, "en") == date(2028, 2, 29)
    assert read_day("31号", date(2026, 11, 24), "zh") == date(2026, 12, 31)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "25",
        "monday",
        "yesterday",
        "31/2",
        "Thursday 25 December",
        "next week",
        "2020-01-01",
        "9999-12-31",
        "五六号",
    ],
)
def test_what_is_no_clear_day_to_come_is_asked_again(typed: str) -> None:
    assert read_day(typed, TODAY, "en") is None


@given(
    st.text(max_size=250) | st.text(alphabet="0123456789-/. 年月日号天周后下一二十thofDecfriday", max_size=30),
    st.dates(date(2000, 1, 1), date(2150, 12, 31)),
    st.sampled_from(["en", "zh_CN", ""]),
)
def test_whatever_is_typed_a_day_lies_ahead_and_near_enough_to_plan(text: str, today: date, language: str) -> None:
    day = read_day(text, today, language)
    assert day is None or timedelta(0) <= day - today <= timedelta(days=FARTHEST_DAYS)


@given(st.dates(date(2000, 1, 1), date(2150, 12, 31)), st.integers(0, 364))
def test_a_day_of_the_coming_year_reads_back_without_its_year(today: date, away: int) -> None:
    day = today + timedelta(days=away)
    assert read_day(f"{day.month}月{day.day}日", today, "zh") == day
    assert read_day(day.isoformat(), today, "en") == day
