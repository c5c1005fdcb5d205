"""A top-up: a new loan whose money first pays off an old one. The borrower receives what is left of it.

    top_up(terms, pay_off(old_loan, on).amount).in_hand

The old loan's pay-off figure is no fee: it clears a debt. So the new loan's yearly rate is reckoned on all of its
money, and only what is handed over is less.
"""

from dataclasses import dataclass

from lending.money import Money
from lending.problems import ProblemWithInput
from lending.schedule import Schedule, schedule
from lending.terms import LoanTerms


@dataclass(frozen=True, slots=True)
class TopUp:
    """A new loan (`plan`) of which `pays_off` goes to the old one and `in_hand` to the borrower."""

    plan: Schedule
    pays_off: Money
    in_hand: Money


def top_up(terms: LoanTerms, pays_off: Money) -> TopUp:
    """The new loan under `terms` that pays `pays_off`, the old loan's pay-off figure of the day of the payout."""
    if pays_off.minor <= 0:
        raise ProblemWithInput("pays_off", "must be more than zero")
    plan = schedule(terms)
    if pays_off > plan.received:
        reason = f"is {pays_off}, more than the {plan.received} that the new loan leaves after its fees"
        raise ProblemWithInput("pays_off", reason)
    return TopUp(plan, pays_off, plan.received - pays_off)
