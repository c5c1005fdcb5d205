"""The machinery around the books: whose turn wrote what, and what has waited too long."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, or_, select

from storage.finding import Finding
from storage.schema import failed_event, inbox, journal, outbox, payout, staff_case

OWN_TURNS = ("money_stop:",)
"""Turns that nobody sent: what the command line and a start write. What clears a case's file away has none."""
UNCLEAR_FOR = timedelta(hours=24)
UNSENT_FOR = timedelta(hours=48)
MOST_TRIES = 1000
MOST = 50


def check_machinery(connection: Connection) -> Iterator[Finding]:
    """Every fact and every message came of a turn that was heard; messages end in a state that there is."""
    yield from _heard(connection)
    states = ("pending", "claimed", "sent", "blocked", "dead", "uncertain")
    o = outbox.c
    wrong = select(o.id, o.state).where(or_(o.state.not_in(states), o.attempts > MOST_TRIES)).limit(MOST)
    for row in connection.execute(wrong):
        yield Finding("a message ends in bounded tries", row.id.hex, row.state)


def _heard(connection: Connection) -> Iterator[Finding]:
    """Facts and messages share the commit of the key that they came of. Keys of old updates may be gone by then."""
    for table in (journal, outbox):
        turn = table.c.turn
        at = journal.c.at if table is journal else outbox.c.written_at
        oldest = select(func.min(inbox.c.at)).where(inbox.c.key.startswith("tg:")).scalar_subquery()
        known = select(inbox.c.key).where(inbox.c.key == turn).exists()
        own = [turn.startswith(prefix, autoescape=True) for prefix in OWN_TURNS]
        gone = turn.startswith("tg:") & (at < oldest)
        query = select(turn).where(~known, turn != "", ~or_(*own), ~gone).group_by(turn).limit(MOST)
        for (key,) in connection.execute(query):
            yield Finding("what was written came of a turn", table.name, f"{key} was never heard")


def check_late(connection: Connection, now: datetime | None) -> Iterator[Finding]:
    """What a person has to look into, though the books are right: it stops nothing. Needs the present instant."""
    if now is None:
        return
    unclear = (payout.c.state.in_(("ordered", "unclear")), payout.c.ordered_at < now - UNCLEAR_FOR)
    for row in connection.execute(select(payout.c.key, payout.c.state).where(*unclear).limit(MOST)):
        yield Finding("a payout is answered within a day", row.key, row.state, stops=False)
    unsent = (outbox.c.state.in_(("pending", "claimed")), outbox.c.not_before < now - UNSENT_FOR)
    count = connection.execute(select(func.count()).select_from(outbox).where(*unsent)).scalar_one()
    if count:
        yield Finding("a message leaves within two days", "outbox", f"{count} wait", stops=False)
    doubtful = (outbox.c.state == "uncertain", outbox.c.not_before >= now - UNSENT_FOR)
    count = connection.execute(select(func.count()).select_from(outbox).where(*doubtful)).scalar_one()
    if count:
        detail = f"{count} of the last two days may not have arrived"
        yield Finding("it is known whether a message arrived", "outbox", detail, stops=False)
    late = (staff_case.c.state != "closed", staff_case.c.deadline < now)
    count = connection.execute(select(func.count()).select_from(staff_case).where(*late)).scalar_one()
    if count:
        yield Finding("a case is closed by its deadline", "cases", f"{count} are late", stops=False)
    failed = failed_event.c.state == "open"
    count = connection.execute(select(func.count()).select_from(failed_event).where(failed)).scalar_one()
    if count:
        yield Finding("a failed turn is looked into", "failed_event", f"{count} are open", stops=False)
