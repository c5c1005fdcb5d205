"""What a step knows: the records it said it needs, loaded in its own transaction before it decides."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from lending.evidence import FraudEvidence
from lending.records import (
    Application,
    Case,
    Document,
    Exposure,
    LoanRecord,
    MoneyStop,
    Offer,
    Payment,
    Payout,
    Person,
    PersonalLink,
    Promise,
)


class Need(StrEnum):
    """One kind of record that a flow may ask for. The person is always loaded."""

    PROFILE = "profile"  # the person's consents, decrypted personal fields and PIN hash
    APPLICATION = "application"  # the latest application, with its answers
    OFFER = "offer"  # the latest offer
    LOANS = "loans"  # all loans with what happened to them
    DOCUMENTS = "documents"
    PROMISES = "promises"
    CASES = "cases"  # the person's open cases
    EXPOSURE = "exposure"
    LINKS = "links"  # who shares something with the person, and the evidence of deceit
    QUEUE = "queue"  # for staff: all open cases
    STOPS = "stops"  # why no money may leave now


@dataclass(frozen=True)
class Wanted:
    """What to load, and about whom or what. Where only an object is named, its person is loaded with it.

    `case_needs` are what to load about the person of the case: staff see the file of somebody else. `picture` has the
    hashes of a picture that this turn is about (of its file, coarse, fine): links count it though it is not stored yet.
    """

    needs: frozenset[Need] = frozenset()
    telegram_id: int | None = None
    person_id: UUID | None = None
    case_ref: str = ""
    case_id: UUID | None = None
    loan_ref: str = ""
    loan_id: UUID | None = None
    payout_id: UUID | None = None
    document_id: UUID | None = None
    application_id: UUID | None = None
    payment_key: tuple[str, str] | None = None  # rail, external id
    case_needs: frozenset[Need] = frozenset()
    picture: tuple[str, str, str] | None = None


@dataclass(frozen=True)
class Dossier:
    """The records found. What was not asked for, or is not there, is None or empty.

    `person` is who this turn is about. `case` is the case named in `Wanted`, and `subject` the dossier of its person.
    `loan`, `payout`, `document`, `payment` are the objects named in `Wanted`.
    """

    person: Person | None = None
    application: Application | None = None
    offer: Offer | None = None
    loans: tuple[LoanRecord, ...] = ()
    documents: tuple[Document, ...] = ()
    promises: tuple[Promise, ...] = ()
    cases: tuple[Case, ...] = ()
    exposure: Exposure | None = None
    links: tuple[PersonalLink, ...] = ()
    evidence: FraudEvidence | None = None
    queue: tuple[Case, ...] = ()
    stops: tuple[MoneyStop, ...] = ()
    loan: LoanRecord | None = None
    payout: Payout | None = None
    document: Document | None = None
    payment: Payment | None = None
    case: Case | None = None
    subject: "Dossier | None" = None
