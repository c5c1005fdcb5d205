"""The schedule of a loan: every instalment with its parts, the fees, and what the borrower receives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from lending.fee_amounts import ChargedFee, InstalmentFees, at_disbursement
from lending.methods import spread
from lending.money import Money, total
from lending.periods import Period, periods
from lending.problems import ProblemWithInput
from lending.rows import Row
from lending.terms import LoanTerms

__all__ = ["ChargedFee", "Instalment", "Schedule", "Totals", "schedule"]


@dataclass(frozen=True, slots=True)
class Instalment:
    """One instalment: what falls due on `due_on`, and the principal that is left after it (`balance`).

    `earned` is the interest that its period earns; it differs from `interest` only where interest is paid later
    than it is earned. `exact_interest` is the same before rounding, in smallest units, for accrual within the period.
    `fees` are the fees that `fee` is the sum of, each with its tax.
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
    fees: tuple[ChargedFee, ...] = ()

    @property
    def due(self) -> Money:
        """All that is due on the day: principal, interest and fee."""
        return Money(self.principal.minor + self.interest.minor + self.fee.minor, self.principal.currency)

    @property
    def tax(self) -> Money:
        """The part of `fee` that is tax."""
        return total([fee.tax for fee in self.fees], self.principal.currency)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums over the instalments; fees at disbursement are not in them."""

    principal: Money
    interest: Money
    fee: Money
    due: Money


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

    @property
    def tax(self) -> Money:
        """The part of all fees, at disbursement and with instalments, that is tax."""
        parts = [fee.tax for fee in self.fees] + [i.tax for i in self.instalments]
        return total(parts, self.received.currency)


def schedule(terms: LoanTerms) -> Schedule:
    """The schedule that `terms` make.

    Fees added at disbursement are lent too, so they are in the principal of the instalments. Raises
    `ProblemWithInput` where the terms make no loan: an instalment that never repays, dates beyond the calendar, fees
    that eat up the principal.
    """
    fees = at_disbursement(terms)
    added = total([fee.amount for fee in fees if not fee.deducted], terms.currency)
    deducted = total([fee.amount for fee in fees if fee.deducted], terms.currency)
    if deducted >= terms.principal:
        raise ProblemWithInput("fees", "deducted at disbursement leave nothing of the principal")
    principal = terms.principal + added
    rows = spread(terms, principal.minor, periods(terms))
    instalments = _instalments(rows, principal, terms)
    return Schedule(instalments, _totals(instalments, terms.currency), fees, terms.principal - deducted)


def _instalments(rows: list[Row], principal: Money, terms: LoanTerms) -> tuple[Instalment, ...]:
    currency, balance, made = terms.currency, principal, []
    nothing, charges = Money.zero(currency), InstalmentFees(terms, [row.period.due_on for row in rows])
    interests = _when_paid([row.interest for row in rows], terms.grace.interest_payment)
    for n, (row, interest_due) in enumerate(zip(rows, interests, strict=True), start=1):
        part, interest = Money(row.principal, currency), Money(interest_due, currency)
        fees = charges.of(n, Money(row.principal + interest_due, currency), balance)
        fee = total([fee.amount for fee in fees], currency) if fees else nothing
        balance = Money(balance.minor - row.principal, currency)
        earned = interest if row.interest == interest_due else Money(row.interest, currency)
        made.append(Instalment(n, row.period.due_on, part, interest, fee, balance, row.period, earned, row.exact, fees))
    return tuple(made)


def _when_paid(earned: list[int], deferred: int) -> list[int]:
    """Interest by the instalment that pays it: the first `deferred` ones leave theirs to the one after them."""
    if not deferred:
        return earned
    return [0] * deferred + [sum(earned[: deferred + 1])] + earned[deferred + 1 :]


def _totals(instalments: tuple[Instalment, ...], currency: str) -> Totals:
    principal = total([i.principal for i in instalments], currency)
    interest = total([i.interest for i in instalments], currency)
    fee = total([i.fee for i in instalments], currency)
    return Totals(principal, interest, fee, principal + interest + fee)
