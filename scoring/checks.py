"""What one set of terms is held against: each check with its code, whether it passed, and its figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scoring.json_values import Param
from scoring.outcome import Reason, RuleResult

HARD, SOFT = "hard", "soft"


@dataclass(frozen=True)
class Check:
    """One check on one set of terms.

    `kind` says whether a person may override it (soft) or nobody (hard). `refers` is whether failing it alone asks a
    person instead of refusing. `params` are the figures of the reason.
    """

    code: str
    kind: str
    passed: bool
    params: Mapping[str, Param] = field(default_factory=dict)
    refers: bool = False

    @property
    def stops(self) -> bool:
        """Whether the program cannot lend on these terms."""
        return not self.passed and not self.refers

    def result(self) -> RuleResult:
        """The check as a decision keeps it."""
        return RuleResult(self.code, self.kind, self.passed)

    def reason(self) -> Reason:
        """The check as a reason."""
        return Reason(self.code, self.params)


def hard(code: str, passed: bool, **params: Param) -> Check:
    """A rule of law or of decency: no button overrides it."""
    return Check(code, HARD, passed, params)


def soft(code: str, passed: bool, **params: Param) -> Check:
    """A rule that a person may override: failing it asks one."""
    return Check(code, SOFT, passed, params, refers=True)


def appetite(code: str, passed: bool, **params: Param) -> Check:
    """What the lender is willing to risk: the program refuses, a person who looks again may override."""
    return Check(code, SOFT, passed, params)
