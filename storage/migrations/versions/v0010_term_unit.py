"""A term has a unit: days, weeks and half months beside the months that every term was counted in."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("application", "decision"):
        op.execute(f"alter table {table} rename column months to term_count")
        op.add_column(table, sa.Column("term_unit", sa.String(16), nullable=False, server_default="month"))
