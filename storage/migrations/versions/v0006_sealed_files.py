"""Encrypted files may lie in the database, for lenders that several processes serve."""

import sqlalchemy as sa
from alembic import op

from storage.schema.types import Sealed

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sealed_file",
        sa.Column("path", sa.String(255), nullable=False),
        sa.Column("content", Sealed, nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_sealed_file")),
    )
