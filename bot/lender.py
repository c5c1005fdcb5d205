"""The whole lender of one process, wired: database, vault, turn, queues, senders, clock. Everything is made here.

A test makes the same lender in other surroundings. Nothing here decides anything.
"""

import asyncio
from contextlib import suppress
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.books_watch import KIND as BOOKS
from bot.books_watch import BooksWatch
from bot.catalogue import Catalogue
from bot.clock import uuid7
from bot.contract import Papers
from bot.corridor import Corridor
from bot.day_close import KIND as DAY
from bot.day_close import DayClose
from bot.delivery import Delivery
from bot.idle import Idle
from bot.intake import Intake
from bot.invoice_check import InvoiceGate
from bot.marks import Marks
from bot.metrics import Metrics
from bot.outbound import Outbound
from bot.outbox_desk import OutboxDesk
from bot.outgoing import StoredPhoto
from bot.payout_check import KIND as PAYOUTS
from bot.payout_check import PayoutCheck
from bot.payouts import Payouts
from bot.pins import ScryptPins
from bot.polling import Polling
from bot.render import Renderer
from bot.sender import Sender
from bot.shared_files import SharedFiles
from bot.surroundings import Setup, Surroundings
from bot.tick import Ticker
from bot.turn import Tools
from bot.work import DocumentWork
from conversations.event import Event
from lending.facts import Dated
from lending.facts.loans import CapitalAdded
from storage import documents, inbox, staff
from storage.databases import open_writer
from storage.dues import DueRow
from storage.migrate import bring_up_to_date
from storage.record import record
from storage.staff import StaffRow
from storage.vault import HOUSE, Vault

OPENING = "opening"
"""The key of the money that the lender starts with: it is put in once."""
GRACE_SECONDS = 20.0
"""How long a stop lets messages, payouts and checks in hand go out; the rest goes out at the next start."""


