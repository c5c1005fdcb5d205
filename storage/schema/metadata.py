"""The one MetaData, with names for every key and index, so that a migration can name what it changes.

What is PostgreSQL's alone (which rows an index is for, how full pages are) stands in the migrations, which make the
tables; said here, it would make every start on SQLite import PostgreSQL's dialect, a twentieth of a second.
"""

from typing import Any

from sqlalchemy import BigInteger, Column, Identity, MetaData, String

from storage.schema.types import Counter, Id

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def minor(name: str, nullable: bool = False) -> Column[Any]:
    """An amount in minor units; its currency stands in the column `currency` of the same row."""
    return Column(f"{name}_minor", BigInteger, nullable=nullable)


def currency(nullable: bool = False) -> Column[Any]:
    """The ISO 4217 code of the row's amounts."""
    return Column("currency", String(3), nullable=nullable)


def numbered() -> tuple[Column[Any], Column[Any]]:
    """The id of a row, and the order in which rows were written: instants can be equal, this never is."""
    return Column("sequence", Counter, Identity(), primary_key=True), Column("id", Id, nullable=False, unique=True)
