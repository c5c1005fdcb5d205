"""The rows that every method makes: one period's principal and interest in smallest units, and how both are rounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from lending.periods import Period, principal_is_due
from lending.plan_rules import LastInstalment
from lending.rounding import RoundingMode, round_ratio, round_value
from lending.terms import LoanTerms


@dataclass(frozen=True, slots=True)
class Row:
    """One period's principal and the interest it earns, in smallest units; `exact` is the unrounded interest."""

    period: Period
    principal: int
    interest: int
    exact: Fraction


@dataclass(frozen=True, slots=True)
class Rounder:
    """Rounds to a multiple (smallest units) by a mode."""

    mode: RoundingMode
    multiple: int = 1

    def __call__(self, value: Fraction) -> int:
        return round_value(value, self.mode, self.multiple)

    def interest(self, balance: int, rate: Fraction) -> int:
        """The interest of one period on `balance`."""
        numerator, denominator, step = rate.numerator, rate.denominator, self.multiple
        return round_ratio(balance * numerator, denominator * step, self.mode) * step


@dataclass(frozen=True, slots=True)
class Rules:
    """What the methods need of the terms. `pays` says for each period whether principal is due at its end.

    `agreed` is a level instalment that was agreed, None where it is reckoned. `free` periods at the start bear no
    interest.
    """

    interest: Rounder
    level: Rounder
    payment: Rounder
    whole: Rounder
    last: LastInstalment
    pays: tuple[bool, ...]
    free: int
    agreed: int | None

    @property
    def paying(self) -> int:
        """How many instalments carry principal."""
        return sum(self.pays)


def rules_of(terms: LoanTerms, periods: tuple[Period, ...]) -> Rules:
    """The rules that `terms` set, in smallest units."""
    rounding, mode = terms.rounding, terms.rounding.mode

    def rounder(own: RoundingMode | None, name: str) -> Rounder:
        multiple = getattr(rounding, f"{name}_multiple_of")
        step = 1 if multiple is None else terms.money(multiple, f"rounding.{name}_multiple_of").minor
        return Rounder(own or mode, step)

    return Rules(
        interest=rounder(rounding.interest_mode, "interest"),
        level=rounder(rounding.instalment_mode, "instalment"),
        payment=rounder(rounding.payment_mode, "payment"),
        whole=Rounder(mode),
        last=terms.last_instalment,
        pays=principal_is_due(terms, periods),
        free=terms.grace.interest_free,
        agreed=None if terms.instalment is None else terms.money(terms.instalment, "instalment").minor,
    )


def on_balance(principals: Sequence[int], principal: int, periods: Sequence[Period], rules: Rules) -> list[Row]:
    """Rows with these principal parts and interest on the balance that is left before each."""
    rows, balance = [], principal
    for period, part in zip(periods, principals, strict=True):
        rows.append(Row(period, part, rules.interest.interest(balance, period.rate), balance * period.rate))
        balance -= part
    return rows
