"""The one MetaData, with names for every key and index, so that a migration can name what it changes."""

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

ROOM_TO_CHANGE = 50
"""Percent of a page that PostgreSQL fills with new rows where rows are changed often: a changed row then stays on its
page and out of the indexes, and does not meet the turns that read its neighbours there.
"""


def minor(name: str, nullable: bool = False) -> Column[Any]:
    """An amount in minor units; its currency stands in the column `currency` of the same row."""
    return Column(f"{name}_minor", BigInteger, nullable=nullable)


def currency(nullable: bool = False) -> Column[Any]:
    """The ISO 4217 code of the row's amounts."""
    return Column("currency", String(3), nullable=nullable)


def numbered() -> tuple[Column[Any], Column[Any]]:
    """The id of a row, and the order in which rows were written: instants can be equal, this never is."""
    return Column("sequence", Counter, Identity(), primary_key=True), Column("id", Id, nullable=False, unique=True)
