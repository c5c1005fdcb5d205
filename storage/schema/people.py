"""Tables about people: who they are (sealed), how they are found, what they agreed to, what they handed in."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from storage.schema.metadata import metadata, numbered
from storage.schema.types import Day, Id, Instant, Json, Sealed

person = Table(
    "person",
    metadata,
    Column("id", Id, primary_key=True),
    Column("telegram_id", BigInteger, nullable=False, unique=True),
    Column("language", String(16), nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("branch", String(64), nullable=False),
    Column("reachable", Boolean, nullable=False),
    Column("registered", Boolean, nullable=False),
    Column("identity", String(16), nullable=False),
    Column("pin_failures", Integer, nullable=False),
    Column("notice_version", String(32), nullable=False),
    Column("stopped_classes", Json, nullable=False),
    Column("met_on", Day, nullable=False),
    Column("pin_set", Boolean, nullable=False),
    Column("profile", Sealed),
    Column("pin_hash", Sealed),
)

# Equal values give equal indexes, and nothing else can be read from them. Erasure deletes the rows.
blind_index = Table(
    "blind_index",
    metadata,
    Column("kind", String(32), primary_key=True),
    Column("value", LargeBinary(32), primary_key=True),
    Column("person_id", Id, ForeignKey("person.id"), primary_key=True),
    Index("ix_blind_index_person_id", "person_id"),
    sqlite_with_rowid=False,
)

# The ledger of consents: one row for each time one was asked for; the latest counts.
consent = Table(
    "consent",
    metadata,
    *numbered(),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("purpose", String(32), nullable=False),
    Column("text_version", String(32), nullable=False),
    Column("given", Boolean, nullable=False),
    Column("at", Instant, nullable=False),
    Index("ix_consent_person_id", "person_id"),
)

document = Table(
    "document",
    metadata,
    *numbered(),
    Column("person_id", Id, ForeignKey("person.id"), nullable=False),
    Column("application_id", Id, ForeignKey("application.id")),
    Column("purpose", String(32), nullable=False),
    Column("state", String(16), nullable=False),
    Column("verdict", String(32), nullable=False),
    Column("path", String(255), nullable=False),
    Column("received_on", Day, nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("content_index", String(64), nullable=False),
    Column("picture_hash", String(64), nullable=False),
    Column("ciphertext_sha256", String(64), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("file_id", Sealed),
    Column("picture_detail", String(128)),
    Index("ix_document_person_id", "person_id"),
    Index("ix_document_content_index", "content_index"),
)
