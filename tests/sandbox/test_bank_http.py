"""The pretend bank over HTTP and its signed notices, in process: no socket is opened."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.clock import VirtualClock
from lending.money import Money
from sandbox.bank_desk import BankDesk
from sandbox.bank_http import bank_routes

KEY = b"a key for notices"
ORDER = {"key": "k1", "amount": "5000.00", "currency": "CNY", "account": "6222", "name": "Lin", "reference": "L-1"}


class Lender:
    """Takes notices, answering with the statuses it was given and 200 after those."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.seen: list[tuple[Mapping[str, str], bytes]] = []
        self.satisfied = asyncio.Event()

    async def take(self, headers: Mapping[str, str], body: bytes) -> int:
        self.seen.append((headers, body))
        if self.statuses:
            return self.statuses.pop(0)
        self.satisfied.set()
        return 200

    def references(self) -> list[str]:
        return [json.loads(body)["reference"] for _, body in self.seen]


@pytest.fixture
def lender() -> Lender:
    return Lender()


@pytest.fixture
def desk(lender: Lender) -> BankDesk:
    clock = VirtualClock(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
    ids = (f"event-{n}" for n in range(1, 100))
    return BankDesk(clock, KEY, lender.take, new_id=lambda: next(ids))


@pytest.fixture
async def bank(desk: BankDesk) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Starlette(routes=bank_routes(desk)))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


async def post(bank: httpx.AsyncClient, path: str, body: Any) -> tuple[int, Any]:
    answer = await bank.post(f"/sandbox/bank/{path}", json=body)
    return answer.status_code, answer.json()


async def test_a_payout_is_done_once_and_can_be_looked_up(bank: httpx.AsyncClient) -> None:
    first = await post(bank, "payouts", ORDER)
    assert first == (200, {"status": "done", "id": "event-1"})
    assert await post(bank, "payouts", ORDER) == first
    assert (await bank.get("/sandbox/bank/payouts/k1")).json() == first[1]
    assert (await bank.get("/sandbox/bank/payouts/k2")).json() == {"status": "unknown"}
    assert (await bank.get("/sandbox/bank")).json()["lender"]["balance"] == "995000.00"


async def test_another_body_under_the_same_key_conflicts(bank: httpx.AsyncClient) -> None:
    await post(bank, "payouts", ORDER)
    status, answer = await post(bank, "payouts", ORDER | {"account": "6333"})
    assert (status, answer) == (409, {"error": "key k1 was used for another payout"})


async def test_a_lost_answer_is_a_gateway_timeout(bank: httpx.AsyncClient) -> None:
    await post(bank, "faults", {"next": ["timeout_done", "timeout_not_done"]})
    assert (await post(bank, "payouts", ORDER))[0] == 504
    assert (await post(bank, "payouts", ORDER | {"key": "k2"}))[0] == 504
    rows = (await bank.get("/sandbox/bank")).json()["payouts"]
    assert [(row["asked"], row["done"], row["status"]) for row in rows] == [(1, 1, "done"), (1, 0, "unknown")]


@pytest.mark.parametrize(
    ("path", "body", "line"),
    [
        ("payouts", ORDER | {"colour": "red"}, "colour: unknown key"),
        ("payouts", {k: v for k, v in ORDER.items() if k != "account"}, "account: missing"),
        ("payouts", ORDER | {"amount": 5000}, "amount: should be text"),
        ("payouts", ORDER | {"amount": "0"}, "amount: must be above zero"),
        ("transfers", {"from": "Lin", "amount": "1.00"}, "from: should be a whole number"),
        ("faults", {"next": ["explode"]}, "next: 'explode' is not one of"),
    ],
)
async def test_a_wrong_request_is_refused_with_the_key_that_is_wrong(
    bank: httpx.AsyncClient, path: str, body: Any, line: str
) -> None:
    status, answer = await post(bank, path, body)
    assert status == 400
    assert answer["error"].startswith(line)


async def test_a_transfer_tells_the_lender_with_a_signature_that_it_can_check(
    bank: httpx.AsyncClient, lender: Lender
) -> None:
    sent = {"from": 1001, "amount": "877.63", "currency": "CNY", "reference": "L-1"}
    assert await post(bank, "transfers", sent) == (200, {"id": "event-1"})
    headers, body = lender.seen[0]
    stamp = headers["X-Microloan-Timestamp"]
    expected = hmac.new(KEY, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Microloan-Signature"] == expected
    assert stamp == "1795435200"
    assert json.loads(body) == {
        "event_id": "event-1", "kind": "transfer", "amount": "877.63", "currency": "CNY", "reference": "L-1",
        "payer": "P1001", "value_date": "2026-11-23", "booked_at": "2026-11-23T12:00:00+00:00",
    }  # fmt: skip


async def test_notices_keep_their_order_when_the_lender_is_down(
    bank: httpx.AsyncClient, desk: BankDesk, lender: Lender
) -> None:
    lender.statuses = [503, 503]
    await post(bank, "transfers", {"from": 1001, "amount": "1.00", "reference": "first"})
    await post(bank, "transfers", {"from": 1001, "amount": "2.00", "reference": "second"})
    assert desk.notices.waiting == 2
    assert await desk.deliver_waiting()
    assert lender.references() == ["first", "first", "first", "second"]


async def test_a_notice_can_be_asked_for_again_and_is_the_same_bytes(bank: httpx.AsyncClient, lender: Lender) -> None:
    for reference in ("first", "second"):
        await post(bank, "transfers", {"from": 1001, "amount": "1.00", "reference": reference})
    assert await post(bank, "redeliver", {"id": "event-1"}) == (200, {"redelivered": 1})
    assert await post(bank, "redeliver", {}) == (200, {"redelivered": 2})
    assert lender.references() == ["first", "second", "first", "first", "second"]
    assert lender.seen[2][1] == lender.seen[0][1]


async def test_the_bank_keeps_trying_by_itself_until_the_lender_is_back(desk: BankDesk, lender: Lender) -> None:
    lender.statuses = [500, 500, 500]
    trying = asyncio.create_task(desk.keep_delivering(first_pause_seconds=0.001))
    await desk.transfer(1001, Money(100, "CNY"), "L-1")
    await asyncio.wait_for(lender.satisfied.wait(), timeout=10)
    trying.cancel()
    assert len(lender.seen) == 4
