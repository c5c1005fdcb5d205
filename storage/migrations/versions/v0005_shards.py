"""Balances are spread over shards, and rows that change often have room to change in.

Half of each of PostgreSQL's pages is left free there: a changed row then stays on its page and out of the indexes, and
does not meet the turns that read its neighbours there.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = ("account", "rail", "currency", "balance_minor")
OLD = sa.table("ledger_balance", *(sa.column(name) for name in COLUMNS))
NEW = sa.table("ledger_balance", *(sa.column(name) for name in (*COLUMNS, "shard")))


def upgrade() -> None:
    """The primary key grows, so the table is made anew; it has a row for each account, rail and currency."""
    standing = [dict(row._mapping) for row in op.get_bind().execute(sa.select(OLD))]
    op.drop_table("ledger_balance")
    op.create_table(
        "ledger_balance",
        sa.Column("account", sa.String(40), nullable=False),
        sa.Column("rail", sa.String(32), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("shard", sa.Integer(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account", "rail", "currency", "shard", name=op.f("pk_ledger_balance")),
        sqlite_with_rowid=False,
        postgresql_with={"fillfactor": 50},
    )
    op.bulk_insert(NEW, [{**row, "shard": 0} for row in standing])
    if op.get_context().dialect.name == "postgresql":
        op.execute("ALTER TABLE session SET (fillfactor = 50)")
