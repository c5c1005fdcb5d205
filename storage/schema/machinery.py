"""Tables of the machinery: what was heard, where each conversation stands, what is owed to the world, what is due."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table

from storage.schema.metadata import metadata, numbered
from storage.schema.types import Id, Instant, Json, Sealed

# Written first in every turn: what is here was handled.
inbox = Table(
    "inbox",
    metadata,
    Column("key", String(160), primary_key=True),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

session = Table(
    "session",
    metadata,
    Column("telegram_id", BigInteger, primary_key=True, autoincrement=False),
    Column("person_id", Id, ForeignKey("person.id")),
    Column("flow", String(32), nullable=False),
    Column("version", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("answers", Sealed, nullable=False),
    Column("at", Instant, nullable=False),
)

# What committed turns owe to the world. `sequence` is the order of writing. States: pending, claimed, sent, blocked,
# dead, uncertain. `attempts` fences a mark: only the latest claim of a row may say what became of it.
outbox = Table(
    "outbox",
    metadata,
    *numbered(),
    Column("turn", String(160), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("chat_id", BigInteger),
    Column("person_id", Id),
    Column("case_id", Id),
    Column("priority", Integer, nullable=False),
    Column("important", Boolean, nullable=False),
    Column("body", Sealed, nullable=False),
    Column("state", String(16), nullable=False),
    Column("claimed_by", String(64), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("message_id", BigInteger),
    Column("problem", String(64), nullable=False),
    Column("written_at", Instant, nullable=False),
    Index("ix_outbox_state_not_before", "state", "not_before"),
    Index("ix_outbox_case_id_chat_id", "case_id", "chat_id"),
)

due = Table(
    "due",
    metadata,
    Column("kind", String(32), primary_key=True),
    Column("subject_id", Id, primary_key=True),
    Column("key", String(96), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("detail", Json, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("claimed_by", String(64), nullable=False),
    Column("claimed_until", Instant),
    Index("ix_due_state_at", "state", "at"),
    Index("ix_due_subject_id", "subject_id"),
)

# Turns that raised: the event as it came, sealed; `error` is the exception's class, never its text.
failed_event = Table(
    "failed_event",
    metadata,
    Column("key", String(160), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("telegram_id", BigInteger),
    Column("person_id", Id),
    Column("error", String(128), nullable=False),
    Column("event", Sealed, nullable=False),
    Column("state", String(16), nullable=False),
    Index("ix_failed_event_state_at", "state", "at"),
)

# Encrypted files, where several processes share nothing but the database; else they lie in the data folder.
sealed_file = Table(
    "sealed_file",
    metadata,
    Column("path", String(255), primary_key=True),
    Column("content", Sealed, nullable=False),
)

# Who may do a thing of which there is only one doer. `epoch` grows with each holder and fences what the former does.
lease = Table(
    "lease",
    metadata,
    Column("name", String(96), primary_key=True),
    Column("owner", String(64), nullable=False),
    Column("epoch", BigInteger, nullable=False),
    Column("until", Instant, nullable=False),
    sqlite_with_rowid=False,
)
