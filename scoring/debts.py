"""How far other debts must come down for a loan to be granted: the highest level that still passes."""

from dataclasses import replace

from lending.money import Money
from scoring.amounts import major_units
from scoring.applicant import Applicant
from scoring.evaluation import Evaluation
from scoring.trials import Trials


def lower_debts(request: Applicant, without: Evaluation, trials: Trials) -> tuple[Money, Evaluation]:
    """The highest monthly debts, in whole steps, with which `request` passes, and the evaluation that shows it.

    `without` is the evaluation of the request with no debts at all, which passes. Debts are halved in on, since fewer
    debts never hurt; out of trials, the best level seen so far is given.
    """
    assert request.debts is not None
    step = major_units(trials.rules.settings.search.debt_step, request.currency).minor
    good, bad, found = 0, -(-request.debts.minor // step), without
    while bad - good > 1:
        middle = (good + bad) // 2
        granted = trials.passing(replace(request, debts=Money(middle * step, request.currency)))
        if granted is None:
            bad = middle
        else:
            good, found = middle, granted
    return Money(good * step, request.currency), found
