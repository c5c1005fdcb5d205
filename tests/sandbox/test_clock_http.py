"""The virtual clock over HTTP: moved only when it is virtual, and only after the work due by then is done."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.clock import Clock, SystemClock, VirtualClock
from sandbox.clock_http import Advance, clock_routes

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


async def call(clock: Clock, body: Any, advance: Advance | None = None) -> tuple[int, Any]:
    transport = httpx.ASGITransport(Starlette(routes=clock_routes(clock, advance)))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        answer = await client.request("GET" if body is None else "POST", "/sandbox/clock", json=body)
    return answer.status_code, answer.json()


async def test_a_day_is_advanced_and_the_new_instant_told() -> None:
    clock = VirtualClock(NOON)
    assert await call(clock, {"advance_seconds": 86_400}) == (200, {"now": "2026-11-24T12:00:00+00:00"})
    assert await call(clock, None) == (200, {"now": "2026-11-24T12:00:00+00:00", "virtual": True})


async def test_the_lenders_due_work_is_done_before_the_answer_and_may_move_the_clock_itself() -> None:
    clock = VirtualClock(NOON)
    seen: list[datetime] = []

    async def do_due_work(seconds: float) -> None:
        clock.advance(seconds / 2)
        seen.append(clock.now())

    assert (await call(clock, {"advance_seconds": 7200}, do_due_work))[1] == {"now": "2026-11-23T14:00:00+00:00"}
    assert seen == [datetime(2026, 11, 23, 13, 0, tzinfo=UTC)]


async def test_the_machines_own_clock_cannot_be_moved() -> None:
    status, answer = await call(SystemClock(), {"advance_seconds": 1})
    assert status == 404
    assert "--virtual-clock" in answer["error"]
    assert (await call(SystemClock(), None))[1]["virtual"] is False


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ({"advance_seconds": -1}, "advance_seconds: should be between"),
        ({"advance_seconds": True}, "advance_seconds: should be a number"),
        ({"advance_seconds": 1, "by": "me"}, "by: unknown key"),
        ({}, "advance_seconds: missing"),
    ],
)
async def test_a_step_that_is_not_a_time_forward_is_refused(body: Any, line: str) -> None:
    status, answer = await call(VirtualClock(NOON), body)
    assert status == 400
    assert answer["error"].startswith(line)
