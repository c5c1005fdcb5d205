"""Money is exact, knows its currency, and loses nothing when it is split."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.currency import DECIMALS, decimals
from lending.money import LARGEST_MINOR, Money, total
from lending.problems import CurrencyMismatch, ProblemWithInput


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("5000.00", "CNY", 500_000),
        ("5000", "JPY", 5000),
        ("1.234", "IQD", 1234),
        ("0.0001", "CLF", 1),
        ("-0.50", "EUR", -50),
    ],
)
def test_an_amount_is_read_in_the_units_of_its_currency(text: str, currency: str, minor: int) -> None:
    assert Money.parse(text, currency).minor == minor


@pytest.mark.parametrize(
    "text", ["1.234", "1,000", "1e3", "", " 5", "five", "٥", "1.", ".5", "+1", "99999999999999999999"]
)
def test_what_is_not_an_exact_amount_is_refused(text: str) -> None:
    with pytest.raises(ProblemWithInput):
        Money.parse(text, "CNY")


def test_zeros_beyond_the_smallest_unit_change_nothing() -> None:
    assert Money.parse("5.0000", "CNY") == Money(500, "CNY")


def test_an_amount_is_written_with_the_decimals_of_its_currency() -> None:
    assert str(Money(500_000, "CNY")) == "5000.00"
    assert str(Money(5, "JPY")) == "5"
    assert str(Money(-5, "KWD")) == "-0.005"
    assert Money(1, "CNY").major() == Decimal("0.01")


def test_a_currency_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ProblemWithInput, match="currency: 'XYZ' is not a currency code"):
        Money(1, "XYZ")
    with pytest.raises(ProblemWithInput):
        decimals("XAU")


def test_two_currencies_never_meet_in_one_sum() -> None:
    with pytest.raises(CurrencyMismatch):
        Money(1, "CNY") + Money(1, "EUR")
    with pytest.raises(CurrencyMismatch):
        assert Money(1, "CNY") < Money(1, "EUR")
    with pytest.raises(CurrencyMismatch):
        total([Money(1, "EUR")], "CNY")


def test_an_amount_beyond_64_bits_is_refused() -> None:
    largest = Money(LARGEST_MINOR, "CNY")
    with pytest.raises(ProblemWithInput, match="larger than can be held"):
        largest + Money(1, "CNY")


def test_a_percentage_of_an_amount_is_rounded_once_and_by_name() -> None:
    assert Money(50, "CNY").times(Decimal("0.05")) == Money(2, "CNY")
    assert Money(50, "CNY").times(Decimal("0.05"), "half_up") == Money(3, "CNY")
    assert Money(-50, "CNY").times(Decimal("0.05"), "floor") == Money(-3, "CNY")


@given(st.integers(-(10**15), 10**15), st.integers(1, 60))
def test_equal_parts_add_up_and_differ_by_one_unit_at_most(minor: int, n: int) -> None:
    parts = Money(minor, "CNY").split(n)
    assert sum(p.minor for p in parts) == minor
    assert max(parts) - min(parts) <= Money(1, "CNY")


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 1000), min_size=1, max_size=20).filter(any))
def test_weighted_parts_add_up_and_nothing_weighs_nothing(minor: int, weights: list[int]) -> None:
    parts = Money(minor, "CNY").allocate(weights)
    assert sum(p.minor for p in parts) == minor
    assert all(part.minor == 0 for part, weight in zip(parts, weights, strict=True) if weight == 0)


@given(st.integers(-(10**15), 10**15), st.sampled_from(sorted(DECIMALS)))
def test_every_amount_reads_back_as_it_was_written(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.parse(str(money), currency) == money
