"""Identity numbers, accounts, telephone numbers: slips are caught, forms are forgiven. All numbers are made up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.reading.account import read_account
from conversations.reading.national_id import SCHEMES, NationalId, read_national_id
from conversations.reading.phone import read_phone
from conversations.reading.refusal import Reason, Refusal

BORN_1949 = "11010519491231002X"


@pytest.mark.parametrize(
    "typed", [BORN_1949, "110105 19491231 002x", "１１０１０５１９４９１２３１００２Ｘ", "110105-19491231-002X"]
)
def test_a_chinese_number_gives_its_birth_date_however_it_is_spaced(typed: str) -> None:
    assert read_national_id(typed, "cn") == NationalId(BORN_1949, date(1949, 12, 31))


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", Reason.EMPTY),
        ("1" * 10_000_000, Reason.TOO_LONG),
        ("110105491231002", Reason.FORM),
        ("110105194912310021", Reason.CHECK),
        ("110105194913310025", Reason.DATE),
        ("990105194912310025", Reason.REGION),
        ("about fine", Reason.FORM),
    ],
)
def test_a_slip_in_a_chinese_number_is_named(typed: str, reason: Reason) -> None:
    assert read_national_id(typed, "cn") == Refusal(reason)


def test_any_one_wrong_digit_of_a_chinese_number_is_found() -> None:
    for place, right in enumerate(BORN_1949[:17]):
        for wrong in set("0123456789") - {right}:
            assert isinstance(read_national_id(BORN_1949[:place] + wrong + BORN_1949[place + 1 :], "cn"), Refusal)


def test_an_indian_number_is_checked_by_verhoeff_and_swapped_digits_are_found() -> None:
    assert read_national_id("9999 4105 7058", "in") == NationalId("999941057058")
    assert read_national_id("9999 4105 7085", "in") == Refusal(Reason.CHECK)
    assert read_national_id("0999 4105 7058", "in") == Refusal(Reason.FORM)


def test_kenyan_and_unknown_numbers_are_taken_by_their_form() -> None:
    assert read_national_id("2345 6789", "ke") == NationalId("23456789")
    assert read_national_id("A-123 456", "any") == NationalId("A123456")
    assert read_national_id("ABCDEF", "any") == Refusal(Reason.FORM)
    assert read_national_id("12345", "any") == Refusal(Reason.FORM)


def test_a_number_is_not_shown_when_the_value_is_printed() -> None:
    assert BORN_1949 not in repr(read_national_id(BORN_1949, "cn"))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("6222 0202 0001 2345 670", "6222020200012345670"),
        ("4111-1111-1111-1111", "4111111111111111"),
        ("gb82 west 1234 5698 7654 32", "GB82WEST12345698765432"),
        ("12345678", "12345678"),
        ("00123456789012", "00123456789012"),
        ("AB12345678", "AB12345678"),
    ],
)
def test_an_account_is_taken_without_its_spaces(typed: str, number: str) -> None:
    assert read_account(typed) == number


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", Reason.EMPTY),
        ("4111 1111 1111 1112", Reason.CHECK),
        ("GB82 WEST 1234 5698 7654 33", Reason.CHECK),
        ("GB82 WEST 1234 5698 7654 3", Reason.CHECK),
        ("1234567", Reason.FORM),
        ("0" * 16, Reason.FORM),
        ("my bank account", Reason.FORM),
        ("支付宝12345678", Reason.FORM),
        ("1" * 10_000_000, Reason.TOO_LONG),
    ],
)
def test_a_slip_in_an_account_is_named(typed: str, reason: Reason) -> None:
    assert read_account(typed) == Refusal(reason)


@pytest.mark.parametrize(
    "typed", ["+86 138 0013 8000", "13800138000", "8613800138000", "0086 138-0013-8000", "１３８００１３８０００"]
)
def test_a_chinese_mobile_number_comes_out_in_one_form(typed: str) -> None:
    assert read_phone(typed, ("CN", "KE")) == "+8613800138000"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", Reason.EMPTY),
        ("call me", Reason.FORM),
        ("+", Reason.FORM),
        ("12", Reason.FORM),
        ("+86 999", Reason.FORM),
        ("+44 7911 123456", Reason.COUNTRY),
        ("+888 0123 4567", Reason.ANONYMOUS),
        ("88801234567", Reason.ANONYMOUS),
        ("5" * 10_000_000, Reason.TOO_LONG),
    ],
)
def test_a_number_we_cannot_serve_is_refused_with_its_reason(typed: str, reason: Reason) -> None:
    assert read_phone(typed, ("CN", "KE")) == Refusal(reason)


@given(st.text(max_size=250) | st.text(alphabet="0123456789+- ()Xx/.\u200e٣", max_size=40))
def test_whatever_is_typed_is_taken_in_one_form_or_refused(text: str) -> None:
    for scheme in SCHEMES:
        read_id = read_national_id(text, scheme)
        assert isinstance(read_id, Refusal) or read_national_id(read_id.number, scheme) == read_id
    for taken in (read_account(text), read_phone(text, ("CN", "KE", "IN"))):
        assert isinstance(taken, Refusal) or taken.isascii()
