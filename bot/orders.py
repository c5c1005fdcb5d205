"""The bodies of the outbox rows that are not messages: money to be paid out, and slow work to be done."""

import json
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from lending.facts.loans import PayoutOrdered
from lending.money import Money
from payments.rail import PayoutOrder


@dataclass(frozen=True)
class PayoutBody:
    """A payout as the turn ordered it. The whole order is stored, so that asking again asks for exactly the same."""

    payout_id: UUID
    rail: str
    key: str
    amount: Money
    account: str
    name: str
    reference: str

    @classmethod
    def of(cls, fact: PayoutOrdered, reference: str = "") -> "PayoutBody":
        """The body for a fact; `reference` is what the payee sees, by default the key."""
        return cls(
            payout_id=fact.payout_id,
            rail=fact.rail,
            key=fact.key,
            amount=fact.amount,
            account=fact.account or "",
            name=fact.payee or "",
            reference=reference or fact.key,
        )

    @property
    def order(self) -> PayoutOrder:
        return PayoutOrder(self.key, self.amount, self.account, self.name, self.reference)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, default=str)

    @classmethod
    def from_json(cls, text: str | bytes) -> "PayoutBody":
        """Reads what `to_json` wrote; ValueError, KeyError or TypeError on anything else."""
        raw = json.loads(text)
        return cls(**raw | {"payout_id": UUID(raw["payout_id"]), "amount": Money(**raw["amount"])})


@dataclass(frozen=True)
class WorkBody:
    """Slow work about a person. `kind` is document; `detail` is what the flow said of it (file_id, purpose, kind)."""

    kind: str
    subject: UUID
    person_id: UUID
    detail: dict[str, Any]

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, default=str)

    @classmethod
    def from_json(cls, text: str | bytes) -> "WorkBody":
        """Reads what `to_json` wrote; ValueError, KeyError or TypeError on anything else."""
        raw = json.loads(text)
        return cls(**raw | {"subject": UUID(raw["subject"]), "person_id": UUID(raw["person_id"])})
