"""The schedule of a loan: every instalment with its parts, the fees, and what the borrower receives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from lending.methods import Row, spread
from lending.money import Money, total
from lending.periods import Period, periods
from lending.problems import ProblemWithInput
from lending.rounding import round_value
from lending.terms import Fee, LoanTerms


@dataclass(frozen=True, slots=True)
class Instalment:
    """One instalment: what falls due on `due_on`, and the principal that is left after it (`balance`).

    `earned` is the interest that its period earns; it differs from `interest` only where interest is paid later
    than it is earned. `exact_interest` is the same before rounding, in smallest units, for accrual within the period.
    """

    n: int
    due_on: date
    principal: Money
    interest: Money
    fee: Money
    balance: Money
    period: Period
    earned: Money
    exact_interest: Fraction

    @property
    def due(self) -> Money:
        """All that is due on the day: principal, interest and fee."""
        return self.principal + self.interest + self.fee


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the instalments; fees at disbursement are not in them."""

    principal: Money
    interest: Money
    fee: Money
    due: Money


@dataclass(frozen=True, slots=True)
class ChargedFee:
    """A fee at disbursement, as an amount."""

    name: str
    amount: Money
    when: str
    deducted: bool


@dataclass(frozen=True, slots=True)
class Schedule:
    """What a borrower receives and pays, to the smallest unit."""

    instalments: tuple[Instalment, ...]
    totals: Totals
    fees: tuple[ChargedFee, ...]
    received: Money

    @property
    def cost(self) -> Money:
        """All that is paid beyond the money received: interest and every fee."""
        return self.totals.due - self.received


def schedule(terms: LoanTerms) -> Schedule:
    """The schedule that `terms` make.

    Fees added at disbursement are lent too, so they are in the principal of the instalments. Raises
    `ProblemWithInput` where the terms make no loan: an instalment that never repays, dates beyond the calendar, fees
    that eat up the principal.
    """
    fees = tuple(_at_disbursement(fee, terms) for fee in terms.fees if fee.when == "disbursement")
    added = total([fee.amount for fee in fees if not fee.deducted], terms.currency)
    deducted = total([fee.amount for fee in fees if fee.deducted], terms.currency)
    if deducted >= terms.principal:
        raise ProblemWithInput("fees", "deducted at disbursement leave nothing of the principal")
    principal = terms.principal + added
    rows = spread(terms, principal.minor, periods(terms))
    instalments = _instalments(rows, principal, terms)
    return Schedule(instalments, _totals(instalments, terms.currency), fees, terms.principal - deducted)


def _at_disbursement(fee: Fee, terms: LoanTerms) -> ChargedFee:
    return ChargedFee(fee.name, _fee_amount(fee, terms, terms.principal), fee.when, fee.deducted)


def _fee_amount(fee: Fee, terms: LoanTerms, base: Money) -> Money:
    """The fee as an amount; a percentage is of `base`."""
    if fee.amount is not None:
        return terms.money(fee.amount, "fees.amount")
    percent = Fraction(fee.percent if fee.percent is not None else Decimal(0))
    return Money(round_value(base.minor * percent / 100, terms.rounding.mode), terms.currency)


def _instalments(rows: list[Row], principal: Money, terms: LoanTerms) -> tuple[Instalment, ...]:
    currency, balance, made = terms.currency, principal, []
    interests = _when_paid([row.interest for row in rows], terms.grace.interest_payment)
    for n, (row, interest_due) in enumerate(zip(rows, interests, strict=True), start=1):
        part, interest = Money(row.principal, currency), Money(interest_due, currency)
        fee = _instalment_fee(terms, part + interest, balance)
        balance = balance - part
        earned = Money(row.interest, currency)
        made.append(Instalment(n, row.period.due_on, part, interest, fee, balance, row.period, earned, row.exact))
    return tuple(made)


def _when_paid(earned: list[int], deferred: int) -> list[int]:
    """Interest by the instalment that pays it: the first `deferred` ones leave theirs to the one after them."""
    if not deferred:
        return earned
    return [0] * deferred + [sum(earned[: deferred + 1])] + earned[deferred + 1 :]


def _instalment_fee(terms: LoanTerms, instalment: Money, outstanding: Money) -> Money:
    bases = {"principal": terms.principal, "instalment": instalment, "outstanding": outstanding}
    fees = [_fee_amount(fee, terms, bases[fee.of]) for fee in terms.fees if fee.when == "instalment"]
    return total(fees, terms.currency)


def _totals(instalments: tuple[Instalment, ...], currency: str) -> Totals:
    principal = total([i.principal for i in instalments], currency)
    interest = total([i.interest for i in instalments], currency)
    fee = total([i.fee for i in instalments], currency)
    return Totals(principal, interest, fee, principal + interest + fee)
