"""Tables of the day's, the month's and the period's end."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from storage.schema.metadata import currency, metadata, minor
from storage.schema.types import Id, Instant

# Where each loan stands (`lending/position.py`), its product, and what was booked of it: the bucket as reports have it,
# and why its interest is suspended. `next_on` is the day on which anything of it changes by itself. Not among the
# projections: a night's close moves it on without a fact; `storage.check_positions` folds each loan to compare.
loan_position = Table(
    "loan_position",
    metadata,
    Column("loan_id", Id, ForeignKey("loan.id"), primary_key=True),
    Column("product", String(64), nullable=False),
    currency(),
    Column("as_of", Date, nullable=False),
    minor("principal"),
    minor("due_principal"),
    minor("due_interest"),
    minor("due_fee"),
    minor("credit"),
    minor("period_interest"),
    minor("accrued"),
    Column("period_start", Date),
    Column("period_end", Date),
    Column("oldest_due_on", Date),
    Column("days_past_due", Integer, nullable=False),
    Column("bucket", String(16), nullable=False),
    Column("booked_bucket", String(16), nullable=False),
    Column("suspended", String(16), nullable=False),
    Column("rescheduled", Boolean, nullable=False),
    Column("month_end", Date, nullable=False),
    Column("next_on", Date),
    Column("ahead", Text, nullable=False),
    Index("ix_loan_position_next_on", "next_on"),
    sqlite_with_rowid=False,
)

# What was booked at the end of a month. `kind` is accrual or provision; `mark` tells suspended or rescheduled loans
# apart. An accrual has what is receivable and what was paid ahead, a provision what is held and what it is held for.
closing_entry = Table(
    "closing_entry",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("month_end", Date, nullable=False),
    Column("product", String(64), nullable=False),
    currency(),
    Column("bucket", String(16), nullable=False),
    Column("mark", String(16), nullable=False),
    Column("loans", Integer, nullable=False),
    minor("amount"),
    minor("other"),
    Column("reversed", Boolean, nullable=False),
    Index("uq_closing_entry", "month_end", "kind", "product", "currency", "bucket", "mark", unique=True),
)

# Periods in which nothing is booked any more: by booking date, all days up to and with `through`.
period_close = Table(
    "period_close",
    metadata,
    Column("through", Date, primary_key=True),
    Column("closed_at", Instant, nullable=False),
)
