"""Tables about staff: who may do what, from the configuration, and the cases that need a person."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, String, Table

from storage.schema.metadata import currency, metadata, minor
from storage.schema.types import Day, Id, Instant, Json, Sealed

staff = Table(
    "staff",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("branch", String(64), nullable=False),
    Column("roles", Json, nullable=False),
    minor("limit"),
    Column("active", Boolean, nullable=False),
)

staff_case = Table(
    "staff_case",
    metadata,
    Column("id", Id, primary_key=True),
    Column("ref", String(16), nullable=False, unique=True),
    Column("kind", String(16), nullable=False),
    Column("branch", String(64), nullable=False),
    Column("person_id", Id, ForeignKey("person.id")),
    Column("application_id", Id, ForeignKey("application.id")),
    Column("loan_id", Id, ForeignKey("loan.id")),
    minor("amount", nullable=True),
    currency(nullable=True),
    Column("deadline", Instant, nullable=False),
    Column("opened_on", Day, nullable=False),
    Column("state", String(16), nullable=False),
    Column("claimed_by", BigInteger),
    Column("claimed_until", Instant),
    Column("proposed_by", BigInteger),
    Column("closed_by", BigInteger),
    Column("verdict", Json, nullable=False),
    Column("text", Sealed),
    Column("note", Sealed),
    Index("ix_staff_case_person_id", "person_id"),
    Index("ix_staff_case_state_deadline", "state", "deadline"),
)
