"""The sandbox as the lender runs on it: a world with the staff of its configuration, a bank, the page, the clock."""

import secrets

from bot.playground import PlaygroundPlan
from sandbox.alone import whole_app
from sandbox.bank_desk import BankDesk
from sandbox.bank_notices import deliver_to
from sandbox.world import World

USERNAME = "harbour_loans_bot"


class SandboxPlayground:
    """One world, in memory, for as long as the program runs. Staff have pressed Start, so that the bot may write."""

    def __init__(self, plan: PlaygroundPlan) -> None:
        self.token = plan.token or f"{secrets.randbelow(9 * 10**8) + 10**8}:{secrets.token_hex(16)}"
        self._world = World(plan.clock)
        self._bot = self._world.register_bot(self.token, USERNAME, plan.house.name[plan.house.languages[0]])
        self._world.last_bot = self._bot
        self._seed(plan)
        self._desk = BankDesk(plan.clock, plan.notice_key, deliver_to(plan.notices), plan.house.currency)
        self.app = whole_app(self._world, self._desk, plan.advance)

    def _seed(self, plan: PlaygroundPlan) -> None:
        house = plan.house
        for member in house.staff:
            code = member.language.split("_")[0]
            person = self._world.add_person(
                member.name, language_code=code, roles=sorted(member.roles), id=member.telegram_id
            )
            self._world.private_chat(self._bot, person).started = True
        if house.staff_group is None:
            return
        members = [self._world.people[member.telegram_id] for member in house.staff]
        self._world.add_group(f"{house.name[house.languages[0]]} · staff", members, self._bot, id=house.staff_group)

    async def run(self) -> None:
        await self._desk.keep_delivering()

    async def rest(self) -> None:
        """Returns once the bot has taken every update and the lender every notice."""
        await self._world.queue(self._bot).rest()
        await self._desk.deliver_waiting()

    async def close(self) -> None:
        await self._world.close()