class Lender:
    """One lender. `update` takes a raw Telegram update, `tell` any other event; both return after the commit."""

    def __init__(self, setup: Setup, around: Surroundings) -> None:
        """Opens the databases, bringing an older schema up to date. Raises SchemaTooNew, BadMasterKey, OSError."""
        setup.data.mkdir(parents=True, exist_ok=True)
        databases = setup.databases
        bring_up_to_date(databases.main)
        self.setup = setup
        self.around = around
        self.clock = around.clock
        self.idle = Idle()
        self.metrics = Metrics()
        self.vault = Vault.open(databases.keys, setup.ring, around.entropy)
        self.engine = databases.open()
        self.writer = open_writer(self.engine)
        self.owner = self.new_id().hex
        papers = Papers(setup.papers, setup.licence)
        self.renderer = Renderer(Catalogue.load(), papers, setup.house.currency, setup.invoice_token)
        self._wire_inside()
        self._wire_outside()

    def _wire_inside(self) -> None:
        """From an event to its commit."""
        setup, around = self.setup, self.around
        tools = Tools(
            vault=self.vault,
            renderer=self.renderer,
            house=setup.house,
            new_id=self.new_id,
            chance=around.chance,
            pins=ScryptPins(around.entropy, setup.pin_cost),
            owner=self.owner,
            correction=setup.correction,
            fraud=setup.fraud,
        )
        gate = InvoiceGate(self.writer, self.vault, self.renderer, setup.house)
        self.corridor = Corridor(self.writer, tools, lambda owed: self.outbound.take(owed), self.metrics)
        self.intake = Intake(
            around.api, setup.house, self.clock, self.corridor.handle, gate.why_not, self.idle, self.metrics
        )
        self.day_close = DayClose(setup, self.writer, self.vault, self.clock, self.idle, self.metrics, self.owner)
        self.books = BooksWatch(
            *(setup, self.writer, self.vault),
            self._found_in_books,
            *(self.clock, self.idle, self.metrics),
            self.owner,
        )

    def _wire_outside(self) -> None:
        """From the outbox to the world, and the clock's hand."""
        a, folder = self.around, self.setup.data / "documents"
        self.files = SharedFiles(self.writer, folder, a.pace) if self.setup.databases.shared else None
        desk = OutboxDesk(self.writer, self.vault, self.owner, self.clock, self.new_id)
        self.marks = Marks(desk.write, a.pace)
        delivery = Delivery(a.api, self._read_photo, desk.sent_about(self.marks))
        group = self.setup.house.staff_group
        self.sender = Sender(
            delivery,
            self.marks,
            self.tell,
            self.clock,
            a.pace,
            self.setup.rates,
            self.idle,
            self.metrics,
            silent_chats=frozenset({group} if group is not None else ()),
            life=lambda: self.ticker.life(),
        )
        known = (self.marks, self.clock, a.pace, self.idle, self.metrics)
        self.payouts = Payouts(a.rails, self.tell, *known, self.books.may_move)
        asking = (self.setup, self.writer, a.rails, self.tell, self.clock, self.idle, self.metrics, self.owner)
        self.payout_check = PayoutCheck(*asking)
        self.work = DocumentWork(
            *(a.api, self.vault, folder, self.tell, self.marks, self.clock, a.pace, self.idle, self.metrics),
            run=self.files.keeping(a.run_work) if self.files else a.run_work,
        )
        self.outbound = Outbound(self.sender, self.payouts, self.work, self.marks, self.clock)
        self.ticker = Ticker(
            self.writer,
            desk,
            self.outbound,
            self.payouts,
            self._fell_due,
            self.clock,
            self.idle,
            self.owner,
            alone=not self.setup.databases.shared,
        )

    def new_id(self) -> UUID:
        return uuid7(self.clock.now(), self.around.entropy)

    async def start(self, tick_seconds: float | None = 1.0) -> None:
        """Puts the opening money in, once, and goes on with what an earlier process left; then the clock ticks.

        With `tick_seconds` None nothing ticks by itself: a virtual clock is wound instead.
        """
        await self.writer.run(self._open_books)
        await self.books.start(wait=tick_seconds is None)
        await self.day_close.start()
        await self.payout_check.start()
        await self.ticker.tick()
        if tick_seconds is not None:
            self.ticker.start(tick_seconds)

    async def stop(self, grace: float = GRACE_SECONDS) -> None:
        """Ends turns that were taken in, lets senders finish for a while, closes the databases."""
        await self.ticker.stop()
        await self.books.stop()
        await self.day_close.stop()
        await self.payout_check.stop()
        await self.intake.queues.drain()
        await asyncio.gather(self.payouts.drain(grace), self.work.drain(grace))
        await self.intake.queues.drain()
        await self.sender.drain(grace)
        await self.marks.written()
        with suppress(Exception):  # its lease runs out by itself
            await self.ticker.say_dead()
        await asyncio.to_thread(self.writer.stop)
        self.engine.dispose()
        self.vault.close()

    def polling(self) -> Polling:
        """Asks Telegram for updates; `run` it beside everything else, `stop` it first of all."""
        return Polling(self.around.api, self.intake.update, self.around.pace)

    async def tell(self, event: Event) -> None:
        """Any event that is not a Telegram update."""
        await self.intake.tell(event)

    async def _fell_due(self, event: Event, row: DueRow) -> None:
        if row.kind == BOOKS:
            return await self.books.fell_due(row)
        if row.kind == DAY:
            return await self.day_close.fell_due(row)
        if row.kind == PAYOUTS:
            return await self.payout_check.fell_due(row)
        return await self.intake.queues.run(row.subject.int, lambda: self.corridor.handle(event, row))

    async def _found_in_books(self, event: Event, row: DueRow | None) -> None:
        await self.intake.queues.run(HOUSE.int, lambda: self.corridor.handle(event, row))

    def _open_books(self, conn: Connection) -> None:
        """Staff as configured, and the lender's own money."""
        house, now = self.setup.house, self.clock.now()
        rows = [StaffRow(m.telegram_id, m.branch, tuple(sorted(m.roles)), m.limit_minor) for m in house.staff]
        staff.set_from_configuration(conn, rows)
        if self.setup.opening is None or not inbox.first_time(conn, OPENING, now):
            return
        today = now.astimezone(ZoneInfo(house.timezone)).date()
        fact = CapitalAdded(dated=Dated.on(today), key=OPENING, amount=self.setup.opening)
        record(conn, self.vault, (fact,), now, OPENING)

    async def _read_photo(self, photo: StoredPhoto) -> bytes:
        """A stored picture, decrypted for the moment of sending."""
        whose = (photo.person_id, photo.document_id)
        if self.files is not None:
            sealed = await self.files.read(photo.path)
            content = await asyncio.to_thread(documents.opened, self.vault, sealed, *whose)
        else:
            folder = self.setup.data / "documents"
            content = await asyncio.to_thread(documents.read, self.vault, folder, *whose, photo.path)
        if content is None:
            raise LookupError("the person of this picture was erased")
        return content
