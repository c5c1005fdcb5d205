"""Facts about people: who was met, what they agreed to, who they are, and whether they can be reached."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from lending.facts.base import Fact, personal


@dataclass(frozen=True, kw_only=True)
class PersonMet(Fact):
    """Somebody wrote to us for the first time. `person_id` is made here."""

    telegram_id: int
    language: str
    timezone: str
    branch: str


@dataclass(frozen=True, kw_only=True)
class LanguageChosen(Fact):
    language: str


@dataclass(frozen=True, kw_only=True)
class PrivacyNoticeShown(Fact):
    version: str


@dataclass(frozen=True, kw_only=True)
class ConsentRecorded(Fact):
    """One purpose, one consent: given or refused or withdrawn, with the version of the text that was shown."""

    purpose: str
    text_version: str
    given: bool


@dataclass(frozen=True, kw_only=True)
class BorrowerRegistered(Fact):
    """The person said who they are. `payout_account` is the account that loans are paid out to.

    `address` is None where the lender asks for none.
    """

    phone: str | None = personal()
    legal_name: str | None = personal()
    national_id: str | None = personal()
    birth_date: date | None = personal()
    payout_account: str | None = personal()
    address: str | None = field(default=None, metadata={"personal": True})


@dataclass(frozen=True, kw_only=True)
class PinSet(Fact):
    """A PIN was chosen; what is kept is its salted hash, encrypted."""

    pin_hash: str | None = personal()


@dataclass(frozen=True, kw_only=True)
class PinTried(Fact):
    """A PIN was typed. Five wrong tries in a row lock it until staff reset it."""

    right: bool


@dataclass(frozen=True, kw_only=True)
class PinReset(Fact):
    """Staff lifted the lock, so a new PIN can be chosen."""

    by: int


@dataclass(frozen=True, kw_only=True)
class ReachChanged(Fact):
    """The person blocked the bot, or let it in again."""

    reachable: bool


@dataclass(frozen=True, kw_only=True)
class ContactChosen(Fact):
    """The person allowed or stopped one class of messages (reminders, marketing)."""

    message_class: str
    allowed: bool


@dataclass(frozen=True, kw_only=True)
class IdentityVerified(Fact):
    """Staff saw id and selfie side by side and found the same person. `by` is their Telegram id."""

    case_ref: str
    by: int


@dataclass(frozen=True, kw_only=True)
class IdentityNotVerified(Fact):
    """Staff could not match id and selfie; `reason` is a coded reason that the person is told."""

    case_ref: str
    by: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class PersonVouchedFor(Fact):
    """Somebody stands behind the person: brought them here (`how` is referral) or signs for them (guarantee)."""

    by_person: UUID
    how: str


@dataclass(frozen=True, kw_only=True)
class FraudJudged(Fact):
    """Staff looked into the person and found deceit, or found that there was none. The latest word counts."""

    deceived: bool
    case_ref: str
    by: int
    second: int | None = None
