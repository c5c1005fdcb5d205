"""Tables of who is linked to whom and what staff found: numbers and keyed hashes only, nothing that can be read."""

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table

from storage.schema.metadata import metadata
from storage.schema.types import Day, Id

# Four pieces of the masked picture hash: two hashes that differ in at most seven bits have a piece that differs in one
# bit at most, so a look-up asks for each piece and its sixteen neighbours. `looks` is the whole hash as a signed
# number.
picture_piece = Table(
    "picture_piece",
    metadata,
    Column("piece", Integer, primary_key=True),
    Column("value", Integer, primary_key=True),
    Column("document_id", Id, ForeignKey("document.id"), primary_key=True),
    Column("looks", BigInteger, nullable=False),
    Index("ix_picture_piece_document_id", "document_id"),
    sqlite_with_rowid=False,
)

# People who handed in one picture, found when the later one was looked at: a row for each direction and for what the
# picture was handed in for. `same` is whether it is one picture beyond doubt; else it looks alike.
picture_twin = Table(
    "picture_twin",
    metadata,
    Column("person_id", Id, ForeignKey("person.id"), primary_key=True),
    Column("other_id", Id, ForeignKey("person.id"), primary_key=True),
    Column("purpose", String(32), primary_key=True),
    Column("same", Boolean, nullable=False),
    Index("ix_picture_twin_other_id", "other_id"),
    sqlite_with_rowid=False,
)

# Who stands behind whom: `by_id` brought the person here (referral) or signs for them (guarantee).
vouching = Table(
    "vouching",
    metadata,
    Column("person_id", Id, ForeignKey("person.id"), primary_key=True),
    Column("how", String(16), primary_key=True),
    Column("by_id", Id, ForeignKey("person.id"), primary_key=True),
    Column("since", Day, nullable=False),
    Index("ix_vouching_by_id", "by_id"),
    sqlite_with_rowid=False,
)

# The latest word of staff on whether a person deceived: what the learned correction is trained from.
fraud_finding = Table(
    "fraud_finding",
    metadata,
    Column("person_id", Id, ForeignKey("person.id"), primary_key=True),
    Column("deceived", Boolean, nullable=False),
    Column("found_on", Day, nullable=False),
    Column("case_ref", String(16), nullable=False),
    sqlite_with_rowid=False,
)

# Keyed hashes of ids and accounts of people who deceived. It outlives an erasure: nobody is let in again by leaving.
deny_list = Table(
    "deny_list",
    metadata,
    Column("kind", String(32), primary_key=True),
    Column("value", LargeBinary(32), primary_key=True),
    Column("person_id", Id, primary_key=True),
    Index("ix_deny_list_person_id", "person_id"),
    sqlite_with_rowid=False,
)
