"""The stop of money movements: while one stands, no payout is ordered or sent and no offer accepted; a restart changes
nothing.

It is set where the books may not be what they were: a check found something, a backup was brought back, the file is
older than what we once saw. Money that comes in is never refused; it waits in suspense. Setting and lifting are facts
of the journal, and the table is their projection. Two people lift it, at the staff desk.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Connection

from lending.facts import Dated
from lending.facts.stops import MoneyStopped
from lending.records import MoneyStop
from storage import hot
from storage.journal import entry_id
from storage.record import record
from storage.schema import money_stop
from storage.vault import Vault

VERIFY, RESTORED, ROLLED_BACK = "verify", "restored", "rolled_back"
REASONS = (VERIFY, RESTORED, ROLLED_BACK)


def standing(connection: Connection) -> tuple[MoneyStop, ...]:
    """The stops that nobody has lifted yet, the oldest first. Empty where money may move."""
    rows = hot.of(money_stop, "state", "since").all(connection, value="standing")
    return tuple(MoneyStop(row.id, row.reason, tuple(row.checks), row.since) for row in rows)


def is_set(connection: Connection) -> bool:
    """Whether any stop stands."""
    return bool(standing(connection))


def fact_of(reason: str, stop_id: UUID, today: date, checks: tuple[str, ...] = ()) -> MoneyStopped:
    """The fact that sets a stop, for a turn that records it among others. `today` is the lender's own day."""
    if reason not in REASONS:
        raise ValueError(f"no reason to stop money: {reason}")
    return MoneyStopped(dated=Dated.on(today), stop_id=stop_id, reason=reason, checks=checks)


def set_stop(
    connection: Connection, vault: Vault, reason: str, now: datetime, today: date, checks: tuple[str, ...] = ()
) -> UUID:
    """Sets a stop, in the caller's transaction; one for the same reason that stands already is left as it is.

    `reason` is one of `REASONS`, `checks` the names of broken rules, `today` the lender's own day. Gives the stop's id.
    For whoever has no turn: the command line after a restore, and the start of the program.
    """
    for stop in standing(connection):
        if stop.reason == reason and set(checks) <= set(stop.checks):
            return stop.stop_id
    turn = f"money_stop:{reason}:{now.isoformat()}"
    fact = fact_of(reason, entry_id(now, turn + ":id", 0), today, checks)
    record(connection, vault, (fact,), now, turn)
    return fact.stop_id


__all__ = ["REASONS", "RESTORED", "ROLLED_BACK", "VERIFY", "fact_of", "is_set", "set_stop", "standing"]
