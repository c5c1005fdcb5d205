"""The pretend bank as its customers meet it: asynchronous, with a clock, and with notices that go out by themselves."""

import asyncio
from collections.abc import Callable, Iterable

from bot.clock import Clock, uuid7
from lending.money import Money
from sandbox.bank import Answer, Books, Fault, Payout, PayoutOrder, Transfer, statement
from sandbox.bank_notices import Deliver, Notices
from sandbox.bank_record import BankRecord

LONGEST_PAUSE_SECONDS = 30.0


class BankDesk:
    """Payouts, look-ups and transfers in process; `bank_http` offers the same over HTTP.

    `currency` is that of the lender's first account. `new_id` makes ids that stay unique over restarts, because the
    lender remembers the events it has seen. With a `record` the bank goes on where it was left, and writes before it
    answers. Raises ValueError for a record that is not ours.
    """

    def __init__(
        self,
        clock: Clock,
        notice_key: bytes,
        deliver: Deliver | None = None,
        currency: str = "CNY",
        books: Books | None = None,
        new_id: Callable[[], str] | None = None,
        record: BankRecord | None = None,
    ) -> None:
        self.clock = clock
        self.currency = currency
        self.books = books or Books()
        self.notices = Notices(notice_key, deliver)
        self._record = record
        self._new_id = new_id or (lambda: str(uuid7(clock.now())))
        self._one_sender = asyncio.Lock()
        self._something_waits = asyncio.Event()
        if record is not None:
            self._go_on(record)

    def _go_on(self, record: BankRecord) -> None:
        self.books, waiting = record.load()
        transfers = {transfer.id: transfer for transfer in self.books.transfers}
        for event_id in waiting:
            self.notices.add(transfers[event_id])
            self._something_waits.set()

    def _keep(self) -> None:
        if self._record is not None:
            self._record.save(self.books, self.notices.waiting_ids)

    async def pay_out(self, order: PayoutOrder) -> Payout:
        """Pays once for a key. Raises TimeoutError when the answer is lost on the way (done or not, nobody knows),
        OtherOrderUnderThisKey when the key was used for something else."""
        answer: Answer = self.books.pay_out(order, self._new_id(), self.clock.now())
        self._keep()
        if answer.lost:
            raise TimeoutError("the bank did not answer")
        return answer.payout

    async def look_up(self, key: str) -> Payout | None:
        """How a payout stands; None for a key that the bank does not know."""
        found = self.books.look_up(key, self.clock.now())
        self._keep()
        return found

    async def transfer(self, person: int, amount: Money, reference: str) -> str:
        """Credits the lender, tries to tell it at once, and returns the event's id."""
        booked = Transfer(self._new_id(), person, amount, reference, self.clock.now())
        self.books.transfer(booked)
        self.notices.add(booked)
        self._keep()
        await self.deliver_waiting()
        return booked.id

    async def redeliver(self, event_id: str | None = None) -> int:
        """Sends the notice of one transfer again, or of all; returns how many there were to send."""
        again = [t for t in self.books.transfers if event_id in (None, t.id)]
        for transfer in again:
            self.notices.add(transfer)
        await self.deliver_waiting()
        return len(again)

    def play_next(self, faults: Iterable[Fault]) -> None:
        """Queues the faults that the next orders meet."""
        self.books.play_next(faults)
        self._keep()

    def statement(self) -> dict[str, object]:
        """All that `GET /sandbox/bank` shows."""
        waiting: dict[str, object] = {"notices_waiting": self.notices.waiting}
        return statement(self.books, self.currency) | waiting

    async def deliver_waiting(self) -> bool:
        """One round of delivery; true when nothing waits any more."""
        async with self._one_sender:
            empty = await self.notices.deliver_waiting(self.clock.now())
        self._keep()
        if not empty:
            self._something_waits.set()
        return empty

    async def keep_delivering(self, first_pause_seconds: float = 1.0) -> None:
        """Runs until cancelled: tries waiting notices again, pausing twice as long after each refusal."""
        while True:
            await self._something_waits.wait()
            self._something_waits.clear()
            pause = first_pause_seconds
            while self.notices.waiting:
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
                await self.deliver_waiting()
