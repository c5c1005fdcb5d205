"""A PIN is never kept, only what shows that it was the same again."""

import os

from bot.pins import ScryptPins

PINS = ScryptPins(os.urandom, cost=16)


def test_the_right_pin_is_recognised_and_no_other() -> None:
    stored = PINS.hash("402931")
    assert PINS.check("402931", stored)
    assert not PINS.check("402932", stored)
    assert "402931" not in stored


def test_the_same_pin_of_two_people_looks_different() -> None:
    assert PINS.hash("402931") != PINS.hash("402931")


def test_something_that_is_no_hash_fits_no_pin() -> None:
    for stored in ("", "402931", "plain$1$2$3", "scrypt$x$y$z", "scrypt$16$????$"):
        assert not PINS.check("402931", stored)
