"""The virtual clock over HTTP: a script or the chat page moves time forward, and all work due by then is done first."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.clock import Clock, VirtualClock
from sandbox.bank_http import fields, refusal

Advance = Callable[[float], Awaitable[None]]
"""The lender's own "do all due work up to then"; it may move the clock step by step as it goes."""

LONGEST_SECONDS = 400 * 86_400
NO_VIRTUAL_CLOCK = "the clock is the machine's own: start with --virtual-clock to move time"


def clock_routes(clock: Clock, advance: Advance | None = None) -> list[Route]:
    """`GET` tells the time and whether it can be moved; `POST {"advance_seconds"}` moves it, 404 when it cannot be."""
    one_at_a_time = asyncio.Lock()

    async def tell(_: Request) -> Response:
        return JSONResponse({"now": clock.now().isoformat(), "virtual": isinstance(clock, VirtualClock)})

    async def move(request: Request) -> Response:
        if not isinstance(clock, VirtualClock):
            return refusal(NO_VIRTUAL_CLOCK, 404)
        try:
            seconds = (await fields(request, {"advance_seconds": object}))["advance_seconds"]
            if not isinstance(seconds, int | float) or isinstance(seconds, bool):
                raise ValueError("advance_seconds: should be a number")
            if not 0 <= seconds <= LONGEST_SECONDS:
                raise ValueError(f"advance_seconds: should be between 0 and {LONGEST_SECONDS}")
        except ValueError as wrong:
            return refusal(wrong)
        async with one_at_a_time:
            then = clock.now() + timedelta(seconds=seconds)
            if advance is not None:
                await advance(seconds)
            clock.move_to(then)
        return JSONResponse({"now": clock.now().isoformat()})

    return [Route("/sandbox/clock", tell, methods=["GET"]), Route("/sandbox/clock", move, methods=["POST"])]
