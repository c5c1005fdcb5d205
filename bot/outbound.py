"""Hands claimed outbox rows to whoever plays their kind: the sender, the payouts, the work.

Rows that a crash left behind come back with a doubt: the first of a chat may have been sent just before. Replies, money
and staff messages are then sent again, since silence is worse than hearing a thing twice. A reminder is not: it goes
out at most once, and that nobody knows whether it did stays written on its row, where the nightly check counts it.
"""

from collections.abc import Iterable, Sequence

import structlog

from bot.clock import Clock
from bot.marks import Mark, Marks, State
from bot.orders import PayoutBody, WorkBody
from bot.outgoing import Outgoing
from bot.payouts import PayoutRow, Payouts
from bot.sender import Row, Sender
from bot.work import DocumentWork, WorkRow
from storage.outbox import Owed

log = structlog.get_logger("outbound")

REMINDERS_FROM = 5
"""The priority from which a message is nothing that anybody waits for."""


class Outbound:
    """Takes rows after the commit that made or claimed them. Never raises: a row it cannot read is marked dead."""

    def __init__(self, sender: Sender, payouts: Payouts, work: DocumentWork, marks: Marks, clock: Clock) -> None:
        self._sender = sender
        self._payouts = payouts
        self._work = work
        self._marks = marks
        self._clock = clock

    def take(self, owed: Iterable[Owed]) -> None:
        """Fresh rows, in the order they were written."""
        for one in owed:
            self._hand(one)

    def take_left_over(self, owed: Sequence[Owed]) -> None:
        """Rows that were planned for later, or claimed by a process that died."""
        seen: set[int | None] = set()
        for one in owed:
            row = one.row
            doubtful = one.maybe_sent and row.chat_id is not None and row.chat_id not in seen
            seen.add(row.chat_id)
            if doubtful and row.priority >= REMINDERS_FROM and not row.important and row.kind == "message":
                log.warning("a reminder may not have arrived, and is not sent again", outbox=row.id.hex)
                self._end(one, State.UNCERTAIN, "")
            else:
                self._hand(one)

    def _hand(self, owed: Owed) -> None:
        row = owed.row
        try:
            if row.kind == "payout":
                body = PayoutBody.from_json(row.body)
                self._payouts.submit([PayoutRow(row.id, body, owed.attempt, fresh=not owed.maybe_sent)])
            elif row.kind == "work":
                self._work.submit([WorkRow(row.id, WorkBody.from_json(row.body), owed.attempt)])
            else:
                outgoing = Outgoing.from_json(row.body)
                self._sender.submit([Row(row.id, outgoing, row.priority, owed.attempt, row.person_id)])
        except (ValueError, KeyError, TypeError) as error:
            log.error("an outbox row cannot be read", kind=row.kind, error=type(error).__name__)
            self._end(owed, State.DEAD, type(error).__name__)

    def _end(self, owed: Owed, state: State, error: str) -> None:
        self._marks.mark(Mark(owed.row.id, state, owed.attempt, self._clock.now(), error=error))
