"""Where a person is in a conversation: the flow, its version, the revision of its buttons, and the answers so far.

The step itself is not stored: it is the first question without a valid answer, so a form that gains or loses a question
heals by itself. Answers are JSON, so a session survives a restart, a week, and a new release.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from lending.records import StoredSession


@dataclass(frozen=True)
class Session:
    """A conversation's place. `revision` counts the moves; buttons carry it, so an old press is recognised."""

    flow: str = "menu"
    version: int = 1
    revision: int = 0
    answers: dict[str, Any] = field(default_factory=dict)

    def enter(self, flow: str, version: int = 1, **answers: Any) -> "Session":
        """The beginning of a flow, with nothing but the answers given."""
        return Session(flow, version, self.revision + 1, dict(answers))

    def answered(self, **answers: Any) -> "Session":
        """The next move, with these answers added."""
        return replace(self, revision=self.revision + 1, answers={**self.answers, **answers})

    def without(self, *keys: str) -> "Session":
        """The next move, with these answers dropped."""
        kept = {key: value for key, value in self.answers.items() if key not in keys}
        return replace(self, revision=self.revision + 1, answers=kept)

    def stored(self) -> StoredSession:
        return StoredSession(self.flow, self.version, self.revision, self.answers)

    @classmethod
    def restored(cls, row: StoredSession | None) -> "Session":
        return cls(row.flow, row.version, row.revision, dict(row.answers)) if row else cls()
