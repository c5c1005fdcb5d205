"""Bugs of the kind that only a crash shows, planted one at a time: the enumeration must catch each.

Without a crash every one of these lenders does just what the sound one does.
"""

import asyncio
import itertools
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest.mock import patch

import bot.document_worker
import bot.turn
import tests.bank
from bot.marks import Mark, Marks, State
from bot.orders import PayoutBody
from bot.outbound import Outbound
from bot.payouts import Payouts
from bot.polling import Polling
from bot.sender import Sender
from bot.work import DocumentWork
from payments.rail import PayoutAnswer, PayoutStatus
from storage import inbox, outbox, sessions
from storage.keys import KeyStore, person_key
from storage.upsert import insert_if_new
from tests.crashes.dying_lender import DyingLender
from tests.crashes.enumeration import Plan, Report, enumerated

Lives = Callable[[], DyingLender]
COUNT = itertools.count(1)


def fresh_key_when_asked_again(_: Lives) -> AbstractContextManager[Any]:
    """A payout that a crash left behind is ordered again, under a new key."""
    sound = Payouts._ask

    async def ask(self: Payouts, rail: Any, row: Any) -> PayoutAnswer:
        if row.fresh:
            return await sound(self, rail, row)
        return await rail.order_payout(replace(row.body.order, key=f"{row.body.key}-{next(COUNT)}"))

    return patch.object(Payouts, "_ask", ask)


def unknown_outcome_is_failure(_: Lives) -> AbstractContextManager[Any]:
    """A payout of which a crash left nobody knowing is told as refused."""
    sound = Payouts._ask

    async def ask(self: Payouts, rail: Any, row: Any) -> PayoutAnswer:
        if row.fresh or row.asked:
            return await sound(self, rail, row)
        return PayoutAnswer(PayoutStatus.REFUSED, "", "no answer")

    return patch.object(Payouts, "_ask", ask)


def paid_before_commit(lives: Lives) -> AbstractContextManager[Any]:
    """The bank is asked inside the turn; a turn that is rolled back and taken again has a new payout, and a new key."""
    sound = outbox.put

    def put(connection: Any, vault: Any, rows: Any, *rest: Any) -> Any:
        for row in rows:
            if row.kind == "payout":
                desk, order = lives().bank.desk, PayoutBody.from_json(row.body).order
                desk.books.pay_out(order, desk._new_id(), desk.clock.now())
        return sound(connection, vault, rows, *rest)

    return patch.object(outbox, "put", put)


def marked_before_sent(_: Lives) -> AbstractContextManager[Any]:
    """A message counts as sent before it is sent."""
    sound = Sender._insist

    async def insist(self: Sender, row: Any) -> Any:
        await self._marks.mark(Mark(row.id, State.SENT, row.attempt, self._clock.now()))
        return await sound(self, row)

    return patch.object(Sender, "_insist", insist)


def mark_not_waited_for(_: Lives) -> AbstractContextManager[Any]:
    """The chat's next message goes out before the mark of the last one is on the disk: marks come a batch late."""
    sound = Marks.mark

    def mark(self: Marks, what: Mark) -> Any:
        late = asyncio.get_running_loop().create_future()
        late.set_result(None)
        self._late = [*getattr(self, "_late", ()), what]  # type: ignore[attr-defined]
        if len(self._late) > 3 or what.about is not None:  # type: ignore[attr-defined]
            for one in self._late:  # type: ignore[attr-defined]
                sound(self, one)
            self._late = []  # type: ignore[attr-defined]
        return late

    sound_written = Marks.written

    async def written(self: Marks) -> None:
        for one in getattr(self, "_late", ()):
            sound(self, one)
        self._late = []  # type: ignore[attr-defined]
        await sound_written(self)

    return _both(patch.object(Marks, "mark", mark), patch.object(Marks, "written", written))


def confirmed_before_commit(_: Lives) -> AbstractContextManager[Any]:
    """Telegram is told that a batch is taken before its turns are committed."""
    sound = Polling._take

    async def take(self: Polling, batch: Any) -> None:
        offset = max(int(raw["update_id"]) for raw in batch) + 1
        await self._api.call("getUpdates", {"offset": offset, "limit": 1, "timeout": 0})
        await sound(self, batch)

    return patch.object(Polling, "_take", take)


def _afterwards(lives: Lives, work: Callable[[Any], Any], then: Callable[[Any], Any] = lambda _: None) -> None:
    """Writes in a transaction of its own, soon; never, where the process dies before."""
    lender, life = lives(), lives().life
    this = lender.lender
    this.idle.begin("afterwards")

    async def write() -> None:
        if not life.dead:
            then(await this.writer.run_bookkeeping(work))
            this.idle.end("afterwards")

    asyncio.get_running_loop().call_soon(lambda: asyncio.ensure_future(write()))


def messages_in_a_second_transaction(lives: Lives) -> AbstractContextManager[Any]:
    """What a turn owes is written after the turn, in a transaction of its own."""
    sound = outbox.put

    def put(_: Any, vault: Any, rows: Any, *rest: Any) -> Any:
        if rows:
            outbound = lives().lender.outbound
            _afterwards(lives, lambda c: sound(c, vault, rows, *rest), outbound.take)
        return ()

    return patch.object(bot.turn.outbox, "put", put)


