"""Facts about work for staff: cases opened, claimed, proposed, closed. `by` is a member of staff's Telegram id."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from lending.facts.base import Fact, personal
from lending.money import Money


@dataclass(frozen=True, kw_only=True)
class CaseOpened(Fact):
    """Something needs a person. `kind`: identity, referral, review, complaint, question, payout, payment, fault,
    pin, erasure or money_stop.
    """

    case_id: UUID
    ref: str
    kind: str
    branch: str
    deadline: datetime
    application_id: UUID | None = None
    loan_id: UUID | None = None
    amount: Money | None = None
    text: str | None = personal()


@dataclass(frozen=True, kw_only=True)
class CaseClaimed(Fact):
    case_id: UUID
    by: int
    until: datetime


@dataclass(frozen=True, kw_only=True)
class CaseReleased(Fact):
    """Nobody holds the case any more. `why`: lapsed or handed_over."""

    case_id: UUID
    by: int
    why: str


@dataclass(frozen=True, kw_only=True)
class CaseProposed(Fact):
    """The first pair of eyes proposes what needs a second: `verdict` is JSON {action, reason, ...}."""

    case_id: UUID
    by: int
    verdict: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class CaseClosed(Fact):
    """Decided. `second` is the second pair of eyes where one was needed; `note` is free text for the file."""

    case_id: UUID
    by: int
    second: int | None
    verdict: dict[str, Any]
    note: str | None = personal()
