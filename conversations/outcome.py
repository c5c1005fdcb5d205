"""What a step decides: the new session, the facts, the things to say, and what is to be done or due later."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from conversations.say import Saying
from conversations.session import Session
from lending.facts import Fact


@dataclass(frozen=True)
class Work:
    """Slow work to be done outside the turn by the worker; its result comes back as an event. `kind`: document."""

    kind: str
    subject: UUID
    detail: dict[str, Any]


@dataclass(frozen=True)
class Due:
    """Something to come back to. (`kind`, `subject`, `key`) is once for ever, so planning it twice plans it once."""

    kind: str
    subject: UUID
    key: str
    at: datetime
    detail: dict[str, Any]


@dataclass(frozen=True)
class NotDue:
    """What was planned for this subject (all of it, or one kind) is no longer wanted."""

    subject: UUID
    kind: str = ""


@dataclass(frozen=True)
class Outcome:
    """Everything a turn writes. `session` None leaves the session as it was."""

    session: Session | None = None
    facts: tuple[Fact, ...] = ()
    says: tuple[Saying, ...] = ()
    work: tuple[Work, ...] = ()
    dues: tuple[Due | NotDue, ...] = ()

    def __add__(self, other: "Outcome") -> "Outcome":
        """Both, in order; the later session wins."""
        return Outcome(
            other.session or self.session,
            self.facts + other.facts,
            self.says + other.says,
            self.work + other.work,
            self.dues + other.dues,
        )
