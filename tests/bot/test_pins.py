"""A PIN is never kept, only what shows that it was the same again."""

import os

import pytest

from bot.pins import PinsOfOneTurn, ScryptPins, SlowWork

PINS = ScryptPins(os.urandom, cost=16)


def test_the_right_pin_is_recognised_and_no_other() -> None:
    stored = PINS.hash("402931", PINS.salt())
    assert PINS.check("402931", stored)
    assert not PINS.check("402932", stored)
    assert "402931" not in stored


def test_the_same_pin_of_two_people_looks_different() -> None:
    assert PINS.hash("402931", PINS.salt()) != PINS.hash("402931", PINS.salt())


def test_something_that_is_no_hash_fits_no_pin() -> None:
    for stored in ("", "402931", "plain$1$2$3", "scrypt$x$y$z", "scrypt$16$????$"):
        assert not PINS.check("402931", stored)


def test_a_turn_never_works_a_pin_out_itself_but_ends_and_is_taken_again_with_the_answer() -> None:
    pins = PinsOfOneTurn(PINS)
    with pytest.raises(SlowWork) as asked:
        pins.hash("402931")
    asked.value.work()
    stored = pins.hash("402931")
    for pin, right in (("402931", True), ("402932", False)):
        with pytest.raises(SlowWork) as asked:
            pins.check(pin, stored)
        asked.value.work()
        assert pins.check(pin, stored) is right
