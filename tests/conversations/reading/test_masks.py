"""Masks let the owner recognise an answer, and nobody else learn it."""

from hypothesis import given
from hypothesis import strategies as st

from conversations.reading.masks import mask_account, mask_id, mask_name, mask_phone


def test_an_account_and_a_phone_keep_their_last_four() -> None:
    assert mask_account("6222020200012341234") == "···· 1234"
    assert mask_phone("+8613800138000") == "···· 8000"


def test_an_identity_number_keeps_neither_birth_date_nor_sex_digit() -> None:
    assert mask_id("11010519491231002X") == "110 ···· X"


def test_a_name_keeps_first_letters_and_hides_its_length() -> None:
    assert mask_name("林美") == "林··"
    assert mask_name("Lin Mei") == "L·· M··"


def test_what_is_too_short_to_hide_behind_is_hidden_whole() -> None:
    assert mask_account("1234567") == mask_id("1234567") == mask_phone("") == "····"
    assert mask_name("") == "··"


@given(st.text(min_size=8, max_size=34, alphabet="0123456789"))
def test_a_mask_shows_at_most_half_of_what_it_hides(number: str) -> None:
    for masked in (mask_account(number), mask_id(number), mask_phone(number)):
        assert sum(c.isdigit() for c in masked) <= len(number) / 2
