"""People are linked by pictures in pieces that are found fast, by who stands behind whom, and by what staff found."""

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.schema.types import Id

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

DOCUMENT = sa.table(
    "document",
    sa.column("id", Id),
    sa.column("person_id", Id),
    sa.column("purpose"),
    sa.column("content_index"),
    sa.column("picture_hash"),
)
PIECE = sa.table(
    "picture_piece", sa.column("piece"), sa.column("value"), sa.column("document_id", Id), sa.column("looks")
)
TWIN = sa.table(
    "picture_twin", sa.column("person_id", Id), sa.column("other_id", Id), sa.column("purpose"), sa.column("same")
)
ALIKE_BITS = 6


def upgrade() -> None:
    op.add_column("document", sa.Column("picture_detail", sa.String(128)))
    _picture_piece()
    _picture_twin()
    _vouching()
    _findings()
    _carry_over()
    op.drop_index("ix_picture_band_document_id", "picture_band")
    op.drop_table("picture_band")


def _picture_piece() -> None:
    op.create_table(
        "picture_piece",
        sa.Column("piece", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("document_id", Id, nullable=False),
        sa.Column("looks", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("piece", "value", "document_id", name=op.f("pk_picture_piece")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_picture_piece_document_id")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_picture_piece_document_id", "picture_piece", ["document_id"])


def _picture_twin() -> None:
    op.create_table(
        "picture_twin",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("other_id", Id, nullable=False),
        sa.Column("purpose", sa.String(32), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "other_id", "purpose", name=op.f("pk_picture_twin")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_picture_twin_person_id")),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name=op.f("fk_picture_twin_other_id")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_picture_twin_other_id", "picture_twin", ["other_id"])


def _vouching() -> None:
    op.create_table(
        "vouching",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("how", sa.String(16), nullable=False),
        sa.Column("by_id", Id, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "how", "by_id", name=op.f("pk_vouching")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_vouching_person_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_vouching_by_id")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_vouching_by_id", "vouching", ["by_id"])


def _findings() -> None:
    op.create_table(
        "fraud_finding",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("deceived", sa.Boolean(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("case_ref", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_fraud_finding")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_fraud_finding_person_id")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "deny_list",
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("value", sa.LargeBinary(32), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.PrimaryKeyConstraint("kind", "value", "person_id", name=op.f("pk_deny_list")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_deny_list_person_id", "deny_list", ["person_id"])


def _carry_over() -> None:
    """The pictures that are there, in pieces, and the twins among them, as they would have been found one by one."""
    found = op.get_bind().execute(sa.select(DOCUMENT)).all()
    pictures = [row for row in found if len(row.picture_hash) == 16]
    rows = [
        {"piece": n, "value": value, "document_id": row.id, "looks": _signed(row.picture_hash)}
        for row in pictures
        for n, value in enumerate(_pieces(row.picture_hash))
    ]
    if rows:
        op.bulk_insert(PIECE, rows)
    pairs = [(a, b) for a, b in [*_same_files(found), *_alike(pictures)] if a.person_id != b.person_id]
    twins = {(x.person_id, y.person_id, x.purpose) for a, b in pairs for x, y in ((a, b), (b, a))}
    if twins:
        op.bulk_insert(TWIN, [{"person_id": p, "other_id": o, "purpose": w, "same": True} for p, o, w in twins])


def _same_files(found: Any) -> list[tuple[Any, Any]]:
    by_content = defaultdict(list)
    for row in found:
        if row.content_index:
            by_content[row.content_index].append(row)
    return [(a, b) for same in by_content.values() for n, a in enumerate(same) for b in same[:n]]


def _alike(pictures: Any) -> list[tuple[Any, Any]]:
    """Hashes within six bits have at least one of seven pieces in common."""
    by_band = defaultdict(list)
    for row in pictures:
        value = int(row.picture_hash, 16)
        for band in range(7):
            low, high = 64 * band // 7, 64 * (band + 1) // 7
            by_band[band, (value >> low) & (2 ** (high - low) - 1)].append(row)
    return [
        (a, b)
        for same in by_band.values()
        for n, a in enumerate(same)
        for b in same[:n]
        if (int(a.picture_hash, 16) ^ int(b.picture_hash, 16)).bit_count() <= ALIKE_BITS
    ]


def _pieces(picture_hash: str) -> list[int]:
    value = int(picture_hash, 16)
    return [(value >> 16 * n) & 0xFFFF for n in range(4)]


def _signed(picture_hash: str) -> int:
    value = int(picture_hash, 16)
    return value - 2**64 if value >= 2**63 else value
