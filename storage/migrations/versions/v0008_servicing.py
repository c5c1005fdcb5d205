"""Loans can be served in every way, have a position that the day's close moves on, and months and periods that end."""

import sqlalchemy as sa
from alembic import op

from storage.schema.types import Id, Instant, Json

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("loan", sa.Column("servicing", Json))
    op.add_column("loan", sa.Column("bucket", sa.String(16)))
    op.add_column("loan", sa.Column("suspended", sa.String(16)))
    op.add_column("loan_event", sa.Column("change", Json))
    op.add_column("loan_event", sa.Column("until_day", sa.Date()))
    _position()
    _closing_entry()
    op.create_table(
        "period_close",
        sa.Column("through", sa.Date(), nullable=False),
        sa.Column("closed_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("through", name=op.f("pk_period_close")),
    )


def _position() -> None:
    amounts = ("principal", "due_principal", "due_interest", "due_fee", "credit", "period_interest", "accrued")
    op.create_table(
        "loan_position",
        sa.Column("loan_id", Id, nullable=False),
        sa.Column("product", sa.String(64), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        *(sa.Column(f"{name}_minor", sa.BigInteger(), nullable=False) for name in amounts),
        sa.Column("period_start", sa.Date()),
        sa.Column("period_end", sa.Date()),
        sa.Column("oldest_due_on", sa.Date()),
        sa.Column("days_past_due", sa.Integer(), nullable=False),
        sa.Column("bucket", sa.String(16), nullable=False),
        sa.Column("booked_bucket", sa.String(16), nullable=False),
        sa.Column("suspended", sa.String(16), nullable=False),
        sa.Column("rescheduled", sa.Boolean(), nullable=False),
        sa.Column("month_end", sa.Date(), nullable=False),
        sa.Column("next_on", sa.Date()),
        sa.Column("ahead", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("loan_id", name=op.f("pk_loan_position")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_loan_position_loan_id")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_loan_position_next_on", "loan_position", ["next_on"])


def _closing_entry() -> None:
    op.create_table(
        "closing_entry",
        sa.Column("id", Id, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("month_end", sa.Date(), nullable=False),
        sa.Column("product", sa.String(64), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("bucket", sa.String(16), nullable=False),
        sa.Column("mark", sa.String(16), nullable=False),
        sa.Column("loans", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("other_minor", sa.BigInteger(), nullable=False),
        sa.Column("reversed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closing_entry")),
    )
    op.create_index(
        "uq_closing_entry",
        "closing_entry",
        ["month_end", "kind", "product", "currency", "bucket", "mark"],
        unique=True,
    )
