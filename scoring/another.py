"""Another amount or term than that of an offer: whether it would be lent, why not, and the nearest that would.

What already stood against the offer itself, and was overridden by a person, is not held against a change of it; a rule
that nobody can override always is.
"""

from dataclasses import dataclass

from scoring.applicant import Applicant
from scoring.checks import HARD
from scoring.evaluation import Evaluation, Rules, evaluate
from scoring.explanation import reasons_for
from scoring.outcome import Reason
from scoring.search import nearest_terms
from scoring.trials import Trials


@dataclass(frozen=True)
class Another:
    """`nearest` is the request itself where it would be lent; None where nothing near it would be.

    `reasons` say why the request would not be lent, the deciding one first; empty where it would.
    """

    nearest: Evaluation | None
    reasons: tuple[Reason, ...]


def another(offered: Applicant, asked: Applicant, rules: Rules) -> Another:
    """The request `asked` held against the policy pack, the budget and everything else, beside the one `offered`."""
    overridden = {c.code for c in evaluate(offered, rules).checks if c.stops and c.kind != HARD}

    def lent(evaluation: Evaluation) -> bool:
        stopped = any(check.stops and check.code not in overridden for check in evaluation.checks)
        return evaluation.terms is not None and not stopped

    found = evaluate(asked, rules)
    if lent(found):
        return Another(found, ())
    trials = Trials(rules, rules.settings.search.most_trials, whole=bool(overridden))
    reasons = tuple(reason for reason in reasons_for(found, rules) if reason.code not in overridden)
    return Another(nearest_terms(asked, found.bounds, trials, lent), reasons)
