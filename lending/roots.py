"""Solving for the one rate that balances cash flows, or saying that there is none or more than one.

The unknown is the factor by which money grows in one small step of time, chosen so that every flow lies a whole
number of steps from the start: then a present value is a polynomial, its powers are whole, and Decimal evaluates
it exactly enough. A polynomial whose coefficients change sign once has one positive root (Descartes); otherwise the
range of rates that make sense is searched. Where several balance the flows, a rate makes sense only with the sign of
the gain: who gets back more than was paid in has not lost a share of it each year. If more than one is still left,
that is an error rather than a choice.
"""

import math
from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from itertools import pairwise

from lending.problems import NoSingleRate

DIGITS = 50
"""Working precision; results are shown with six decimals of a percent."""

LOWEST, HIGHEST = math.log(0.0001), math.log(1e6)
"""Yearly growth factors that make sense: losing 99.99 % of the money to multiplying it by a million."""

_SEARCH_STEPS = 1500
_REFINEMENTS = 200
_STEPS_IN_FLOAT = 60
_NEAR = 1e-8
"""How near binary floating point gets to a root before Decimal takes over."""
_CLOSE = Decimal(10) ** -30

Value = Callable[[Decimal], Decimal]


def sign_changes(coefficients: Sequence[Decimal]) -> int:
    """How often the sign changes along `coefficients`, zeros left out."""
    signs = [c > 0 for c in coefficients if c]
    return sum(one is not other for one, other in pairwise(signs))


def single_root(value: Value, rough: Callable[[float], float], amounts: Sequence[Decimal]) -> Decimal:
    """The one logarithm x of yearly growth, between `LOWEST` and `HIGHEST`, where `value` is zero.

    `rough` is the same function in binary floating point, used to find where to look. `amounts` are the flows in the
    order of time; their changes of sign bound the number of roots. Raises `NoSingleRate`.
    """
    changes = sign_changes(amounts)
    if changes == 0:
        raise NoSingleRate("go only one way, so they have no rate")
    brackets = every_bracket(rough, amounts)
    if len(brackets) > 1:
        gain = (sum(amounts) > 0) is not (amounts[0] > 0)
        brackets = [pair for pair in brackets if (sum(pair) > 0) is gain] or brackets
        if len(brackets) != 1:
            raise NoSingleRate(f"have more than one rate{_listed(rough, brackets)}, so none can be shown")
    if not brackets:
        raise NoSingleRate("have no rate between -99.99 % and a million-fold a year")
    low, high = brackets[0]
    return _refine(value, Decimal(low), Decimal(high))


def every_bracket(rough: Callable[[float], float], amounts: Sequence[Decimal]) -> list[tuple[float, float]]:
    """Pairs of neighbouring points (logarithms of yearly growth), each with one rate that balances between them."""
    return _brackets(rough, only_one=sign_changes(amounts) == 1)


def _listed(rough: Callable[[float], float], brackets: list[tuple[float, float]]) -> str:
    """The rates, about, for who has to tell which flow is wrong."""
    rates = [math.expm1(near) * 100 for low, high in brackets for near, _ in _halved(rough, low, high)]
    return f" ({', '.join(f'about {rate:.1f} %' for rate in rates[:4])} a year)"


def _brackets(rough: Callable[[float], float], *, only_one: bool) -> list[tuple[float, float]]:
    """Neighbouring points between which `rough` changes sign; by halving where there can be only one pair."""
    if only_one:
        return _closed_in(rough)
    width = (HIGHEST - LOWEST) / _SEARCH_STEPS
    points = [LOWEST + k * width for k in range(_SEARCH_STEPS + 1)]
    positive = [rough(x) > 0 for x in points]
    return [(points[k], points[k + 1]) for k in range(_SEARCH_STEPS) if positive[k] is not positive[k + 1]]


def _closed_in(rough: Callable[[float], float]) -> list[tuple[float, float]]:
    """A narrow pair around the only change of sign, by false position; by halving where that does not get near."""
    old, new = LOWEST, HIGHEST
    at_old, at_new = rough(old), rough(new)
    if (at_old > 0) is (at_new > 0):
        return []
    for _ in range(_STEPS_IN_FLOAT):
        newer = new - at_new * (new - old) / (at_new - at_old)
        at_newer = rough(newer)
        if (at_newer > 0) is (at_new > 0):
            at_old /= 2
        else:
            old, at_old = new, at_new
        near = abs(newer - new) < _NEAR / 8
        new, at_new = newer, at_newer
        if near:
            break
    low, high = new - _NEAR, new + _NEAR
    return [(low, high)] if (rough(low) > 0) is not (rough(high) > 0) else _halved(rough)


def _halved(rough: Callable[[float], float], low: float = LOWEST, high: float = HIGHEST) -> list[tuple[float, float]]:
    at_low = rough(low) > 0
    if at_low is (rough(high) > 0):
        return []
    for _ in range(28):
        middle = (low + high) / 2
        if (rough(middle) > 0) is at_low:
            low = middle
        else:
            high = middle
    return [(low, high)]


def _refine(value: Value, old: Decimal, new: Decimal) -> Decimal:
    """The root between `old` and `new` by the Illinois form of false position, to 30 digits."""
    with localcontext(prec=DIGITS):
        at_old, at_new = value(old), value(new)
        for _ in range(_REFINEMENTS):
            if not at_new or abs(new - old) < _CLOSE:
                return new
            newer = new - at_new * (new - old) / (at_new - at_old)
            at_newer = value(newer)
            if (at_newer > 0) is (at_new > 0):
                at_old /= 2
            else:
                old, at_old = new, at_new
            if abs(newer - new) < _CLOSE:
                return newer
            new, at_new = newer, at_newer
    raise NoSingleRate("have a rate that cannot be found exactly")
