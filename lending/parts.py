"""The parts that money of a loan consists of, and the record of which parts each event paid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from lending.money import Money


class PartKind(StrEnum):
    """What a piece of a payment pays; `credit` is what is too much and stays the borrower's."""

    FEE = "fee"
    INTEREST = "interest"
    PRINCIPAL = "principal"
    PENALTY = "penalty"
    CREDIT = "credit"


PAID_IN_ORDER = (PartKind.FEE, PartKind.INTEREST, PartKind.PRINCIPAL)
"""Inside one instalment, by the default allocation."""


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a payment: `amount` for `kind` of instalment `n` (None for credit).

    An amount is negative only where early payment in full gives back interest or a fee that had been paid ahead; the
    parts of a payment always add up to it.
    """

    kind: PartKind
    amount: Money
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Transaction:
    """One event with the parts it paid (or waived, charged, gave back); `reversed_by` is the id that took it back."""

    id: str
    on: date
    kind: str
    amount: Money
    parts: tuple[Part, ...]
    reversed_by: str | None = None


def of_kind(parts: Iterable[Part], kind: PartKind, currency: str) -> Money:
    """The sum of the parts of one kind."""
    return Money(sum(part.amount.minor for part in parts if part.kind is kind), currency)
