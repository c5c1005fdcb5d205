"""The pretend bank within the test's process: what the lender's rail asks it, and its notices to the lender."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.clock import Clock
from bot.http import money_arrived
from conversations.event import Event
from lending.money import Money
from payments.rail import Answer, Lost
from payments.sandbox_bank import PAYOUTS, SandboxBank
from sandbox.bank import OtherOrderUnderThisKey, PayoutOrder, answer_json
from sandbox.bank_desk import BankDesk

KEY = b"the bank's notice key"
Tell = Callable[[Event], Awaitable[None]]


class BankNextDoor:
    """A bank with a rail to it. `tell` takes the lender's ears, which change at a restart."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.tell: Tell | None = None
        self._count = 0
        self.desk = BankDesk(clock, KEY, self._deliver, new_id=self._next_id)
        self.rail = SandboxBank(self, [KEY])

    def _next_id(self) -> str:
        self._count += 1
        return f"bank-{self._count}"

    async def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        assert path == PAYOUTS, path
        order = {**body, "amount": Money.parse(body["amount"], body["currency"])}
        order.pop("currency")
        try:
            return Answer(200, answer_json(await self.desk.pay_out(PayoutOrder(**order))))
        except TimeoutError:
            raise Lost(sent=True) from None
        except OtherOrderUnderThisKey:
            return Answer(409, None)

    async def get(self, path: str) -> Answer:
        payout = await self.desk.look_up(path.removeprefix(f"{PAYOUTS}/").replace("%3A", ":"))
        return Answer(200, answer_json(payout) if payout else {"status": "unknown"})

    async def _deliver(self, headers: Mapping[str, str], body: bytes) -> int:
        """The notice as the lender's HTTP takes it: checked, told, and only then answered."""
        if self.tell is None:
            return 503
        lowered = {name.lower(): value for name, value in headers.items()}
        notice = self.rail.read_notice(lowered, body, self.clock.now())
        await self.tell(money_arrived(self.rail.name, notice, self.clock))
        return 200
