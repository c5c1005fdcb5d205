"""Money movements can be stopped, by a row that a restart does not forget."""

import sqlalchemy as sa
from alembic import op

from storage.schema.types import Id, Instant, Json

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "money_stop",
        sa.Column("id", Id, nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("checks", Json, nullable=False),
        sa.Column("since", Instant, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("lifted_by", sa.BigInteger),
        sa.Column("second", sa.BigInteger),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_stop")),
    )
