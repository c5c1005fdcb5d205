"""A whole lender in one event loop: the real program on files, the sandbox's Telegram and bank around it, one clock.

After every action everything comes to rest, and the money invariants are checked. Numbers that people read out are the
same in every run.
"""

import asyncio
import io
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from bot.clock import VirtualClock
from bot.document_worker import Finding, Job, look_at
from bot.lender import Lender
from bot.logging import set_up
from bot.rates import Rates
from bot.surroundings import Setup, Surroundings
from bot.tick import Winder
from conversations.context import House
from lending.money import Money
from sandbox.bot_api import BotApi
from sandbox.in_process import InProcessApi
from sandbox.people import People
from sandbox.world import World
from storage import anchor
from storage.anchor import Anchor
from storage.databases import Databases
from storage.keys import KeyRing
from storage.verify import Finding as Verified
from storage.verify import Look, verify, verify_money
from tests.bank import BankNextDoor
from tests.bot.played import QuickPace
from tests.eavesdropper import Eavesdropper
from tests.house import BAO
from tests.house import house as harbour
from tests.people import Player

TOKEN = "7001:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
"""Ten in the morning in Shanghai, a Monday."""
OPENING = Money(50_000_000, "CNY")
NO_LIMITS = Rates(overall=0, private=0, group_minute=0)
CHEAP_PINS = 2


class PlayedLender:
    """The lender and everybody around it. Open it with `await PlayedLender.open(tmp_path)`, and `close` it.

    Its books are files of SQLite in that folder, or lie on the `server` that is given.

    `people` are by first name, staff among them; `log` is all that the program logged. `overheard` checks every answer
    and update of the Bot API by itself; `close` raises what was wrong with them.
    """

    def __init__(self, data: Path, house: House, start: datetime, seed: int, server: Databases | None = None) -> None:
        self.data = data
        self.server = server
        self.house = house
        self.clock = VirtualClock(start)
        self.world = World(self.clock)
        self.world.observer = self.overheard = Eavesdropper()
        self.telegram = BotApi(self.world)
        self.bot = self.world.register_bot(TOKEN, "harbour_bot", "Harbour")
        self.world.last_bot = self.bot
        self.hands = People(self.world)
        self.bank = BankNextDoor(self.clock)
        self.api = InProcessApi(self.telegram, TOKEN)
        self.people: dict[str, Player] = {}
        self.nightly = False
        self._seen: Anchor | None = None
        self.log = io.StringIO()
        self._chance = random.Random(seed)
        self._ids = random.Random(seed + 1)

    @classmethod
    async def open(
        cls,
        data: Path,
        house: House | None = None,
        start: datetime = START,
        seed: int = 1,
        server: Databases | None = None,
        nightly: bool = False,
    ) -> "PlayedLender":
        """A new lender with its staff, who have all started the bot. `nightly`: its books are checked each night."""
        played = cls(data, house or harbour(), start, seed, server)
        played.nightly = nightly
        set_up(played.log, machine=True)
        for member in played.house.staff:
            played.world.add_person(member.name, language_code=member.language, id=member.telegram_id)
        if played.house.staff_group is not None:
            accounts = [played.world.people[m.telegram_id] for m in played.house.staff]
            played.world.add_group("Staff", accounts, played.bot, id=played.house.staff_group)
        await played._start()
        for member in played.house.staff:
            staff = played.people[member.name] = Player(played, played.world.people[member.telegram_id])
            await staff.says("/start")
        for player in played.people.values():
            player.sees()
        return played

    async def _start(self) -> None:
        setup = Setup(
            house=self.house,
            data=self.data,
            server=self.server,
            ring=KeyRing(b"\x07" * 32),
            opening=OPENING,
            invoice_token="sandbox:TEST",
            rates=NO_LIMITS,
            pin_cost=CHEAP_PINS,
            nightly=self.nightly,
        )
        around = Surroundings(
            api=self.api,
            rails={"sandbox": self.bank.rail},
            clock=self.clock,
            pace=QuickPace(),
            entropy=self._ids.randbytes,
            chance=lambda: self._chance.getrandbits(64),
            run_work=self._look_at,
        )
        self.lender = Lender(setup, around)
        self.bank.tell = self.lender.tell
        self.winder = Winder(self.clock, self.lender.ticker, self.lender.idle, waits=[self._pump])
        await self.lender.start(tick_seconds=None)

    async def person(self, name: str, language: str = "en", phone: str = "", guest: bool = False) -> Player:
        """Somebody new, by first name. Who gives no phone has one that nobody else has.

        Bao lives with Wei. A `guest` sits in the staff group without being of the staff.
        """
        number = phone or f"+8613800{len(self.people):06d}"
        account = self.world.add_person(name, None, None, language, number, id=BAO if name == "Bao" else None)
        if guest and self.house.staff_group is not None:
            self.world.groups[self.house.staff_group].members[account.id] = "member"
        player = self.people[name] = Player(self, account)
        return player

    async def rest(self) -> None:
        """Returns once every update is handled, every message sent, every photo looked at; the money still adds up."""
        await self._pump()
        await self.winder.rest()
        await self.lender.marks.written()
        findings = await self.lender.writer.run_bookkeeping(self._look_at_money)
        assert not findings, findings

    async def after(self, *, days: float = 0, hours: float = 0, minutes: float = 0) -> None:
        """Time passes, and all that falls due on the way happens at its own instant."""
        await self.winder.advance(timedelta(days=days, hours=hours, minutes=minutes).total_seconds())
        await self.rest()

    def _look_at_money(self, conn: Connection) -> list[Verified]:
        """The sums of the books, where anything was journalled since they were last seen to be right."""
        head = anchor.head(conn)
        if head == self._seen:
            return []
        found = verify_money(conn)
        self._seen = None if found else head
        return found

    async def findings(self) -> list[str]:
        """What a check of the whole book finds, as it is done at night; what is only late is left out."""
        look = Look(self.clock.now(), self.house.pack, self.house.scoring, whole_file=True)
        vault = self.lender.vault
        found = await self.lender.writer.run_bookkeeping(lambda c: verify(c, vault, look=look))
        return [str(finding) for finding in found if finding.stops]

    async def restart(self) -> None:
        """The program ends and begins again on the same files; the world goes on meanwhile."""
        await self.stop()
        await self._start()
        await self.rest()

    async def stop(self) -> None:
        self.bank.tell = None
        await self.lender.stop(grace=5)

    async def close(self) -> None:
        await self.stop()
        await self.world.close()
        self.overheard.agreed()

    async def _pump(self) -> None:
        """Hands waiting updates to the lender, as polling does: confirmed once their turns are committed."""
        queue = self.world.queue(self.bot)
        while batch := queue.take(100):
            await asyncio.gather(*(self.lender.intake.update(update.json()) for update in batch))
            queue.confirm(max(update.update_id for update in batch) + 1)

    async def _look_at(self, job: Job) -> Finding:
        """The worker's whole work on the real bytes; only the download is from the sandbox in this process."""
        content = await self.api.download(job.address)
        self.data.mkdir(parents=True, exist_ok=True)
        file = self.data / "upload.tmp"
        file.write_bytes(content)
        try:
            return await asyncio.to_thread(look_at, replace(job, address=file.resolve().as_uri()))
        finally:
            file.unlink()
