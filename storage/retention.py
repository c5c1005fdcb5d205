"""What the machinery may forget: keys of updates that nobody sends again, and processes that ended long ago.

Nothing of money is forgotten here, nothing of a person, and nothing that a check of the books reads.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from storage import inbox, leases
from storage.outbox import PROCESS_LEASE

UPDATES = timedelta(days=7)
"""How long the keys of updates are kept. Telegram sends an update for a day at most, and after a week of silence it may
begin its numbers anew."""
PROCESSES = timedelta(days=1)
"""How long the lease of a process is kept after its end."""
AT_ONCE = 1000
"""How many keys go in one transaction, so that nobody waits for long."""


def forget(connection: Connection, now: datetime) -> bool:
    """Forgets some of it; True when there may be more to forget."""
    leases.forget_before(connection, PROCESS_LEASE, now - PROCESSES)
    return inbox.forget_before(connection, "tg:", now - UPDATES, AT_ONCE) == AT_ONCE
