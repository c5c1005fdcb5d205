"""What is known, as values: the rows that a dossier is made of, and the session as it crosses into storage.

Storage fills these, conversations and scoring read them; nobody changes one. Personal fields are None after erasure or
where the flow did not ask for them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from lending.loan import Happened
from lending.money import Money
from lending.term import Term


@dataclass(frozen=True)
class StoredSession:
    """Where a person is in a conversation. `answers` is JSON; conversations give it its meaning."""

    flow: str
    version: int
    revision: int
    answers: dict[str, Any]


@dataclass(frozen=True)
class Person:
    """Somebody we talk to. `profile` is personal: phone, legal_name, national_id, birth_date, payout_account."""

    person_id: UUID
    telegram_id: int
    language: str
    timezone: str
    branch: str
    reachable: bool = True
    registered: bool = False
    identity: str = "unknown"  # unknown, pending, verified, refused
    pin_set: bool = False
    pin_failures: int = 0
    notice_version: str = ""
    consents: dict[str, bool] = field(default_factory=dict)
    stopped_classes: frozenset[str] = frozenset()
    profile: dict[str, Any] = field(default_factory=dict)  # personal; birth_date as ISO text
    pin_hash: str | None = None
    met_on: date | None = None


@dataclass(frozen=True)
class Application:
    application_id: UUID
    ref: str
    person_id: UUID
    branch: str
    product: str
    principal: Money
    term: Term
    purpose: str
    state: str  # open, decided, referred, closed
    made_on: date
    answers: dict[str, Any] = field(default_factory=dict)
    outcome: str = ""  # of the last decision
    decision: dict[str, Any] = field(default_factory=dict)  # the last decision's `result`
    decided_on: date | None = None
    closed_why: str = ""


@dataclass(frozen=True)
class Offer:
    offer_id: UUID
    application_id: UUID
    person_id: UUID
    product: str
    principal: Money
    terms: dict[str, Any]
    penalty: dict[str, Any]
    pack: str
    valid_until: datetime
    state: str  # open, accepted, closed


@dataclass(frozen=True)
class LoanRecord:
    """A loan with all that happened to it; `lending.loan` folds it to its state on any day.

    `servicing` is how it is served beside its terms, as JSON; the default where it is None.
    """

    loan_id: UUID
    ref: str
    person_id: UUID
    application_id: UUID
    branch: str
    product: str
    principal: Money
    terms: dict[str, Any]
    penalty: dict[str, Any]
    pack: str
    state: str  # accepted, paying_out, running, settled, written_off, cancelled
    accepted_on: date
    disbursed_on: date | None = None
    happened: tuple[Happened, ...] = ()
    servicing: dict[str, Any] | None = None


@dataclass(frozen=True)
class Document:
    document_id: UUID
    person_id: UUID
    purpose: str
    state: str  # received, ok, refused
    verdict: str
    path: str
    received_on: date
    content_index: str = ""
    picture_hash: str = ""


@dataclass(frozen=True)
class Payout:
    payout_id: UUID
    loan_id: UUID
    person_id: UUID
    key: str
    rail: str
    amount: Money
    state: str  # ordered, unclear, done, refused
    account: str | None = None
    payee: str | None = None


@dataclass(frozen=True)
class Payment:
    payment_id: UUID
    receipt: str
    rail: str
    external_id: str
    amount: Money
    reference: str
    value_date: date
    state: str  # suspense, allocated
    loan_id: UUID | None = None


@dataclass(frozen=True)
class Promise:
    promise_id: UUID
    loan_id: UUID
    pay_on: date
    amount: Money
    state: str  # open, kept, broken


@dataclass(frozen=True)
class Case:
    case_id: UUID
    ref: str
    kind: str
    branch: str
    person_id: UUID | None
    application_id: UUID | None
    loan_id: UUID | None
    amount: Money | None
    deadline: datetime
    opened_on: date
    state: str  # open, claimed, proposed, closed
    claimed_by: int | None = None
    claimed_until: datetime | None = None
    proposed_by: int | None = None
    verdict: dict[str, Any] = field(default_factory=dict)
    text: str | None = None


@dataclass(frozen=True)
class Exposure:
    """Sums over the whole book that limits are held against: what is outstanding and what was lent today."""

    outstanding: Money
    lent_today: Money
    pool: Money  # money in the pool that nobody has been promised


@dataclass(frozen=True)
class PersonalLink:
    """How many others share a keyed hash with this person. `kind`: national_id, phone, payout_account or picture."""

    kind: str
    others: int


@dataclass(frozen=True)
class MoneyStop:
    """Why no money may leave, and since when. `reason`: verify, restored or rolled_back; `checks` are the rules that
    were broken.
    """

    stop_id: UUID
    reason: str
    checks: tuple[str, ...]
    since: datetime
