"""The most that is lent to a person now: what the income of the grade carries, and the step that repayment has earned.

A limit is never raised without the borrower's request; this figure is only ever held against one.
"""

from dataclasses import dataclass

from lending.money import Money
from scoring.affordability import Budget
from scoring.amounts import major_units, share_of
from scoring.history import History
from scoring.settings import GradeBand, LadderSettings


@dataclass(frozen=True)
class Limits:
    """The two limits. `by_income` is None where the income is unknown."""

    by_income: Money | None
    by_ladder: Money

    @property
    def least(self) -> Money:
        """The one that binds."""
        return self.by_ladder if self.by_income is None else min(self.by_income, self.by_ladder)


def limits_of(budget: Budget | None, band: GradeBand, history: History, ladder: LadderSettings) -> Limits:
    """The limits of a person with this budget, grade and history."""
    by_income = None if budget is None else share_of(budget.income, band.income_multiple)
    return Limits(by_income, ladder_step(history, ladder))


def ladder_step(history: History, ladder: LadderSettings) -> Money:
    """The step that repaid loans have earned; who was very late stays on the first."""
    held_back = history.worst_days_late > ladder.late_days_stop_growth
    repaid = 0 if held_back else history.loans_repaid
    step = [step for step in ladder.steps if step.loans_repaid <= repaid][-1]
    return major_units(step.limit, history.outstanding.currency)
