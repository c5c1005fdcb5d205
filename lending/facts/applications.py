"""Facts about asking for a loan: what was asked, indicated, proven, decided, offered and accepted."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from lending.facts.base import Fact, personal
from lending.money import Money
from lending.term import Term


@dataclass(frozen=True, kw_only=True)
class ApplicationMade(Fact):
    """A loan was asked for. `answers` are what the person said about income, costs and work."""

    application_id: UUID
    ref: str
    branch: str
    product: str
    principal: Money
    term: Term
    purpose: str
    answers: dict[str, Any] | None = personal()


@dataclass(frozen=True, kw_only=True)
class ApplicationDecided(Fact):
    """A decision or an indication (`stage`): outcome approve, counter, refer or decline, with all it stood on.

    `inputs` are the features and answers it was made from (encrypted); `result` is the whole decision as JSON, enough
    to make it again to the bit with the same versions.
    """

    application_id: UUID
    decision_id: UUID
    stage: str
    outcome: str
    grade: str
    points: int
    pd: Decimal
    principal: Money
    term: Term
    rate: Decimal
    reasons: tuple[str, ...]
    model_version: str
    policy_version: str
    by: int | None = None
    result: dict[str, Any]
    inputs: dict[str, Any] | None = personal()


@dataclass(frozen=True, kw_only=True)
class ApplicationClosed(Fact):
    """No longer open. `why`: cancelled, declined, expired, accepted."""

    application_id: UUID
    why: str


@dataclass(frozen=True, kw_only=True)
class DocumentReceived(Fact):
    """A file arrived in the chat. `purpose`: id_card, selfie, income. `file_id` lets the worker fetch it."""

    document_id: UUID
    application_id: UUID | None
    purpose: str
    size: int
    file_id: str | None = personal()


@dataclass(frozen=True, kw_only=True)
class DocumentChecked(Fact):
    """The worker looked at the file. `verdict` is ok or a coded reason; hashes are keyed.

    `path` is where the encrypted file lies, below the document folder. `picture_detail` is a finer hash of a picture,
    by which one that looks alike is confirmed; None where none was made.
    """

    document_id: UUID
    purpose: str
    verdict: str
    path: str
    content_index: str
    picture_hash: str
    ciphertext_sha256: str
    width: int
    height: int
    picture_detail: str | None = None


@dataclass(frozen=True, kw_only=True)
class OfferMade(Fact):
    """Terms put to the borrower. `terms` and `penalty` are the loan engine's JSON, `pack` the policy version."""

    offer_id: UUID
    application_id: UUID
    product: str
    principal: Money
    terms: dict[str, Any]
    penalty: dict[str, Any]
    pack: str
    valid_until: datetime


@dataclass(frozen=True, kw_only=True)
class OfferClosed(Fact):
    """The offer no longer stands. `why`: declined, expired, replaced, cancelled."""

    offer_id: UUID
    why: str


@dataclass(frozen=True, kw_only=True)
class OfferAccepted(Fact):
    """The borrower accepted with the PIN. `message_id` is the key facts message whose button was pressed; `servicing`
    how the loan is served beside its terms, as JSON (the default where it is None).
    """

    offer_id: UUID
    application_id: UUID
    loan_id: UUID
    loan_ref: str
    branch: str
    product: str
    principal: Money
    terms: dict[str, Any]
    penalty: dict[str, Any]
    pack: str
    message_id: int
    servicing: dict[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class DisclosureMade(Fact):
    """The exact words of a key facts statement or contract were put to the person; `sha256` is of those words."""

    kind: str
    subject_id: UUID
    sha256: str
    language: str
    outbox_id: UUID


@dataclass(frozen=True, kw_only=True)
class DisclosureDelivered(Fact):
    """Telegram took the message; with its number the person can be shown what they were shown."""

    outbox_id: UUID
    chat_id: int
    message_id: int
