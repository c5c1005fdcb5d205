"""What a check found to be wrong. Names rows by id or reference and says figures; never anything personal."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One broken promise. `check` names the rule, `subject` what breaks it, `detail` how.

    `stops` is False for what is only late: somebody has to look, and the books are right.
    """

    check: str
    subject: str
    detail: str
    stops: bool = True

    def __str__(self) -> str:
        return f"{self.check}: {self.subject}: {self.detail}"
