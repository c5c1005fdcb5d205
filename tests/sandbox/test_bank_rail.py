"""The lender's rail and the pretend bank understand each other, over the same JSON and the same signatures."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.clock import VirtualClock
from lending.money import Money
from payments.rail import Answer, NoticeRefused, PayoutOrder, PayoutStatus
from payments.sandbox_bank import SandboxBank
from sandbox.bank_desk import BankDesk
from sandbox.bank_http import bank_routes

KEY = b"a key for notices"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ORDER = PayoutOrder("loan-1", Money.parse("5000.00", "CNY"), "6222-01", "Lin Yue", "L-1")


class OverAsgi:
    """The rail's way to the bank, without a socket."""

    def __init__(self, desk: BankDesk) -> None:
        transport = httpx.ASGITransport(Starlette(routes=bank_routes(desk)))
        self._client = httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1")

    async def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        answer = await self._client.post(path, json=dict(body))
        return Answer(answer.status_code, answer.json())

    async def get(self, path: str) -> Answer:
        answer = await self._client.get(path)
        return Answer(answer.status_code, answer.json())


class Notices:
    """Keeps what the bank sends and takes it."""

    def __init__(self) -> None:
        self.seen: list[tuple[Mapping[str, str], bytes]] = []

    async def take(self, headers: Mapping[str, str], body: bytes) -> int:
        self.seen.append((headers, body))
        return 200


@pytest.mark.parametrize(
    ("fault", "first", "looked_up"),
    [
        (None, PayoutStatus.DONE, PayoutStatus.DONE),
        ("refuse", PayoutStatus.REFUSED, PayoutStatus.REFUSED),
        ("delay", PayoutStatus.PENDING, PayoutStatus.DONE),
        ("timeout_done", PayoutStatus.UNCLEAR, PayoutStatus.DONE),
        ("timeout_not_done", PayoutStatus.UNCLEAR, PayoutStatus.UNKNOWN),
    ],
)
async def test_the_rail_reads_every_answer_of_the_bank(
    fault: Any, first: PayoutStatus, looked_up: PayoutStatus
) -> None:
    clock = VirtualClock(NOON)
    desk = BankDesk(clock, KEY)
    desk.play_next([fault] if fault else [])
    rail = SandboxBank(OverAsgi(desk), [KEY])
    assert (await rail.order_payout(ORDER)).status is first
    clock.advance(60)
    assert (await rail.ask("loan-1")).status is looked_up


async def test_the_rail_believes_the_banks_notice_within_five_minutes_only() -> None:
    notices = Notices()
    desk = BankDesk(VirtualClock(NOON), KEY, notices.take)
    event = await desk.transfer(1001, Money.parse("877.63", "CNY"), "L-1")
    headers, body = notices.seen[0]
    rail = SandboxBank(OverAsgi(desk), [KEY])
    notice = rail.read_notice(headers, body, NOON)
    assert (notice.event_id, notice.amount, notice.payer) == (event, Money.parse("877.63", "CNY"), "P1001")
    with pytest.raises(NoticeRefused):
        rail.read_notice(headers, body, NOON + timedelta(minutes=6))
    with pytest.raises(NoticeRefused):
        rail.read_notice(headers, body.replace(b"877.63", b"977.63"), NOON)
