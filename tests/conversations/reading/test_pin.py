"""A PIN is short, so the first guesses are refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.reading.pin import read_pin
from conversations.reading.refusal import Reason, Refusal


@pytest.mark.parametrize(
    ("typed", "pin"), [("4827", "4827"), ("４８２７", "4827"), (" 90 81 72 ", "908172"), ("53812", "53812")]
)
def test_four_to_six_digits_are_a_pin(typed: str, pin: str) -> None:
    assert read_pin(typed) == pin


@pytest.mark.parametrize("typed", "1111 000000 1234 4321 123456 654321 7890 1212 123123 1990 2004 2580 112233".split())  # noqa: SIM905
def test_the_first_guesses_are_refused(typed: str) -> None:
    assert read_pin(typed) == Refusal(Reason.TRIVIAL)


@pytest.mark.parametrize("typed", ["1987", "0305", "0503", "030587", "870503", "050387", "198705"])
def test_the_persons_own_birthday_is_refused(typed: str) -> None:
    assert read_pin(typed, date(1987, 5, 3)) == Refusal(Reason.TRIVIAL)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", Reason.EMPTY),
        ("123", Reason.TOO_SHORT),
        ("4827159", Reason.TOO_LONG),
        ("48a7", Reason.FORM),
        ("四八二七", Reason.FORM),
        ("48²7", Reason.FORM),
        ("4" * 10_000_000, Reason.TOO_LONG),
    ],
)
def test_anything_else_is_refused_with_its_reason(typed: str, reason: Reason) -> None:
    assert read_pin(typed) == Refusal(reason)


@given(st.text(max_size=250) | st.text(alphabet="0123456789 ٣²", max_size=8))
def test_a_pin_that_is_taken_is_four_to_six_plain_digits(text: str) -> None:
    pin = read_pin(text)
    assert isinstance(pin, Refusal) or (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 6)
