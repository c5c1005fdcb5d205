"""Amounts as Lin and Amina type them: what is understood, and what is asked again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.reading.amount import LARGEST_AMOUNT_MINOR, read_amount
from lending.money import Money

FIVE_THOUSAND = """
5000|5,000|5 000|5.000|5'000|5000.00|5,000.00|5.000,00|5k|5K|5 k|5千|五千|5仟|伍仟|5000元|5000 yuan|CNY 5000
RMB5000|￥5000|¥5,000|５０００|٥٠٠٠|٥٬٠٠٠|५०००|五〇〇〇|five thousand|5 thousand|0.5万|0.5w|about 5000|5000.|+5000
I would like 5000, please.|大概5000块|5000（五千）|5000 rmb a month|每月5000元|月薪五千|五千块钱左右|5,000/month
人民币五千元|\u200e5000\u200f"""

UNCLEAR = """
about fine|一般|十分好|千万别|几千|两三千|-5000|−5000|负五千|minus 5000|5000 or 6000|5000-6000|5-6k|5/6|5000.555
5,000,00|1.23456789万|.5|5²|5½|½|5e3|A4|5th|5x|20%|百分之五|USD 5000|$5000|5000美元|6 months|6个月|50000 a year
每周五百|5千半|\u202e5000|99999999999999999999|1,5,5"""


def listed(answers: str) -> list[str]:
    return answers.strip("\n").replace("\n", "|").split("|")


@pytest.mark.parametrize("typed", listed(FIVE_THOUSAND))
def test_five_thousand_is_understood_however_it_is_typed(typed: str) -> None:
    assert read_amount(typed, "CNY") == Money(500_000, "CNY")


@pytest.mark.parametrize(
    ("typed", "yuan"),
    [
        ("5.000,50", "5000.50"),
        ("5,000.50", "5000.50"),
        ("3.2k", "3200"),
        ("1.5万", "15000"),
        ("一点五万", "15000"),
        ("一万五", "15000"),
        ("一万五千", "15000"),
        ("1万5", "15000"),
        ("1万5000", "15000"),
        ("一万一千", "11000"),
        ("一万零五", "10005"),
        ("一万零五十", "10050"),
        ("两万", "20000"),
        ("三千二百元", "3200"),
        ("三千二", "3200"),
        ("十五", "15"),
        ("一般3200", "3200"),
        ("about 3200 a month", "3200"),
        ("three thousand two hundred", "3200"),
        ("1,00,000", "100000"),
        ("5.5", "5.50"),
        ("0", "0"),
        ("None.", "0"),
        ("没有", "0"),
        ("5,000万", "50000000"),
    ],
)
def test_other_amounts_are_worth_what_they_say(typed: str, yuan: str) -> None:
    assert read_amount(typed, "CNY") == Money.parse(yuan, "CNY")


@pytest.mark.parametrize("typed", ["", *listed(UNCLEAR)])
def test_what_is_not_one_amount_is_asked_again(typed: str) -> None:
    assert read_amount(typed, "CNY") is None


def test_three_digits_after_one_separator_are_thousands_unless_the_currency_has_three_decimals() -> None:
    assert read_amount("5.000", "EUR") == Money(500_000, "EUR")
    assert read_amount("5.000", "JPY") == Money(5000, "JPY")
    assert read_amount("5.000", "KWD") is None
    assert read_amount("0.500", "KWD") == Money(500, "KWD")
    assert read_amount("5.5", "JPY") is None


def test_each_currency_knows_its_own_words() -> None:
    assert read_amount("KSh 5,000/=", "KES") == Money(500_000, "KES")
    assert read_amount("Rs.5000", "INR") == Money(500_000, "INR")
    assert read_amount("$5k", "USD") == Money(500_000, "USD")
    assert read_amount("5000元", "USD") is None


def test_the_largest_amount_is_the_last_that_is_understood() -> None:
    assert read_amount("10000000000000", "CNY") == Money(LARGEST_AMOUNT_MINOR, "CNY")
    assert read_amount("10000000000000.01", "CNY") is None


NUMBERISH = st.text(alphabet="0123456789.,' -+k万千百十五一两零点元¥$/ \u202e\u200e²½٣", max_size=40)


@given(st.text(max_size=300) | NUMBERISH, st.sampled_from(["CNY", "JPY", "KWD", "KES"]))
def test_whatever_is_typed_is_answered_with_an_amount_in_bounds_or_with_nothing(typed: str, currency: str) -> None:
    amount = read_amount(typed, currency)
    assert amount is None or (amount.currency == currency and 0 <= amount.minor <= LARGEST_AMOUNT_MINOR)


@given(st.integers(0, LARGEST_AMOUNT_MINOR))
def test_an_amount_shown_in_full_reads_back_as_itself(minor: int) -> None:
    money = Money(minor, "CNY")
    assert read_amount(str(money), "CNY") == money
    assert read_amount(f"{money.major():,}", "CNY") == money


def spelled(number: int) -> str:
    """`number`, below a hundred million, as it is said in Chinese."""
    if number >= 10_000:
        whole, rest = divmod(number, 10_000)
        return spelled(whole) + "万" + ("零" if 0 < rest < 1000 else "") + spelled(rest)
    said, skipped = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, size)
        said += ("零" if digit and skipped and said else "") + (("零一二三四五六七八九"[digit] + unit) if digit else "")
        skipped = not digit
    return said


@given(st.integers(1, 99_999_999))
def test_an_amount_spelled_out_in_chinese_is_worth_what_it_says(yuan: int) -> None:
    assert read_amount(f"{spelled(yuan)}元", "CNY") == Money(yuan * 100, "CNY")


def test_ten_megabytes_of_text_are_put_aside_at_once() -> None:
    assert read_amount("5" * 10_000_000, "CNY") is None
