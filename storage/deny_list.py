"""Who may not borrow here again: the keyed hashes of the id and the payout account of those who deceived.

A phone or an address is not put on it: others live with them. What they share is weighed by the fraud gate.
"""

from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, delete, select

from storage.hot import Hot
from storage.schema import blind_index, deny_list
from storage.upsert import insert_if_new

DENIED_KINDS = ("national_id", "payout_account")

_MATCH = and_(deny_list.c.kind == blind_index.c.kind, deny_list.c.value == blind_index.c.value)
_DENIED = Hot(
    select(deny_list.c.kind)
    .join_from(blind_index, deny_list, _MATCH)
    .where(blind_index.c.person_id == bindparam("whose"))
    .limit(1)
)


def add(connection: Connection, person_id: UUID) -> None:
    """Puts what the person gave on the list."""
    mine = select(blind_index).where(blind_index.c.person_id == person_id, blind_index.c.kind.in_(DENIED_KINDS))
    for row in connection.execute(mine).all():
        insert_if_new(connection, deny_list, {"kind": row.kind, "value": row.value, "person_id": person_id})


def remove(connection: Connection, person_id: UUID) -> None:
    """Takes what came onto the list by this person off again; what came by somebody else stays."""
    connection.execute(delete(deny_list).where(deny_list.c.person_id == person_id))


def is_denied(connection: Connection, person_id: UUID) -> bool:
    """Whether the person gave an id or an account that is on the list."""
    return bool(_DENIED.all(connection, whose=person_id))
