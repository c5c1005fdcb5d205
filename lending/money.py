"""Money: a whole number of the smallest unit of one ISO 4217 currency.

Never a float, never two currencies in one sum. Splitting loses nothing: the parts always add up to the
whole. An amount is bounded by a signed 64-bit integer, because that is what the databases hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from lending.currency import decimals
from lending.problems import CurrencyMismatch, ProblemWithInput
from lending.rounding import EXACT, RoundingMode, round_ratio, round_value

LARGEST_MINOR = 2**63 - 1
"""The largest number of minor units; the smallest is its negative less one."""

_AMOUNT = re.compile(r"(-?)([0-9]{1,19})(?:\.([0-9]+))?")


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` units of `currency`: Money(500000, "CNY") is 5,000.00 yuan."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise ProblemWithInput("amount", "minor units must be a whole number")
        decimals(self.currency)
        if not -LARGEST_MINOR - 1 <= self.minor <= LARGEST_MINOR:
            raise ProblemWithInput("amount", "is larger than can be held")

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in `currency`."""
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str, currency: str, field: str = "amount") -> Money:
        """Read major units exactly, as in "5000.00"; more decimals than the currency has are refused.

        Only the interchange form is read: ASCII digits and a point, no grouping, no exponent. What people
        type is understood elsewhere. `field` names the value in the error.
        """
        places = decimals(currency)
        found = _AMOUNT.fullmatch(text) if isinstance(text, str) else None
        if found is None:
            raise ProblemWithInput(field, 'must be an amount in major units as text, like "1000.00"')
        sign, whole, fraction = found[1], found[2], (found[3] or "").rstrip("0")
        if len(fraction) > places:
            raise ProblemWithInput(field, f"has more than the {places} decimals that {currency} has")
        minor = int(whole + fraction.ljust(places, "0"))
        if minor > LARGEST_MINOR:
            raise ProblemWithInput(field, "is larger than can be held")
        return cls(-minor if sign else minor, currency)

    @property
    def exponent(self) -> int:
        """How many decimals the currency has."""
        return decimals(self.currency)

    def major(self) -> Decimal:
        """The amount in major units, with the currency's decimals: Decimal("5000.00")."""
        return EXACT.scaleb(Decimal(self.minor), -decimals(self.currency))

    def __str__(self) -> str:
        return format(self.major(), "f")

    def __bool__(self) -> bool:
        return self.minor != 0

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __abs__(self) -> Money:
        return Money(abs(self.minor), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Money) -> bool:
        return self.minor >= self._same(other)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return other.minor

    def times(self, factor: Decimal | int, rounding: RoundingMode | str = RoundingMode.HALF_EVEN) -> Money:
        """The amount times `factor`, rounded once to the smallest unit; the product itself is exact."""
        numerator, denominator = factor.as_integer_ratio()
        return Money(round_ratio(self.minor * numerator, denominator, RoundingMode(rounding)), self.currency)

    def to_multiple(self, step: Money, rounding: RoundingMode | str) -> Money:
        """The multiple of `step` (a positive amount) that this amount rounds to."""
        if self._same(step) <= 0:
            raise ProblemWithInput("step", "must be more than nothing")
        return Money(round_value(self.minor, RoundingMode(rounding), step.minor), self.currency)

    def split(self, n: int) -> tuple[Money, ...]:
        """`n` parts that differ by at most one smallest unit, the larger first, adding up to the whole."""
        if n < 1:
            raise ProblemWithInput("parts", "must be at least one")
        return self.allocate([1] * n)

    def allocate(self, weights: Sequence[int | Decimal]) -> tuple[Money, ...]:
        """Parts in proportion to `weights` that add up to the whole (largest remainder; ties to the earlier).

        Weights are not negative and not all zero.
        """
        if not weights or any(w < 0 for w in weights) or not any(weights):
            raise ProblemWithInput("weights", "must not be negative, and at least one must be positive")
        ratios = [w.as_integer_ratio() for w in weights]
        common = 1
        for _, denominator in ratios:
            common *= denominator
        whole = [numerator * (common // denominator) for numerator, denominator in ratios]
        return tuple(Money(part, self.currency) for part in _largest_remainder(self.minor, whole))


def _largest_remainder(minor: int, weights: list[int]) -> list[int]:
    """Whole parts of `minor` by whole-number weights; units left over go to the largest remainders."""
    sign = -1 if minor < 0 else 1
    total = sum(weights)
    shares = [divmod(abs(minor) * weight, total) for weight in weights]
    left = abs(minor) - sum(part for part, _ in shares)
    winners = set(sorted(range(len(shares)), key=lambda k: (-shares[k][1], k))[:left])
    return [sign * (part + (k in winners)) for k, (part, _) in enumerate(shares)]


def total(amounts: Sequence[Money], currency: str) -> Money:
    """The sum of `amounts`, nothing in `currency` when there are none."""
    if any(amount.currency != currency for amount in amounts):
        raise CurrencyMismatch(currency, next(a.currency for a in amounts if a.currency != currency))
    return Money(sum(amount.minor for amount in amounts), currency)
