"""Dates step and return, and rounding does what its name says."""

from datetime import date
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lending.calendar import Adjustment, Unit, add, adjusted
from lending.problems import ProblemWithInput
from lending.rounding import RoundingMode, round_decimals, round_value

OWN_NAMES = {
    RoundingMode.HALF_EVEN: ROUND_HALF_EVEN,
    RoundingMode.HALF_UP: ROUND_HALF_UP,
    RoundingMode.UP: ROUND_UP,
    RoundingMode.DOWN: ROUND_DOWN,
    RoundingMode.CEILING: ROUND_CEILING,
    RoundingMode.FLOOR: ROUND_FLOOR,
}


@given(st.decimals(-(10**9), 10**9, places=3), st.sampled_from(list(RoundingMode)))
def test_each_mode_agrees_with_the_standard_library(value: Decimal, mode: RoundingMode) -> None:
    assert round_value(value, mode) == int(value.to_integral_value(OWN_NAMES[mode]))


def test_rates_are_rounded_half_up_as_europe_asks() -> None:
    """The guidelines' own example: 3.054 % is 3.1 % to one decimal and 3.05 % to two."""
    assert str(round_decimals(Decimal("3.054"), 1, RoundingMode.HALF_UP)) == "3.1"
    assert str(round_decimals(Decimal("3.054"), 2, RoundingMode.HALF_UP)) == "3.05"
    assert str(round_decimals(Decimal("18"), 2, RoundingMode.HALF_UP)) == "18.00"


@given(st.integers(-(10**9), 10**9), st.integers(1, 500), st.sampled_from(list(RoundingMode)))
def test_a_multiple_is_a_multiple_and_near(value: int, multiple: int, mode: RoundingMode) -> None:
    found = round_value(value, mode, multiple)
    assert found % multiple == 0
    assert abs(found - value) < multiple


@pytest.mark.parametrize(
    ("start", "n", "own_day", "end"),
    [
        (date(2027, 1, 31), 1, None, date(2027, 2, 28)),
        (date(2027, 2, 28), 1, 31, date(2027, 3, 31)),
        (date(2028, 1, 30), 1, None, date(2028, 2, 29)),
        (date(2027, 3, 31), -1, None, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, None, date(2027, 1, 15)),
    ],
)
def test_months_keep_their_day_where_there_is_one(start: date, n: int, own_day: int | None, end: date) -> None:
    assert add(start, Unit.MONTH, n, own_day) == end


def test_a_day_that_is_not_worked_moves_by_its_rule() -> None:
    """Saturday 31 July 2027 and the Sunday after it."""
    weekend = {date(2027, 7, 31), date(2027, 8, 1)}
    found = {rule: adjusted(date(2027, 7, 31), rule, weekend.__contains__) for rule in Adjustment}
    assert found == {
        Adjustment.AS_IS: date(2027, 7, 31),
        Adjustment.NEXT: date(2027, 8, 2),
        Adjustment.PREVIOUS: date(2027, 7, 30),
        Adjustment.MODIFIED_FOLLOWING: date(2027, 7, 30),
    }


def test_a_calendar_without_working_days_is_refused() -> None:
    with pytest.raises(ProblemWithInput, match="leave no working day"):
        adjusted(date(2027, 1, 1), Adjustment.NEXT, lambda _: True)
