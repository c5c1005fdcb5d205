"""One row of the journal: a fact as JSON, its personal part sealed, and the hash that proves it.

The leaf hash is that of RFC 6962: SHA-256 of a zero byte and the leaf. The leaf is the canonical JSON of everything
that stands plain in the row, followed by the ciphertext; so the tree verifies after a person was erased.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, select

from lending.facts import Fact
from lending.facts.codec import from_json, to_json
from storage.hot import adding
from storage.schema import journal
from storage.schema.types import canonical, to_ms
from storage.vault import Vault, about

SUBJECTS = ("loan_id", "case_id", "application_id", "offer_id", "document_id", "payment_id", "subject_id", "outbox_id")
"""What a fact is about: the first of these that it names."""


@dataclass(frozen=True)
class Entry:
    """A fact's place in the journal: `id` is its number for ever, `leaf_hash` what is proven of it."""

    id: UUID
    kind: str
    leaf_hash: bytes


def entry_id(at: datetime, turn: str, place: int) -> UUID:
    """The id of the `place`-th fact of a turn: a UUID version 7 whose tail is a hash of the turn's key and the place.

    No chance is needed: a turn happens once, so its facts have ids of their own, and the same turn played again
    elsewhere gives the same ones.
    """
    tail = int.from_bytes(hashlib.sha256(f"{turn}\x00{place}".encode()).digest()[:10], "big")
    value = (to_ms(at) & (2**48 - 1)) << 80 | 0x7 << 76 | (tail >> 64 & 0xFFF) << 64 | 0b10 << 62
    return UUID(int=value | tail & (2**62 - 1))


def row_of(vault: Vault, fact: Fact, at: datetime, turn: str, place: int) -> dict[str, Any]:
    """The journal row of a fact."""
    number = entry_id(at, turn, place)
    kind, open_part, personal = to_json(fact)
    secret = vault.seal_json(fact.person_id, about("journal", "secret", number), personal or None)
    row = {
        "id": number,
        "turn": turn,
        "kind": kind,
        "value_date": fact.dated.value_date,
        "booked_on": fact.dated.booked_on,
        "at": at,
        "person_id": fact.person_id,
        "subject_id": subject_of(fact),
        "body": canonical(open_part),
        "secret": secret,
    }
    return {**row, "leaf_hash": leaf_hash(row)}


def subject_of(fact: Fact) -> UUID | None:
    """The object that the fact is about, so that all facts of one loan or case are found together."""
    return next((found for name in SUBJECTS if (found := getattr(fact, name, None)) is not None), None)


def leaf_hash(row: dict[str, Any]) -> bytes:
    """The RFC 6962 leaf hash of a journal row, from its columns."""
    plain = {
        "id": row["id"].hex,
        "turn": row["turn"],
        "kind": row["kind"],
        "value_date": row["value_date"].isoformat(),
        "booked_on": row["booked_on"].isoformat(),
        "at": to_ms(row["at"]),
        "person_id": row["person_id"].hex if row["person_id"] else None,
        "subject_id": row["subject_id"].hex if row["subject_id"] else None,
        "body": row["body"],
    }
    return hashlib.sha256(b"\x00" + canonical(plain).encode() + bytes(row["secret"] or b"")).digest()


def fact_of(vault: Vault, row: Row[Any]) -> Fact:
    """The fact of a journal row; its personal fields are None once its person was erased."""
    personal = vault.unseal_json(row.person_id, about("journal", "secret", row.id), row.secret)
    return from_json(row.kind, json.loads(row.body), personal)


def latest(connection: Connection) -> datetime | None:
    """The instant of the newest entry; None for an empty journal."""
    newest = select(journal.c.at).order_by(journal.c.sequence.desc()).limit(1)
    found: datetime | None = connection.execute(newest).scalar_one_or_none()
    return found


def append(connection: Connection, rows: list[dict[str, Any]]) -> None:
    """Adds rows to the journal, in this order. Nothing else writes there but the sealer, which fills `position`."""
    adding(journal).run_many(connection, rows)
