"""The search for terms that would be lent: the term is changed before the amount, each by the least that passes.

A longer term and a smaller amount make every check easier, or almost every one, so a search by halving finds the least
change in a few trials; whatever is found has been held against every rule itself, so it is exact even where a fixed fee
makes small loans dear.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from lending.money import Money
from lending.rounding import RoundingMode
from lending.term import Term
from scoring.applicant import Applicant
from scoring.bounds import Bounds
from scoring.evaluation import Evaluation
from scoring.trials import Trials

Accepts = Callable[[Evaluation], bool]


def passes(evaluation: Evaluation) -> bool:
    """Every check passed: what the program may lend by itself."""
    return evaluation.passes


def not_stopped(evaluation: Evaluation) -> bool:
    """Only what a person may decide is left open."""
    return not evaluation.stopped


def nearest_terms(applicant: Applicant, bounds: Bounds, trials: Trials, accepts: Accepts) -> Evaluation | None:
    """The terms nearest to the request that are accepted, the request itself first; None where there are none.

    Never a larger amount than asked for.
    """
    most = min(applicant.principal, bounds.most).to_multiple(bounds.step, RoundingMode.DOWN)
    terms = _terms_to_try(applicant.term, bounds.terms)
    if most < bounds.least or not terms:
        return None
    asked = replace(applicant, principal=most)
    found = _first(tuple(replace(asked, term=term) for term in terms), trials, accepts)
    if found is not None:
        return found
    largest = _largest_amount(replace(asked, term=terms[-1]), bounds, trials, accepts)
    if largest is None:
        return None
    shorter = tuple(replace(largest.applicant, term=term) for term in terms)
    return _first(shorter, trials, accepts) or largest


def _terms_to_try(asked: Term, offered: Sequence[Term]) -> tuple[Term, ...]:
    """The request's own term and the longer ones; the longest where more was asked than is offered."""
    longer = tuple(term for term in offered if term.unit is asked.unit and term.count >= asked.count)
    return longer or tuple(offered[-1:])


def _first(requests: Sequence[Applicant], trials: Trials, accepts: Accepts) -> Evaluation | None:
    """The first of `requests`, ordered from hardest to easiest, that is accepted."""
    found = _accepted(requests[0], trials, accepts)
    if found is not None or len(requests) == 1:
        return found
    found = _accepted(requests[-1], trials, accepts)
    if found is None:
        return None
    return _halve(0, len(requests) - 1, found, lambda place: _accepted(requests[place], trials, accepts))


def _largest_amount(asked: Applicant, bounds: Bounds, trials: Trials, accepts: Accepts) -> Evaluation | None:
    """The largest amount below the one asked for that is accepted at this term."""
    step = bounds.step.minor

    def at(multiple: int) -> Evaluation | None:
        return _accepted(replace(asked, principal=Money(multiple * step, asked.currency)), trials, accepts)

    least, refused = bounds.least.minor // step, asked.principal.minor // step
    found = at(least) if least < refused else None
    return None if found is None else _halve(refused, least, found, at)


def _halve(bad: int, good: int, found: Evaluation, at: Callable[[int], Evaluation | None]) -> Evaluation:
    """The accepted evaluation nearest to `bad`, which was refused; `good` was accepted and is `found`."""
    while abs(good - bad) > 1:
        middle = (good + bad) // 2
        evaluation = at(middle)
        if evaluation is None:
            bad = middle
        else:
            good, found = middle, evaluation
    return found


def _accepted(request: Applicant, trials: Trials, accepts: Accepts) -> Evaluation | None:
    evaluation = trials.evaluate(request)
    return evaluation if evaluation is not None and accepts(evaluation) else None
