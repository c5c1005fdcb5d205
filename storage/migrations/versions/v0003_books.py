"""Cases for staff, the journal of every fact, and the ledger."""

import sqlalchemy as sa
from alembic import op

from storage.schema.types import Counter, Id, Instant, Json, Sealed

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _staff_case()
    _journal()
    _posting()
    _ledger_balance()


def _staff_case() -> None:
    op.create_table(
        "staff_case",
        sa.Column("id", Id, nullable=False),
        sa.Column("ref", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("branch", sa.String(64), nullable=False),
        sa.Column("person_id", Id),
        sa.Column("application_id", Id),
        sa.Column("loan_id", Id),
        sa.Column("amount_minor", sa.BigInteger()),
        sa.Column("currency", sa.String(3)),
        sa.Column("deadline", Instant, nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("claimed_by", sa.BigInteger()),
        sa.Column("claimed_until", Instant),
        sa.Column("proposed_by", sa.BigInteger()),
        sa.Column("closed_by", sa.BigInteger()),
        sa.Column("verdict", Json, nullable=False),
        sa.Column("text", Sealed),
        sa.Column("note", Sealed),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_case")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_staff_case_application_id")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_staff_case_loan_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_staff_case_person_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_staff_case_ref")),
    )
    op.create_index("ix_staff_case_person_id", "staff_case", ["person_id"])
    op.create_index("ix_staff_case_state_deadline", "staff_case", ["state", "deadline"])


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("sequence", Counter, sa.Identity(), nullable=False),
        sa.Column("id", Id, nullable=False),
        sa.Column("turn", sa.String(160), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("value_date", sa.Date(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("at", Instant, nullable=False),
        sa.Column("person_id", Id),
        sa.Column("subject_id", Id),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("secret", Sealed),
        sa.Column("leaf_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("position", sa.BigInteger()),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_journal")),
        sa.UniqueConstraint("id", name=op.f("uq_journal_id")),
    )
    op.create_index("ix_journal_subject_id", "journal", ["subject_id"])
    op.create_index("uq_journal_position", "journal", ["position"], unique=True)


def _posting() -> None:
    op.create_table(
        "posting",
        sa.Column("journal_id", Id, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(40), nullable=False),
        sa.Column("rail", sa.String(32), nullable=False),
        sa.Column("loan_id", Id),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("value_date", sa.Date(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("journal_id", "line", name=op.f("pk_posting")),
        sa.ForeignKeyConstraint(["journal_id"], ["journal.id"], name=op.f("fk_posting_journal_id")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_posting_loan_id")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_posting_loan_id", "posting", ["loan_id"])


def _ledger_balance() -> None:
    op.create_table(
        "ledger_balance",
        sa.Column("account", sa.String(40), nullable=False),
        sa.Column("rail", sa.String(32), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account", "rail", "currency", name=op.f("pk_ledger_balance")),
        sqlite_with_rowid=False,
    )
