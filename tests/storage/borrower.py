"""Lin Yue, who borrows 5,000 yuan, as the facts of her life with the lender."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from lending.facts import Dated, Fact
from lending.facts.applications import (
    ApplicationDecided,
    ApplicationMade,
    DisclosureMade,
    DocumentChecked,
    DocumentReceived,
    OfferAccepted,
    OfferMade,
)
from lending.facts.loans import CapitalAdded, PaymentAllocated, PaymentReceived, PayoutConfirmed, PayoutOrdered
from lending.facts.people import BorrowerRegistered, ConsentRecorded, IdentityVerified, PersonMet, PinSet
from lending.happened import Happened
from lending.loan import Loan
from lending.money import Money
from lending.term import Term
from lending.terms import LoanTerms, PenaltyTerms

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TODAY = NOON.date()
DUE = date(2026, 12, 23)
"""When the first instalment of a loan paid out today falls due."""
_numbers = count(1)

LIN: dict[str, Any] = {
    "phone": "+86 138 0013 8000",
    "legal_name": "林悦",
    "national_id": "11010519491231002X",
    "birth_date": date(1949, 12, 31),
    "payout_account": "6222 0200 1234 5678",
}


TERMS = LoanTerms.read(
    {
        "currency": "CNY",
        "principal": "5000.00",
        "annual_rate_percent": "18",
        "count": 6,
        "disbursed_on": TODAY.isoformat(),
        "fees": [{"name": "handling", "amount": "50.00", "when": "disbursement"}],
    }
)
PENALTY = PenaltyTerms.read({"percent_per_day": "0.05", "grace_days": 3})


def new_id() -> UUID:
    """A fresh id: they count up, so that a test gives the same ones each time it runs alone."""
    return UUID(int=0x7 << 76 | 0b10 << 62 | next(_numbers))


def yuan(amount: str) -> Money:
    return Money.parse(amount, "CNY")


def on(day: date = TODAY) -> Dated:
    return Dated.on(day)


@dataclass
class Borrower:
    """Somebody's life with the lender, as facts; each method gives the next ones."""

    person_id: UUID = field(default_factory=new_id)
    telegram_id: int = 7001
    application_id: UUID = field(default_factory=new_id)
    offer_id: UUID = field(default_factory=new_id)
    loan_id: UUID = field(default_factory=new_id)
    payout_id: UUID = field(default_factory=new_id)
    ref: str = "7K2M9Q-41"
    known: dict[str, Any] = field(default_factory=lambda: dict(LIN))
    happened: list[Happened] = field(default_factory=list)

    def met(self) -> Fact:
        return PersonMet(
            dated=on(),
            person_id=self.person_id,
            telegram_id=self.telegram_id,
            language="zh_CN",
            timezone="Asia/Shanghai",
            branch="main",
        )

    def registered(self, **changed: Any) -> tuple[Fact, ...]:
        known = {**self.known, **changed}
        return (
            BorrowerRegistered(dated=on(), person_id=self.person_id, **known),
            ConsentRecorded(dated=on(), person_id=self.person_id, purpose="bureau", text_version="1", given=True),
            PinSet(dated=on(), person_id=self.person_id, pin_hash="scrypt:salt:hash"),
        )

    def asked(self) -> Fact:
        return ApplicationMade(
            dated=on(),
            person_id=self.person_id,
            application_id=self.application_id,
            ref=f"A-{self.ref}",
            branch="main",
            product="small",
            principal=yuan("5000.00"),
            term=Term(6),
            purpose="stock",
            answers={"occupation": "sells dumplings at the north gate", "income": 900000},
        )

    def decided(self, outcome: str = "approve", stage: str = "decision") -> Fact:
        return ApplicationDecided(
            dated=on(),
            person_id=self.person_id,
            application_id=self.application_id,
            decision_id=new_id(),
            stage=stage,
            outcome=outcome,
            grade="B",
            points=612,
            pd=Decimal("0.041"),
            principal=yuan("5000.00"),
            term=Term(6),
            rate=Decimal("0.18"),
            reasons=("short_work",),
            model_version="card-1",
            policy_version="cn-1",
            result={"outcome": outcome, "grade": "B"},
            inputs={"income": 900000},
        )

    def offered(self) -> Fact:
        return OfferMade(
            dated=on(),
            person_id=self.person_id,
            offer_id=self.offer_id,
            application_id=self.application_id,
            product="small",
            principal=yuan("5000.00"),
            terms=TERMS.to_json(),
            penalty=PENALTY.to_json(),
            pack="cn-1",
            valid_until=NOON + timedelta(days=7),
        )

    def shown(self) -> Fact:
        """The key facts were put to her."""
        return DisclosureMade(
            dated=on(),
            person_id=self.person_id,
            kind="key_facts",
            subject_id=self.offer_id,
            sha256="5a" * 32,
            language="zh_CN",
            outbox_id=new_id(),
        )

    def accepted(self) -> Fact:
        return OfferAccepted(
            dated=on(),
            person_id=self.person_id,
            offer_id=self.offer_id,
            application_id=self.application_id,
            loan_id=self.loan_id,
            loan_ref=f"L-{self.ref}",
            branch="main",
            product="small",
            principal=yuan("5000.00"),
            terms=TERMS.to_json(),
            penalty=PENALTY.to_json(),
            pack="cn-1",
            message_id=31,
        )

    def ordered(self, payout_id: UUID | None = None, key: str = "") -> Fact:
        return PayoutOrdered(
            dated=on(),
            person_id=self.person_id,
            payout_id=payout_id or self.payout_id,
            loan_id=self.loan_id,
            key=key or f"payout:{self.loan_id}",
            rail="sandbox",
            amount=yuan("4950.00"),
            account=self.known["payout_account"],
            payee=self.known["legal_name"],
        )

    def confirmed(self, day: date = TODAY) -> Fact:
        return PayoutConfirmed(
            dated=on(day),
            person_id=self.person_id,
            payout_id=self.payout_id,
            loan_id=self.loan_id,
            rail="sandbox",
            provider_id="b1",
            principal=yuan("5000.00"),
            fees=yuan("50.00"),
            amount=yuan("4950.00"),
        )

    def paid(self, amount: str = "877.63", external_id: str = "t1", day: date = DUE) -> tuple[Fact, Fact]:
        """A payment of this amount, laid on the loan as its fold lays it."""
        money, payment_id = yuan(amount), new_id()
        before = Loan.from_happened(TERMS, PENALTY, self.happened, day)
        self.happened.append(Happened(str(payment_id), day, "payment", money))
        after = Loan.from_happened(TERMS, PENALTY, self.happened, day)
        receipt = f"R-{payment_id.hex[-6:]}"
        received = PaymentReceived(
            dated=on(day),
            person_id=self.person_id,
            payment_id=payment_id,
            receipt=receipt,
            rail="sandbox",
            external_id=external_id,
            amount=money,
            reference=f"L-{self.ref} 林悦 还款",
            payer="林悦",
        )
        allocated = PaymentAllocated(
            dated=on(day),
            person_id=self.person_id,
            payment_id=payment_id,
            loan_id=self.loan_id,
            receipt=receipt,
            amount=money,
            principal=after.paid.principal - before.paid.principal,
            interest=after.paid.interest - before.paid.interest,
            fee=after.paid.fee - before.paid.fee,
            penalty=after.paid.penalty - before.paid.penalty,
            credit=after.credit - before.credit,
        )
        return received, allocated

    def handed_in(self, picture_hash: str = "00ff00ff00ff00ff", content: str = "ab" * 32) -> tuple[Fact, Fact]:
        document_id = new_id()
        return (
            DocumentReceived(
                dated=on(),
                person_id=self.person_id,
                document_id=document_id,
                application_id=None,
                purpose="id_card",
                size=120000,
                file_id="AgACAgQAAxkBAAI",
            ),
            DocumentChecked(
                dated=on(),
                person_id=self.person_id,
                document_id=document_id,
                purpose="id_card",
                verdict="ok",
                path=f"00/{document_id.hex}.sealed",
                content_index=content,
                picture_hash=picture_hash,
                ciphertext_sha256="cd" * 32,
                width=1200,
                height=800,
            ),
        )

    def verified(self) -> Fact:
        return IdentityVerified(dated=on(), person_id=self.person_id, case_ref="C-1", by=42)

    def until_running(self) -> tuple[Fact, ...]:
        """From the first word to money in hand."""
        asked = (self.met(), *self.registered(), self.asked(), self.decided(), self.offered())
        return (*asked, self.shown(), self.accepted(), self.verified(), self.ordered(), self.confirmed())


def capital(amount: str = "100000.00") -> Fact:
    return CapitalAdded(dated=on(), key="capital:1", amount=yuan(amount))
