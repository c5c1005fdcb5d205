"""The lender's HTTP: updates and notices are answered with 200 only when kept, and believed only when signed."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.routing import BaseRoute

from bot.clock import VirtualClock
from bot.http import health_routes, lender_app, notice_route
from bot.metrics import Metrics
from bot.webhook import LARGEST_BODY, announce, secret_header, secret_path, webhook_route, withdraw
from conversations.event import Event, MoneyArrived
from lending.money import Money
from payments.rail import Answer
from payments.sandbox_bank import SandboxBank
from payments.signature import sign
from tests.bot.played import PlayedApi

TOKEN = "7001:abcdefghijk"
KEY = b"notice-key"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SECRET = {"X-Telegram-Bot-Api-Secret-Token": secret_header(TOKEN)}
UPDATE = {"update_id": 5, "message": {"message_id": 1}}


class NoLine:
    """A transport that nobody uses."""

    async def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        raise AssertionError

    async def get(self, path: str) -> Answer:
        raise AssertionError


def client(*routes: BaseRoute, sandbox: Any = None) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(lender_app(routes, sandbox))
    return httpx.AsyncClient(transport=transport, base_url="http://lender.test")


class Ears:
    """Takes events or updates, unless the disk is full."""

    def __init__(self, full: bool = False) -> None:
        self.full, self.heard = full, list[Any]()

    async def hear(self, what: Any) -> None:
        if self.full:
            raise OSError("disk full")
        self.heard.append(what)


async def post_update(ears: Ears, headers: Mapping[str, str] = SECRET, content: bytes | None = None) -> int:
    body = json.dumps(UPDATE).encode() if content is None else content
    async with client(webhook_route(TOKEN, ears.hear)) as web:
        return (await web.post(f"/telegram/{secret_path(TOKEN)}", content=body, headers=dict(headers))).status_code


async def test_an_update_is_answered_once_it_is_kept() -> None:
    ears = Ears()
    assert await post_update(ears) == 200
    assert ears.heard == [UPDATE]


async def test_an_update_that_could_not_be_kept_comes_again() -> None:
    assert await post_update(Ears(full=True)) == 503


@pytest.mark.parametrize("headers", [{}, {"X-Telegram-Bot-Api-Secret-Token": "guess"}])
async def test_whoever_does_not_know_the_secret_is_not_telegram(headers: dict[str, str]) -> None:
    ears = Ears()
    assert await post_update(ears, headers) == 403
    assert ears.heard == []


@pytest.mark.parametrize(
    ("content", "status"),
    [(b"{", 400), (b"[]", 400), (b'{"message": {}}', 400), (b'{"update_id": "x"}', 400), (b"[" * 9000, 400)],
)
async def test_what_is_no_update_is_refused_and_not_retried_for_ever(content: bytes, status: int) -> None:
    assert await post_update(Ears(), content=content) == status


async def test_a_body_beyond_the_limit_is_given_up() -> None:
    assert await post_update(Ears(), content=b" " * (LARGEST_BODY + 1)) == 413


async def test_telegram_is_told_where_to_call_and_what_to_send() -> None:
    api = PlayedApi()
    await announce(api, "https://bot.example.org/", TOKEN)
    await withdraw(api)
    (_, hook), (method, taken) = api.calls
    assert hook["url"] == f"https://bot.example.org/telegram/{secret_path(TOKEN)}"
    assert hook["secret_token"] == secret_header(TOKEN)
    assert (method, taken) == ("deleteWebhook", {"drop_pending_updates": False})
    assert TOKEN not in hook["url"]


NOTICE = {
    "event_id": "t-1",
    "kind": "transfer",
    "amount": "888.49",
    "currency": "CNY",
    "reference": "L-7K2M9Q-41",
    "payer": "P1001",
    "value_date": "2026-11-23",
    "booked_at": "2026-11-23T11:59:00+00:00",
}


async def post_notice(ears: Ears, rail: str = "sandbox", key: bytes = KEY) -> httpx.Response:
    rails = {"sandbox": SandboxBank(NoLine(), [KEY])}
    body, stamp = json.dumps(NOTICE).encode(), str(int(NOW.timestamp()))
    headers = {"X-Microloan-Timestamp": stamp, "X-Microloan-Signature": sign(key, stamp, body)}
    async with client(notice_route(rails, ears.hear, VirtualClock(NOW))) as web:
        return await web.post(f"/payments/{rail}/notices", content=body, headers=headers)


async def test_a_signed_notice_is_money_that_arrived_under_a_key_of_its_own() -> None:
    ears = Ears()
    assert (await post_notice(ears)).status_code == 200
    event: Event = ears.heard[0]
    assert event.key == "sandbox:t-1"
    assert isinstance(event.what, MoneyArrived)
    assert (event.what.amount, event.what.reference) == (Money(88849, "CNY"), "L-7K2M9Q-41")


async def test_a_forged_notice_a_strange_rail_and_a_full_disk_are_each_told_apart() -> None:
    forged = await post_notice(Ears(), key=b"other")
    assert (forged.status_code, forged.json()) == (401, {"error": "the signature does not fit"})
    assert (await post_notice(Ears(), rail="moon")).status_code == 404
    assert (await post_notice(Ears(full=True))).status_code == 503


async def test_ready_names_what_does_not_work_and_metrics_are_prometheus_text() -> None:
    async def broken() -> bool:
        raise OSError("disk full")

    async def fine() -> bool:
        return True

    metrics = Metrics()
    metrics.count("sends", fate="sent")
    metrics.count("sends", fate='od"d\n')
    metrics.gauge("in_flight", lambda: 3)
    async with client(*health_routes({"database": broken, "senders": fine}, metrics)) as web:
        assert (await web.get("/healthz")).text == "ok\n"
        ready = await web.get("/readyz")
        assert (ready.status_code, ready.json()) == (503, {"ready": False, "broken": ["database"], "notices": []})
        shown = (await web.get("/metrics")).text.splitlines()
    assert 'microloan_sends_total{fate="sent"} 1' in shown
    assert 'microloan_sends_total{fate="od\\"d\\n"} 1' in shown
    assert "microloan_in_flight 3" in shown


async def test_the_sandbox_stands_behind_the_lenders_own_routes() -> None:
    async def page(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"the chat page"})

    async with client(*health_routes({}, Metrics()), sandbox=page) as web:
        found: Sequence[str] = [(await web.get(path)).text for path in ("/healthz", "/", "/sandbox/people")]
    assert found == ["ok\n", "the chat page", "the chat page"]
