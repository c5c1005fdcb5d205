"""The journal of every fact, and the ledger that follows from it."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from storage.schema.metadata import currency, metadata, minor, numbered
from storage.schema.types import Day, Id, Instant, Json, Sealed

# Append-only. `sequence` is the order of writing, `position` the place in the Merkle tree, given when it is sealed.
# `body` is the canonical JSON exactly as it was hashed, so it is text and never rewritten. No foreign keys: the journal
# stands alone, and everything else can be made again from it.
journal = Table(
    "journal",
    metadata,
    *numbered(),
    Column("turn", String(160), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("value_date", Day, nullable=False),
    Column("booked_on", Day, nullable=False),
    Column("at", Instant, nullable=False),
    Column("person_id", Id),
    Column("subject_id", Id),
    Column("body", Text, nullable=False),
    Column("secret", Sealed),
    Column("leaf_hash", LargeBinary(32), nullable=False),
    Column("position", BigInteger),
    Index("ix_journal_subject_id", "subject_id"),
    Index("uq_journal_position", "position", unique=True),
)

# One line of the ledger: a debit is positive. The lines of one journal entry add up to zero per currency.
posting = Table(
    "posting",
    metadata,
    Column("journal_id", Id, ForeignKey("journal.id"), primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("account", String(40), nullable=False),
    Column("rail", String(32), nullable=False),
    Column("loan_id", Id, ForeignKey("loan.id")),
    minor("amount"),
    currency(),
    Column("value_date", Day, nullable=False),
    Column("booked_on", Day, nullable=False),
    Index("ix_posting_loan_id", "loan_id"),
    sqlite_with_rowid=False,
)

# The running balance of each account, so that a limit over the whole book is a few rows to read. Verified against the
# postings; the postings are the truth. An account's balance is the sum of its shards: one on SQLite, where one thread
# writes; many on PostgreSQL, so that turns which book on the same account need not wait for each other.
ledger_balance = Table(
    "ledger_balance",
    metadata,
    Column("account", String(40), primary_key=True),
    Column("rail", String(32), primary_key=True),
    Column("currency", String(3), primary_key=True),
    Column("shard", Integer, primary_key=True),
    minor("balance"),
    sqlite_with_rowid=False,
)

# Why no money may leave. It stands until two people lifted it; a restart changes nothing. `checks` names broken rules.
money_stop = Table(
    "money_stop",
    metadata,
    Column("id", Id, primary_key=True),
    Column("reason", String(16), nullable=False),
    Column("checks", Json, nullable=False),
    Column("since", Instant, nullable=False),
    Column("state", String(16), nullable=False),
    Column("lifted_by", BigInteger),
    Column("second", BigInteger),
)
