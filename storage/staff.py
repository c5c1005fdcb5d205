"""The members of staff as the configuration names them, kept so that the books say who could do what."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from storage.schema import staff


@dataclass(frozen=True)
class StaffRow:
    """A member of staff: roles, branch, and the largest loan in minor units that they may decide alone."""

    telegram_id: int
    branch: str
    roles: tuple[str, ...]
    limit_minor: int = 0


def set_from_configuration(connection: Connection, members: Sequence[StaffRow]) -> None:
    """Makes the table say what the configuration says. Who is no longer named stays, inactive."""
    known = set(connection.execute(select(staff.c.telegram_id)).scalars())
    connection.execute(update(staff).values(active=False))
    for member in members:
        values = {
            "branch": member.branch,
            "roles": sorted(member.roles),
            "limit_minor": member.limit_minor,
            "active": True,
        }
        if member.telegram_id in known:
            connection.execute(update(staff).where(staff.c.telegram_id == member.telegram_id).values(values))
        else:
            connection.execute(insert(staff), {"telegram_id": member.telegram_id, **values})


def active(connection: Connection) -> tuple[StaffRow, ...]:
    """Everybody who works here now."""
    rows = connection.execute(select(staff).where(staff.c.active).order_by(staff.c.telegram_id))
    return tuple(StaffRow(r.telegram_id, r.branch, tuple(r.roles), r.limit_minor) for r in rows)
