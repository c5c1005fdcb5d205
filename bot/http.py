"""The lender's HTTP: alive, ready, metrics, Telegram's webhook and the rails' notices, on one port.

The sandbox's pages are mounted behind these, so that nothing of the sandbox can hide a route of the lender.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route, Router

from bot.clock import Clock
from bot.database_trouble import database_line
from bot.metrics import Metrics
from bot.webhook import TooLarge, read_body
from conversations.event import Event, MoneyArrived
from payments.rail import MoneyNotice, NoticeRefused, Rail

log = structlog.get_logger("http")

Check = Callable[[], Awaitable[bool]]


def lender_app(
    routes: Sequence[BaseRoute],
    sandbox: Any | None = None,
) -> Router:
    """The whole app: the lender's routes, and the sandbox's app at the root where there is one.

    A bare router: every route answers for its own errors, and layers around them would cost each update a tenth.
    """
    return Router(routes=[*routes, *([Mount("/", app=sandbox)] if sandbox is not None else [])])


def health_routes(
    ready: Mapping[str, Check], metrics: Metrics, notices: Callable[[], Sequence[str]] = tuple
) -> list[BaseRoute]:
    """`/healthz` says that the process lives, `/readyz` names what does not work, `/metrics` counts.

    `notices` are lines for `/readyz` about what a person must look into though people are served.
    """

    async def healthz(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_request: Request) -> Response:
        broken = sorted([name for name, check in ready.items() if not await _holds(check)])
        status = HTTPStatus.SERVICE_UNAVAILABLE if broken else HTTPStatus.OK
        return JSONResponse({"ready": not broken, "broken": broken, "notices": [*notices()]}, status)

    async def show(_request: Request) -> Response:
        return PlainTextResponse(metrics.text(), media_type="text/plain; version=0.0.4")

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", show)]


async def _holds(check: Check) -> bool:
    try:
        return await check()
    except Exception as error:
        log.warning("a readiness check failed", error=type(error).__name__)
        return False


def notice_route(rails: Mapping[str, Rail], tell: Callable[[Event], Awaitable[None]], clock: Clock) -> Route:
    """Takes the signed notices of every rail; `tell` returns after the commit and raises when nothing was kept."""

    async def take(request: Request) -> Response:
        rail = rails.get(request.path_params["rail"])
        if rail is None or not rail.capabilities.tells_of_money:
            return _refused("no such rail", HTTPStatus.NOT_FOUND)
        try:
            body = await read_body(request.receive)
            notice = rail.read_notice(request.headers, body, clock.now())
        except TooLarge:
            return _refused("too large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except ClientDisconnect:
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        except NoticeRefused as refused:
            log.warning("a notice was refused", rail=rail.name, status=refused.status)
            return _refused(str(refused), refused.status)
        try:
            await tell(money_arrived(rail.name, notice, clock))
        except Exception as error:
            why = database_line(error) or type(error).__name__
            log.error("a notice cannot be kept; the rail tries again", rail=rail.name, why=why)
            return _refused("try again", HTTPStatus.SERVICE_UNAVAILABLE)
        return JSONResponse({"taken": notice.event_id})

    return Route("/payments/{rail}/notices", take, methods=["POST"])


def money_arrived(rail: str, notice: MoneyNotice, clock: Clock) -> Event:
    """The event that a notice is; its key is once for ever at its rail."""
    what = MoneyArrived(
        rail=rail,
        external_id=notice.event_id,
        amount=notice.amount,
        reference=notice.reference,
        payer=notice.payer,
        value_date=notice.value_date,
    )
    return Event(f"{rail}:{notice.event_id}", clock.now(), what)


def _refused(line: str, status: int) -> JSONResponse:
    return JSONResponse({"error": line}, status)
