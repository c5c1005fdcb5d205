"""Who people are, what they agreed to, and where their conversations stand."""

import sqlalchemy as sa
from alembic import op

from storage.schema.types import Counter, Id, Instant, Json, Sealed

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _person()
    _blind_index()
    _consent()
    _session()
    _staff()


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", Id, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("branch", sa.String(64), nullable=False),
        sa.Column("reachable", sa.Boolean(), nullable=False),
        sa.Column("registered", sa.Boolean(), nullable=False),
        sa.Column("identity", sa.String(16), nullable=False),
        sa.Column("pin_failures", sa.Integer(), nullable=False),
        sa.Column("notice_version", sa.String(32), nullable=False),
        sa.Column("stopped_classes", Json, nullable=False),
        sa.Column("met_on", sa.Date(), nullable=False),
        sa.Column("pin_set", sa.Boolean(), nullable=False),
        sa.Column("profile", Sealed),
        sa.Column("pin_hash", Sealed),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("telegram_id", name=op.f("uq_person_telegram_id")),
    )


def _blind_index() -> None:
    op.create_table(
        "blind_index",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("value", sa.LargeBinary(32), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", "person_id", name=op.f("pk_blind_index")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_blind_index_person_id")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_blind_index_person_id", "blind_index", ["person_id"])


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("sequence", Counter, sa.Identity(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("text_version", sa.String(32), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_consent")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_consent_person_id")),
        sa.UniqueConstraint("id", name=op.f("uq_consent_id")),
    )
    op.create_index("ix_consent_person_id", "consent", ["person_id"])


def _session() -> None:
    op.create_table(
        "session",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", Id),
        sa.Column("flow", sa.String(32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("answers", Sealed, nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("telegram_id", name=op.f("pk_session")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_session_person_id")),
    )


def _staff() -> None:
    op.create_table(
        "staff",
        sa.Column("telegram_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("branch", sa.String(64), nullable=False),
        sa.Column("roles", Json, nullable=False),
        sa.Column("limit_minor", sa.BigInteger(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("telegram_id", name=op.f("pk_staff")),
    )
