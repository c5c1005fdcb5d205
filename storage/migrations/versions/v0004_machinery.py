"""What was heard, what is owed to the world, what falls due, and who holds which lease."""

import sqlalchemy as sa
from alembic import op

from storage.schema.types import Counter, Id, Instant, Json, Sealed

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _inbox()
    _outbox()
    _due()
    _failed_event()
    _lease()


def _inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_inbox")),
        sqlite_with_rowid=False,
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("sequence", Counter, sa.Identity(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("turn", sa.String(160), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("chat_id", sa.BigInteger()),
        sa.Column("person_id", Id),
        sa.Column("case_id", Id),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("important", sa.Boolean(), nullable=False),
        sa.Column("body", Sealed, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("claimed_by", sa.String(64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", Instant, nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("problem", sa.String(64), nullable=False),
        sa.Column("written_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_outbox")),
        sa.UniqueConstraint("id", name=op.f("uq_outbox_id")),
    )
    op.create_index("ix_outbox_case_id_chat_id", "outbox", ["case_id", "chat_id"])
    op.create_index("ix_outbox_state_not_before", "outbox", ["state", "not_before"])


def _due() -> None:
    op.create_table(
        "due",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject_id", Id, nullable=False),
        sa.Column("key", sa.String(96), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("detail", Json, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(64), nullable=False),
        sa.Column("claimed_until", Instant),
        sa.PrimaryKeyConstraint("kind", "subject_id", "key", name=op.f("pk_due")),
    )
    op.create_index("ix_due_state_at", "due", ["state", "at"])
    op.create_index("ix_due_subject_id", "due", ["subject_id"])


def _failed_event() -> None:
    op.create_table(
        "failed_event",
        sa.Column("key", sa.String(160), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("telegram_id", sa.BigInteger()),
        sa.Column("person_id", Id),
        sa.Column("error", sa.String(128), nullable=False),
        sa.Column("event", Sealed, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_failed_event")),
    )
    op.create_index("ix_failed_event_state_at", "failed_event", ["state", "at"])


def _lease() -> None:
    op.create_table(
        "lease",
        sa.Column("name", sa.String(96), nullable=False),
        sa.Column("owner", sa.String(64), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("until", Instant, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
        sqlite_with_rowid=False,
    )
