"""Afterwards: what Telegram and the bank saw is held against what stands in the books, update by update.

Nothing of it asks the lender's own code whether it was right, but for the verification of the books.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from storage.keys import KeyRing
from storage.vault import Vault
from storage.verify import verify
from tests.crowd.fleet import MASTER_KEY, Paused
from tests.crowd.run import Crowd


@dataclass(frozen=True)
class Reckoning:
    """What was found wrong (nothing, if all is well), and what the run consisted of."""

    wrong: tuple[str, ...]
    figures: dict[str, Any]

    def __str__(self) -> str:
        lines = [f"{name}: {figure}" for name, figure in self.figures.items()]
        return "\n".join([*lines, *(f"WRONG: {one}" for one in self.wrong)] + ([] if self.wrong else ["all is well"]))


def reckon(crowd: Crowd) -> Reckoning:
    """Reads the whole book, in one moment of it."""
    engine = crowd.fleet.books.open_for_reading()
    vault = Vault.open(crowd.fleet.books.keys, KeyRing(MASTER_KEY))
    try:
        with engine.begin() as connection:
            books = _Books(connection, crowd)
            wrong = [*crowd.lost, *books.wrong(), *(f"verify: {finding}" for finding in verify(connection, vault))]
            return Reckoning(tuple(wrong), books.figures())
    finally:
        engine.dispose()
        vault.close()


class _Books:
    """The book beside what was seen from outside."""

    def __init__(self, connection: Connection, crowd: Crowd) -> None:
        self._connection = connection
        self._crowd = crowd
        self._heard = crowd.town.heard
        self._rows = self._all("select id, sequence, turn, kind, chat_id, state, attempts, message_id from outbox")
        self._taken_over = self._overtaken()

    def wrong(self) -> Iterator[str]:
        yield from self._updates()
        yield from self._order()
        yield from self._answers()
        yield from self._messages()
        yield from self._money()
        yield from self._clock()
        yield from self._fences()

    def figures(self) -> dict[str, Any]:
        fleet, crowd = self._crowd.fleet, self._crowd
        return {
            "seed": crowd.plan.seed,
            "seconds": round(crowd.seconds, 1),
            "people": len(crowd.borrowers),
            "updates": len(self._heard.told),
            "updates a second": round(crowd.busy_updates / crowd.seconds, 1),
            "kills": fleet.kills,
            "kills with a send in flight": fleet.kills_in_flight,
            "pauses": len(fleet.pauses),
            "rows in a paused process's hands": sum(len(pause.rows) for pause in fleet.pauses),
            "of these taken over by others": len(self._taken_over),
            "dues in a paused process's hands": sum(len(pause.dues) for pause in fleet.pauses),
            "requests at the balancer": dict(crowd.town.balancer.seen),
            "messages sent": len(self._heard.sent),
            "messages of which the lender lost Telegram's word": sum(row.state == "uncertain" for row in self._rows),
            "messages that came twice": sum(self._doubled().values()),
            "of these in one chat at most": max(self._doubled().values(), default=0),
            "loans": self._count("loan"),
            "payments": self._count("payment"),
            "notices sent to two at once": crowd.town.balancer.seen["twice"],
            "reminders that fell due": len(crowd.reminders),
        }

    def _updates(self) -> Iterator[str]:
        """Each update has its key, once; no key is of an update that never was; no turn failed."""
        told = {f"tg:{one.update_id}" for one in self._heard.told}
        keys = {row.key for row in self._all("select key from inbox where key like 'tg:%'")}
        yield from (f"{key} was not handled" for key in sorted(told - keys))
        yield from (f"{key} was handled and never told" for key in sorted(keys - told))
        yield from (f"{row.key} failed: {row.error}" for row in self._all("select key, error from failed_event"))

    def _order(self) -> Iterator[str]:
        """What a person's updates brought stands in the journal and in the outbox in the order of the updates."""
        whose = {f"tg:{one.update_id}": one for one in self._heard.told}
        for table in ("journal", "outbox"):
            last: dict[tuple[int, str], int] = {}
            for row in self._all(f"select turn from {table} where turn like 'tg:%' order by sequence"):
                told = whose.get(row.turn)
                if told is None:
                    yield f"{table}: {row.turn} is no update"
                elif last.get((told.person, told.lane), 0) > told.update_id:
                    yield f"{table}: {row.turn} stands behind a later update of its person"
                else:
                    last[told.person, told.lane] = told.update_id

    def _answers(self) -> Iterator[str]:
        """Each person's application holds what that person typed, and there is one of each."""
        found = {
            row.telegram_id: row
            for row in self._all(
                "select p.telegram_id, a.principal_minor, a.term_count, count(*) over (partition by p.id) as times"
                " from application a join person p on p.id = a.person_id"
            )
        }
        for borrower in self._crowd.borrowers:
            row = found.get(borrower.number)
            if row is None:
                yield f"{borrower.number} has no application"
            elif (row.principal_minor, row.term_count, row.times) != (100 * borrower.amount, 6, 1):
                yield f"{borrower.number} asked for {borrower.amount} and the book has {tuple(row)}"

    def _messages(self) -> Iterator[str]:
        """Each message came, also where the lender lost Telegram's word of it; none came twice but one per chat and
        fault.
        """
        arrived = {(sent.chat_id, sent.message_id) for sent in self._heard.sent}
        for row in self._rows:
            if row.state not in ("sent", "uncertain"):
                yield f"outbox row {row.id} ({row.kind}) is {row.state}"
            elif row.kind == "message" and row.state == "sent" and (row.chat_id, row.message_id) not in arrived:
                yield f"outbox row {row.id} names a message that nobody saw"
        faults = self._crowd.fleet.kills + len(self._crowd.fleet.pauses)
        for chat, times in self._doubled().items():
            if times > faults:
                yield f"{times} messages came twice to {chat}, with {faults} faults"
            if times < 0:
                yield f"{-times} messages to {chat} never came"

    def _doubled(self) -> Counter[int]:
        """By chat, how many messages arrived beyond those that the book has."""
        arrived = Counter(sent.chat_id for sent in self._heard.sent)
        arrived.subtract(row.chat_id for row in self._rows if row.kind in _SENDS)
        return Counter({chat: times for chat, times in arrived.items() if times})

    def _money(self) -> Iterator[str]:
        """The bank paid each loan once and the book has each transfer once, with one receipt."""
        bank = self._crowd.town.bank.books
        paid = {payout.order.key: (payout.order.amount.minor, payout.done) for payout in bank.payouts.values()}
        ours = {row.key: (row.amount_minor, 1) for row in self._all("select key, amount_minor from payout")}
        if paid != ours:
            yield f"payouts: the bank has {paid}, the book {ours}"
        sent = Counter((one.id, one.amount.minor) for one in bank.transfers)
        kept = Counter(
            (row.external_id, row.amount_minor)
            for row in self._all("select external_id, amount_minor from payment where state = 'allocated'")
        )
        if sent != kept:
            yield f"transfers: the bank has {sent - kept} more, the book {kept - sent}"
        told: defaultdict[int, set[str]] = defaultdict(set)
        for message in self._heard.sent:
            if "Receipt " in message.text:
                told[message.chat_id].add(message.text.split("Receipt ")[1].split(".")[0])
        for borrower in self._crowd.borrowers:
            sent_by, held = borrower.wanted, len(told[borrower.number])
            if sent_by != held:
                yield f"{borrower.number} sent {sent_by} transfers and holds {held} receipts"

    def _clock(self) -> Iterator[str]:
        """What fell due had its turn once: one key, one entry in the journal, and the row is done."""
        rows = self._all("select turn, count(*) as times from journal where turn like 'due:reminder:%' group by turn")
        effects = {row.turn: row.times for row in rows}
        for turn in self._crowd.reminders:
            if effects.get(turn) != 1:
                yield f"{turn} had {effects.get(turn, 0)} effects"
        for row in self._all("select kind, key from due where state = 'claimed'"):
            yield f"due {row.kind} {row.key} was claimed and never done"

    def _fences(self) -> Iterator[str]:
        """A row that was taken over from a paused process does not name what that one had sent before it woke up.

        Awake again, it may claim the row like everybody else: whoever took it over may have been killed since.
        """
        sent = [(sent.chat_id, sent.message_id, sent.by) for sent in self._heard.sent]
        for row, pause in self._taken_over:
            if row.kind in _SENDS and (row.chat_id, row.message_id, pause.process) in sent[: pause.arrived]:
                yield f"outbox row {row.id} carries the mark of process {pause.process}, which had lost it"

    def _overtaken(self) -> list[tuple[Any, Paused]]:
        """Rows that were claimed anew after their holder was paused, with that pause."""
        rows = {row.id: row for row in self._rows}
        return [
            (rows[claimed], pause)
            for pause in self._crowd.fleet.pauses
            for claimed, attempt in pause.rows.items()
            if rows[claimed].attempts > attempt
        ]

    def _count(self, table: str) -> int:
        return int(self._connection.execute(text(f"select count(*) from {table}")).scalar_one())

    def _all(self, query: str) -> list[Any]:
        return list(self._connection.execute(text(query)).all())


_SENDS = ("message", "invoice")
