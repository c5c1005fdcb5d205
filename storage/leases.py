"""Who may do a thing of which there is only one doer: a row with an owner, an end, and an epoch that only grows.

A lease gives no certainty that its former holder has stopped; the epoch does, where the work is refused under an old
one, and keys that make a second run harmless do the rest.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from storage.schema import lease
from storage.upsert import insert_if_new


def take(connection: Connection, name: str, owner: str, now: datetime, seconds: int) -> int | None:
    """Takes or renews the lease; gives its epoch, or None while somebody else holds it.

    The epoch stays while the same owner renews in time, and grows by one whenever the lease was free or had run out.
    """
    until = now + timedelta(seconds=seconds)
    if insert_if_new(connection, lease, {"name": name, "owner": owner, "epoch": 1, "until": until}):
        return 1
    row = connection.execute(select(lease).where(lease.c.name == name).with_for_update()).one()
    running = row.until > now
    if running and row.owner != owner:
        return None
    epoch: int = row.epoch if running else row.epoch + 1
    connection.execute(update(lease).where(lease.c.name == name).values(owner=owner, epoch=epoch, until=until))
    return epoch


def holds(connection: Connection, name: str, owner: str, epoch: int, now: datetime) -> bool:
    """Whether this holder of this epoch still holds it: asked in the transaction that does the work."""
    this = (lease.c.name == name, lease.c.owner == owner, lease.c.epoch == epoch, lease.c.until > now)
    return connection.execute(select(lease.c.epoch).where(*this)).scalar_one_or_none() is not None


def release(connection: Connection, name: str, owner: str, now: datetime) -> None:
    """Gives the lease up before its end."""
    connection.execute(update(lease).where(lease.c.name == name, lease.c.owner == owner).values(until=now))


def forget_before(connection: Connection, prefix: str, instant: datetime) -> int:
    """Drops the leases of these names that ended before then; says how many. Only for names that are never taken
    again by somebody else: the epoch is forgotten with the row."""
    old = (lease.c.name.startswith(prefix, autoescape=True), lease.c.until < instant)
    return connection.execute(delete(lease).where(*old)).rowcount
