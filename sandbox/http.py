"""The Bot API over HTTP: what any client library calls, with every way in which they hand over parameters."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from sandbox.answers import ApiAnswer, ApiError, failure
from sandbox.bank_http import fields, refusal
from sandbox.bot_api import BotApi, Dropped
from sandbox.files import MAX_UPLOAD
from sandbox.parameters import read_body

LARGEST_BODY = MAX_UPLOAD + (1 << 20)
VERBS = ["GET", "POST"]


def bot_api_routes(api: BotApi) -> list[BaseRoute]:
    """The routes under `/bot<token>/` and `/file/bot<token>/`, with `test/` before the method as on test servers."""

    async def call(request: Request) -> Response:
        return await _call(api, request)

    async def download(request: Request) -> Response:
        found = api.file(request.path_params["token"], request.path_params["path"])
        if found is None:
            return _response(failure(ApiError(404, "Not Found")))
        return Response(found.data, media_type=found.mime)

    return [
        Route("/bot{token}/{method}", call, methods=VERBS),
        Route("/bot{token}/test/{method}", call, methods=VERBS),
        Route("/file/bot{token}/{path:path}", download, methods=["GET"]),
    ]


async def _call(api: BotApi, request: Request) -> Response:
    said = request.headers.get("content-length", "")
    if said.isdigit() and int(said) > LARGEST_BODY:
        return _response(failure(ApiError(413, "Request Entity Too Large")))
    try:
        values, files = await read_body(request.headers.get("content-type", ""), await request.body())
    except ApiError as refused:
        return _response(failure(refused))
    try:
        given = dict(request.query_params) | values
        answer = await api.call(request.path_params["token"], request.path_params["method"], given, files)
    except Dropped:
        return BrokenOff()
    return _response(answer)


def _response(answer: ApiAnswer) -> Response:
    return Response(answer.body, answer.status, answer.headers, media_type="application/json")


class BrokenOff(Response):
    """No answer at all: the connection is closed. It finds the connection behind uvicorn's `receive`."""

    async def __call__(self, _scope: Scope, receive: Receive, _send: Send) -> None:
        transport = getattr(getattr(receive, "__self__", None), "transport", None)
        if transport is None:
            raise RuntimeError("this server hides its connection, so a broken one cannot be played")
        transport.close()
        while (await receive())["type"] != "http.disconnect":
            pass


def faults_route(api: BotApi) -> Route:
    """What goes wrong next, by `{"method"?, "next": [...]}`, and updates once more, by `{"redeliver": n, "bot"?}`."""

    async def plan(request: Request) -> Response:
        wanted = {"method": str, "next": list, "redeliver": int, "bot": str}
        try:
            asked = await fields(request, wanted, frozenset(wanted))
            api.world.faults.plan([str(fault) for fault in asked.get("next", [])], asked.get("method"))
            again = asked.get("redeliver", 0)
            delivered = api.world.queue(api.world.bot_named(asked.get("bot"))).redeliver(again) if again else 0
        except (ValueError, LookupError) as wrong:
            return refusal(str(wrong.args[0]))
        return JSONResponse({"planned": api.world.faults.planned(), "redelivered": delivered})

    return Route("/sandbox/faults", plan, methods=["POST"])
