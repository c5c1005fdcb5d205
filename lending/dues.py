"""What a borrower asks about a running loan: what is due, what would this payment pay, what does lateness cost."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from lending.fold import late_rule
from lending.happened import Happened, Kind
from lending.loan import InstalmentState, Loan
from lending.money import Money
from lending.parts import Part
from lending.problems import ProblemWithInput
from lending.rounding import round_value

_TRIAL = "trial"
"""Id of the payment that is only tried; it never leaves this file."""


@dataclass(frozen=True, slots=True)
class WhatIsDue:
    """What is due by the end of a day, and what comes next.

    `now` is unpaid instalments up to that day (`instalments`) with all unpaid penalties; `oldest_due_on` the day of
    the oldest of them. `next_due_on` and `next_amount` are of the first instalment after that day which is not paid.
    """

    on: date
    instalments: Money
    penalty: Money
    now: Money
    oldest_due_on: date | None
    next_due_on: date | None
    next_amount: Money


def what_is_due(loan: Loan, on: date) -> WhatIsDue:
    """What is due on `on`, if nothing more happens until then."""
    then = loan.at(on)
    zero = Money.zero(then.terms.currency)
    due = [i for i in then.instalments if i.due_on <= on and _open(i)]
    later = [i for i in then.instalments if i.due_on > on and _open(i)]
    instalments = sum((_open(i) for i in due), zero)
    penalty = then.outstanding.penalty
    return WhatIsDue(
        on=on,
        instalments=instalments,
        penalty=penalty,
        now=instalments + penalty,
        oldest_due_on=due[0].due_on if due else None,
        next_due_on=later[0].due_on if later else None,
        next_amount=_open(later[0]) if later else zero,
    )


def _open(instalment: InstalmentState) -> Money:
    """What is left of an instalment, penalty aside."""
    return instalment.left.total - instalment.left.penalty


def penalty_due(loan: Loan, on: date) -> Money:
    """Penalties that are neither paid nor waived on `on`."""
    return loan.at(on).outstanding.penalty


def penalty_per_day(loan: Loan, on: date) -> Money:
    """What the day after `on` costs if nothing is paid until then, as it is told: nothing while the days are free."""
    return penalty_due(loan, date.fromordinal(on.toordinal() + 1)) - penalty_due(loan, on)


def daily_penalty(loan: Loan, n: int) -> Money:
    """What a day of lateness of instalment `n` costs on the principal it has left, before the cap, rounded."""
    rule = late_rule(loan.terms, loan.penalty)
    left = next(i.left.principal for i in loan.instalments if i.n == n)
    return Money(round_value(Fraction(left.minor) * rule.rate, rule.mode), loan.terms.currency)


def allocate(loan: Loan, amount: Money, on: date) -> tuple[Part, ...]:
    """The parts that a payment of `amount` received on `on` would pay; they add up to it."""
    if any(event.id == _TRIAL for event in loan.happened):
        raise ProblemWithInput("happened", f"{_TRIAL!r} is not an id that an event can have")
    tried = loan.with_event(Happened(_TRIAL, on, Kind.PAYMENT, amount), as_of=on)
    return next(t.parts for t in tried.transactions if t.id == _TRIAL)