def session_outside_the_turn(lives: Lives) -> AbstractContextManager[Any]:
    """Where a conversation stands is written after the turn, in a transaction of its own."""
    sound = sessions.save
    return patch.object(bot.turn.sessions, "save", lambda _, *what: _afterwards(lives, lambda c: sound(c, *what)))


def keys_after_the_turn(_: Lives) -> AbstractContextManager[Any]:
    """A person's key is committed after the turn that first uses it."""
    read = KeyStore._read

    def later(self: KeyStore, person_id: Any) -> None:
        held = self.__dict__.setdefault("held", {})
        held[person_id] = self._ring.wrap(self._entropy(32), f"person_key:wrapped:{person_id.hex}", self._entropy)

        def commit() -> None:
            with self._engine.begin() as connection:
                insert_if_new(connection, person_key, {"person_id": person_id, "wrapped": held.pop(person_id)})

        asyncio.get_running_loop().call_soon(commit)

    def found(self: KeyStore, person_id: Any) -> Any:
        held = self.__dict__.get("held", {})
        return (held[person_id],) if person_id in held else read(self, person_id)

    return _both(patch.object(KeyStore, "_add", later), patch.object(KeyStore, "_read", found))


def notice_without_a_key(_: Lives) -> AbstractContextManager[Any]:
    """Each telling of a payment counts as another one."""
    sound = tests.bank.money_arrived

    def arrived(rail: str, notice: Any, clock: Any) -> Any:
        return sound(rail, replace(notice, event_id=f"{notice.event_id}-{next(COUNT)}"), clock)

    return patch.object(tests.bank, "money_arrived", arrived)


def file_after_the_fact(lives: Lives) -> AbstractContextManager[Any]:
    """A document's file is written last, after the turn that says it is there and after the mark that ends the work.

    (Between the turn and the mark it would heal: the work is done once more.)
    """
    sound = bot.document_worker.write_new
    play = DocumentWork._play

    async def played(self: DocumentWork, row: Any) -> None:
        self._idle.begin("work")
        await play(self, row)
        for what in lives().life.__dict__.pop("files", ()):
            sound(*what)
        self._idle.end("work")

    def later(*what: Any) -> None:
        lives().life.__dict__.setdefault("files", []).append(what)

    late = patch.object(bot.document_worker, "write_new", later)
    return _both(late, patch.object(DocumentWork, "_play", played))


def heard_before_the_turn(_: Lives) -> AbstractContextManager[Any]:
    """The key of an event is committed before its turn."""
    sound = inbox.first_time

    def first_time(connection: Any, key: str, now: Any) -> bool:
        new = sound(connection, key, now)
        if new and key.startswith("tg:"):
            driver = connection.connection.driver_connection
            driver.execute("RELEASE turn")
            driver.commit()
            driver.execute("BEGIN IMMEDIATE")
            driver.execute("SAVEPOINT turn")
        return new

    return patch.object(bot.turn.inbox, "first_time", first_time)


def nothing_is_taken_over(_: Lives) -> AbstractContextManager[Any]:
    """What a dead process had claimed stays claimed."""
    return patch.object(Outbound, "take_left_over", lambda self, owed: self.take(o for o in owed if not o.maybe_sent))


@contextmanager
def _both(*patches: AbstractContextManager[Any]) -> Iterator[None]:
    with patches[0], patches[1]:
        yield


@dataclass(frozen=True)
class Bug:
    """One planted bug, the journey that meets it, and points near which it shows (a pattern of their names)."""

    plant: Callable[[Lives], AbstractContextManager[Any]]
    journey: str
    line: int
    near: str
    lines: int = 2

    @property
    def plan(self) -> Plan:
        """Where to look for it, until it is found."""
        until = self.line + self.lines
        return Plan(line=self.line, until=until, near=self.near, most_wrong=1, lines=1, twice=10**9, to_end=10**9)


def tried(bug: Bug) -> Report:
    """The report of the journey with this bug planted."""
    return enumerated(bug.journey, bug.plan, bug.plant)


PAID = "pay_out_timeout_done"
BUGS = (
    Bug(fresh_key_when_asked_again, PAID, 4, "after the provider", 5),
    Bug(unknown_outcome_is_failure, PAID, 4, "provider", 5),
    Bug(paid_before_commit, PAID, 4, "before the commit", 5),
    Bug(marked_before_sent, "ask", 1, "before the send sendMessage"),
    Bug(mark_not_waited_for, "borrow_and_repay", 10, "after the send sendMessage", 6),
    Bug(confirmed_before_commit, "ask", 2, "before the commit"),
    Bug(messages_in_a_second_transaction, "ask", 2, "after the commit"),
    Bug(session_outside_the_turn, "ask", 4, "after the commit", 6),
    Bug(keys_after_the_turn, "ask", 1, "after the commit"),
    Bug(notice_without_a_key, "repay_astray", 2, "notice|after the commit"),
    Bug(file_after_the_fact, "accept", 2, "after the commit"),
    Bug(heard_before_the_turn, "ask", 3, "UPDATE session"),
    Bug(nothing_is_taken_over, "ask", 1, "before the send sendMessage"),
)
