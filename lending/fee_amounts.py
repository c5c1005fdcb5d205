"""Amounts of fees: what a fee comes to on a base, with its tax, and which instalment it falls due with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from lending.fees import Fee, Tax
from lending.money import Money
from lending.problems import ProblemWithInput
from lending.rounding import RoundingMode, round_value
from lending.terms import LoanTerms


@dataclass(frozen=True, slots=True)
class ChargedFee:
    """A fee as an amount. `amount` is all that is asked for, `tax` the part of it that is passed on as tax."""

    name: str
    amount: Money
    when: str
    deducted: bool
    tax: Money
    paid_to: str | None = None


def charged(fee: Fee, terms: LoanTerms, base: Money) -> ChargedFee:
    """`fee` on `base`, which a percentage is of; the tax comes on top unless it is included."""
    if fee.amount is not None:
        net = terms.money(fee.amount, "fees.amount")
    else:
        net = Money(_percent_of(base.minor, fee.percent, terms.rounding.mode), terms.currency)
    tax = tax_on(net, fee.tax, terms.rounding.mode)
    amount = net if fee.tax is None or fee.tax.included else net + tax
    return ChargedFee(fee.name, amount, fee.when, fee.deducted, tax, fee.paid_to)


def tax_on(amount: Money, tax: Tax | None, mode: RoundingMode) -> Money:
    """The tax in `amount` where it is included, else the tax that comes on top of it."""
    if tax is None:
        return Money.zero(amount.currency)
    percent = Fraction(tax.percent)
    share = percent / (100 + percent) if tax.included else percent / 100
    return Money(round_value(amount.minor * share, mode), amount.currency)


def _percent_of(minor: int, percent: Decimal | None, mode: RoundingMode) -> int:
    return round_value(minor * Fraction(percent or 0) / 100, mode)


def at_disbursement(terms: LoanTerms) -> tuple[ChargedFee, ...]:
    """The fees that are kept back from the money or added to the principal."""
    return tuple(charged(fee, terms, terms.principal) for fee in terms.fees if fee.when == "disbursement")


class InstalmentFees:
    """Says which fees fall due with each instalment of one schedule, whose due dates are known."""

    def __init__(self, terms: LoanTerms, due_dates: Sequence[date]) -> None:
        self._terms = terms
        self._always = [fee for fee in terms.fees if fee.when == "instalment"]
        self._the_same = {
            fee.name: charged(fee, terms, terms.principal)
            for fee in terms.fees
            if fee.when in ("instalment", "once") and fee.of == "principal"
        }
        self._once: dict[int, list[Fee]] = {}
        for fee in terms.fees:
            if fee.when == "once":
                self._once.setdefault(_number_of(fee, due_dates), []).append(fee)

    def of(self, n: int, instalment: Money, outstanding: Money) -> tuple[ChargedFee, ...]:
        """The fees due with instalment `n`, which asks for `instalment` while `outstanding` is owed before it."""
        fees = self._always + self._once[n] if n in self._once else self._always
        if not fees:
            return ()
        bases = {"principal": self._terms.principal, "instalment": instalment, "outstanding": outstanding}
        return tuple(self._the_same.get(fee.name) or charged(fee, self._terms, bases[fee.of]) for fee in fees)


def _number_of(fee: Fee, due_dates: Sequence[date]) -> int:
    """The number of the instalment that a fee charged once is due with."""
    if fee.on_instalment is not None:
        if fee.on_instalment > len(due_dates):
            raise ProblemWithInput("fees.on_instalment", f"is {fee.on_instalment}, and there are {len(due_dates)}")
        return fee.on_instalment
    for n, due_on in enumerate(due_dates, start=1):
        if fee.on is not None and due_on >= fee.on:
            return n
    raise ProblemWithInput("fees.on", "is after the last instalment")
