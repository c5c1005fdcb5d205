"""What can be heard: everything that may happen to a conversation, as values, whoever or whatever caused it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from lending.money import Money


@dataclass(frozen=True)
class Said:
    """Words were typed. `message_id` lets a PIN be deleted again."""

    text: str
    message_id: int


@dataclass(frozen=True)
class Pressed:
    """An inline button was pressed: `data` is what we put on it, `message_id` the message it hangs on.

    `action`, `revision` and `argument` are read from `data`; a button of somebody else's making reads as action "".
    """

    action: str
    revision: int | None
    argument: str
    message_id: int
    query_id: str


@dataclass(frozen=True)
class SharedContact:
    """A contact card. `own` is True only where Telegram says that it is the sender's own."""

    phone: str
    own: bool


@dataclass(frozen=True)
class SentFile:
    """A photo or document. `kind`: photo or document; `group` is the album it came in."""

    kind: str
    file_id: str
    size: int
    mime: str
    group: str


@dataclass(frozen=True)
class SentOther:
    """Anything else a person can send: sticker, voice, location, poll, dice..."""

    kind: str


@dataclass(frozen=True)
class Edited:
    """An earlier message was changed; what was done stays done."""


@dataclass(frozen=True)
class ReachTold:
    """Telegram told that the person blocked the bot or let it in again."""

    reachable: bool


@dataclass(frozen=True)
class InvoicePaid:
    """A Telegram invoice was paid; `charge_id` is once for ever, `payload` is what we put on the invoice."""

    charge_id: str
    payload: str
    amount: Money


FromPerson = Said | Pressed | SharedContact | SentFile | SentOther | Edited | ReachTold | InvoicePaid


@dataclass(frozen=True)
class MoneyArrived:
    """A rail says that money came in for the lender."""

    rail: str
    external_id: str
    amount: Money
    reference: str
    payer: str
    value_date: date


@dataclass(frozen=True)
class PayoutAnswered:
    """A rail's word on a payout: done, refused, pending or unclear; "not_paid" when asked again after "done"."""

    payout_id: UUID
    status: str
    provider_id: str = ""
    reason: str = ""


@dataclass(frozen=True)
class DocumentLookedAt:
    """The worker's finding on an upload; see the fact DocumentChecked for the fields."""

    document_id: UUID
    verdict: str
    path: str = ""
    content_index: str = ""
    picture_hash: str = ""
    picture_detail: str = ""
    ciphertext_sha256: str = ""
    width: int = 0
    height: int = 0


@dataclass(frozen=True)
class FellDue:
    """The clock reached a due row. `kind` names what is due, `subject` what it is about, `detail` is JSON."""

    kind: str
    subject: UUID
    detail: dict[str, Any]
    due_at: datetime


@dataclass(frozen=True)
class Delivered:
    """The sender's word on a message that is evidence: Telegram took it under this number."""

    outbox_id: UUID
    chat_id: int
    message_id: int


@dataclass(frozen=True)
class CouldNotReach:
    """A send came back with 403: the person blocked the bot or is gone."""

    chat_id: int


@dataclass(frozen=True)
class TurnFailed:
    """A turn raised and was rolled back; `error` names the exception's class, never its text."""

    key: str
    error: str


@dataclass(frozen=True)
class BooksVerified:
    """The books were looked at: how many entries the journal has, how many findings there are, and which rules they
    break. `whole` is False for the quick look at a start. `case_id` and `by` name the case and the second pair of eyes
    where two people asked for it, so that money may move again.
    """

    entries: int
    findings: int
    checks: tuple[str, ...]
    whole: bool
    case_id: UUID | None = None
    by: int | None = None


@dataclass(frozen=True)
class StopStands:
    """Money is stopped, and staff are to be told: the reason, and the rules that were broken."""

    reason: str
    checks: tuple[str, ...]


FromWorld = (
    MoneyArrived
    | PayoutAnswered
    | DocumentLookedAt
    | FellDue
    | Delivered
    | CouldNotReach
    | TurnFailed
    | BooksVerified
    | StopStands
)
Happening = FromPerson | FromWorld


@dataclass(frozen=True)
class Who:
    """Who a message is from and where it was said. `chat`: private, staff (the staff group) or other."""

    telegram_id: int
    chat_id: int
    chat: str = "private"
    language: str = ""
    first_name: str = ""


@dataclass(frozen=True)
class Event:
    """One happening with its once-for-ever `key`, its instant, and who it is from (None: not from a person)."""

    key: str
    at: datetime
    what: Happening
    who: Who | None = None
