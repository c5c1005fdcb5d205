"""The sandbox as the lender runs on it: a world with the staff of its configuration, a bank, the page, the clock."""

import asyncio
import secrets

from bot.playground import PlaygroundPlan
from sandbox.alone import whole_app
from sandbox.bank_desk import BankDesk
from sandbox.bank_notices import deliver_to
from sandbox.bank_record import BankRecord
from sandbox.model import Bot
from sandbox.record import Record
from sandbox.world import World

USERNAME = "harbour_loans_bot"
JUMP = 10_000
"""How far update numbers jump at a start; Telegram's own may jump too."""


class SandboxPlayground:
    """One world and one bank, kept in the plan's folder. Staff have pressed Start, so that the bot may write."""

    def __init__(self, plan: PlaygroundPlan) -> None:
        """Raises ValueError for a record of another version."""
        self._world = World(plan.clock)
        self._record = Record(self._world, plan.folder) if plan.folder is not None else None
        self._bot = self._known_bot(plan) or self._new_bot(plan)
        self.token = self._bot.token
        self._world.last_bot = self._bot
        self._seed(plan)
        books = BankRecord(plan.folder / "bank.json") if plan.folder is not None else None
        deliver = deliver_to(plan.notices)
        self._desk = BankDesk(plan.clock, plan.notice_key, deliver, plan.house.currency, record=books)
        self.app = whole_app(self._world, self._desk, plan.advance)

    def _known_bot(self, plan: PlaygroundPlan) -> Bot | None:
        """The bot of the last run, if there was one.

        Its update numbers jump ahead: after a kill the record may lack the last ones that the lender has handled, and a
        number used twice would be taken for a repeat.
        """
        if self._record is None or not self._record.load():
            return None
        bot = self._world.bots.get(plan.token) if plan.token else self._world.last_bot
        if bot is not None:
            self._world.queue(bot).next_id += JUMP
        return bot

    def _new_bot(self, plan: PlaygroundPlan) -> Bot:
        token = plan.token or f"{secrets.randbelow(9 * 10**8) + 10**8}:{secrets.token_hex(16)}"
        return self._world.register_bot(token, USERNAME, plan.house.name[plan.house.languages[0]])

    def _seed(self, plan: PlaygroundPlan) -> None:
        house = plan.house
        for member in house.staff:
            if member.telegram_id in self._world.people:
                continue
            code = member.language.split("_")[0]
            person = self._world.add_person(
                member.name, language_code=code, roles=sorted(member.roles), id=member.telegram_id
            )
            self._world.private_chat(self._bot, person).started = True
        if house.staff_group is None or house.staff_group in self._world.groups:
            return
        members = [self._world.people[member.telegram_id] for member in house.staff]
        self._world.add_group(f"{house.name[house.languages[0]]} · staff", members, self._bot, id=house.staff_group)

    async def run(self) -> None:
        """Delivers the bank's notices and keeps the record, until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._desk.keep_delivering())
            if self._record is not None:
                group.create_task(self._record.keep())

    async def rest(self) -> None:
        """Returns once the bot has taken every update and the lender every notice."""
        await self._world.queue(self._bot).rest()
        await self._desk.deliver_waiting()

    async def close(self) -> None:
        await self._world.close()
        if self._record is not None:
            self._record.save()
