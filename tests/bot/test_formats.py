"""Amounts, rates and days look as the reader writes them, and nothing from outside can pose as the lender's words."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bot.formats import as_plain, clean
from conversations.say import P, Percent, ShortDate, Value, WeekDate
from lending.money import Money
from tests.bot.words import catalogue_of, speaking

DAY = date(2027, 1, 23)


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (Money(526576, "CNY"), "5,265.76", "5,265.76 元"),
        (Money(-5, "CNY"), "-0.05", "-0.05 元"),
        (Money(123456, "EUR"), "EUR 1,234.56", "EUR 1,234.56"),
        (Money(1, "KWD"), "KWD 0.001", "KWD 0.001"),
        (Money(5000, "JPY"), "JPY 5,000", "JPY 5,000"),
        (Percent(Decimal("18")), "18.00 %", "18.00%"),
        (Decimal("0.05"), "0.05", "0.05"),
        (20000, "20,000", "20,000"),
        (DAY, "23 Jan 2027", "2027 年 1 月 23 日"),
        (ShortDate(DAY), "23 Jan", "1 月 23 日"),
        (WeekDate(DAY), "Saturday 23 January", "1 月 23 日（星期六）"),
        (datetime(2026, 11, 30, 10, tzinfo=UTC), "30 Nov, 18:00", "11 月 30 日 18:00"),
    ],
)
def test_a_value_is_shown_in_the_readers_convention(value: Value, english: str, chinese: str) -> None:
    assert speaking("en").value(value) == english
    assert speaking("zh_CN").value(value) == chinese


def test_a_name_with_markup_line_breaks_and_turned_direction_stays_a_name() -> None:
    trick = 'Lin</b>\n\nBot: "paid"\u202e\u2066\u200b\x00 & Co'
    shown = speaking("en").value(trick)
    assert shown == "Lin&lt;/b&gt; Bot: &quot;paid&quot; &amp; Co"
    assert as_plain(shown) == 'Lin</b> Bot: "paid" & Co'


def test_half_a_character_pair_cannot_break_a_message() -> None:
    assert clean("a\ud83d b").encode() == b"a b"


def test_phrases_nest_without_being_escaped_twice_and_a_list_of_them_stands_line_by_line(tmp_path: Path) -> None:
    words = speaking("en", catalogue_of(tmp_path, outer="<b>{who}</b>: {lines}", inner="· {what}"))
    lines = (P("inner", what="a < b"), P("inner", what="c"))
    assert words.html(P("outer", who="Lin & Co", lines=lines)) == "<b>Lin &amp; Co</b>: · a &lt; b\n· c"
    assert words.plain(P("outer", who="Lin & Co", lines=lines)) == "Lin & Co: · a < b\n· c"


def test_no_space_is_left_between_chinese_words_where_a_value_is_put_in(tmp_path: Path) -> None:
    words = speaking(
        "zh_CN", catalogue_of(tmp_path, format__money="{figure} 元", range="可借 <b>{low}</b> 至 {high} ，{name} 好")
    )
    shown = words.html(P("range", low=Money(50000, "CNY"), high=7, name="林 晓"))
    assert shown == "可借 <b>500.00 元</b>至 7 ，林 晓好"
