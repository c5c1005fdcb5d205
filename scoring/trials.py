"""Terms and changes tried with the real rules, counted: a search that has used up its trials finds nothing more."""

from scoring.applicant import Applicant
from scoring.evaluation import Evaluation, Rules, evaluate


class Trials:
    """Evaluates at most `most` different requests. What is tried twice costs nothing.

    `whole` prices also what a rule stops, for a search that looks past that rule.
    """

    def __init__(self, rules: Rules, most: int, *, whole: bool = False) -> None:
        self.whole = whole
        self.rules = rules
        self.left = most
        self._seen: list[tuple[Applicant, Evaluation]] = []

    def evaluate(self, applicant: Applicant) -> Evaluation | None:
        """The request held against every rule; None when no trial is left."""
        for seen, evaluation in self._seen:
            if seen == applicant:
                return evaluation
        if self.left <= 0:
            return None
        self.left -= 1
        evaluation = evaluate(applicant, self.rules, until_stopped=not self.whole)
        self._seen.append((applicant, evaluation))
        return evaluation

    def passing(self, applicant: Applicant) -> Evaluation | None:
        """The evaluation, if every check passes."""
        evaluation = self.evaluate(applicant)
        return evaluation if evaluation is not None and evaluation.passes else None
