"""What a check found to be wrong. Names rows by id or reference and says figures; never anything personal."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One broken promise. `check` names the rule, `subject` what breaks it, `detail` how."""

    check: str
    subject: str
    detail: str

    def __str__(self) -> str:
        return f"{self.check}: {self.subject}: {self.detail}"
