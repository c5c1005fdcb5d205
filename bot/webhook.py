"""Takes Telegram's webhook calls: 200 only after the commit, 503 when nothing could be kept, so that Telegram retries.

The path and the secret header are derived from the bot's token, so there is nothing more to configure or to leak.
"""

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from typing import Any

import structlog
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.database_trouble import database_line
from bot.telegram_api import Api
from bot.telegram_in import ALLOWED_UPDATES

log = structlog.get_logger("webhook")

HEADER = b"x-telegram-bot-api-secret-token"
LARGEST_BODY = 1_000_000
"""Bytes; Telegram's own updates stay far below it."""
TAKEN = Response(status_code=HTTPStatus.OK)
"""Says nothing of the update, so one answer is everybody's."""


class TooLarge(ValueError):
    """A body above the limit."""


def secret_path(token: str) -> str:
    """The unguessable part of the webhook's address."""
    return hmac.new(token.encode(), b"webhook path", hashlib.sha256).hexdigest()[:32]


def secret_header(token: str) -> str:
    """What Telegram must send along to be believed."""
    return hmac.new(token.encode(), b"webhook header", hashlib.sha256).hexdigest()


async def read_body(receive: Receive, limit: int = LARGEST_BODY) -> bytes:
    """The body, given up as soon as it is larger than `limit` bytes: TooLarge. ClientDisconnect when it breaks off."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > limit:
            raise TooLarge
        if not message.get("more_body", False):
            return bytes(body)


class Webhook:
    """Takes updates; `handle` returns after the commit and raises when nothing was kept.

    A plain ASGI application: objects of request and response around it would cost as much as reading the update.
    """

    def __init__(self, token: str, handle: Callable[[Mapping[str, Any]], Awaitable[None]]) -> None:
        self._header = secret_header(token).encode()
        self._handle = handle

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = await self._answer(scope, receive)
        await answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        given = next((value for name, value in scope["headers"] if name == HEADER), b"")
        if not hmac.compare_digest(given, self._header):
            return PlainTextResponse("not Telegram", HTTPStatus.FORBIDDEN)
        try:
            update = json.loads(await read_body(receive))
            int(update["update_id"])
        except TooLarge:
            return PlainTextResponse("too large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        except ClientDisconnect:
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        except (ValueError, TypeError, KeyError, RecursionError):
            return PlainTextResponse("not an update", HTTPStatus.BAD_REQUEST)
        try:
            await self._handle(update)
        except Exception as error:
            why = database_line(error) or type(error).__name__
            log.error("an update cannot be kept; Telegram tries again", why=why)
            return PlainTextResponse("try again", HTTPStatus.SERVICE_UNAVAILABLE)
        return TAKEN


def webhook_route(token: str, handle: Callable[[Mapping[str, Any]], Awaitable[None]]) -> Route:
    """The route that takes updates, see `Webhook`."""
    return Route(f"/telegram/{secret_path(token)}", Webhook(token, handle), methods=["POST"])


async def announce(api: Api, public: str, token: str) -> None:
    """Tells Telegram where to call; `public` is the lender's address as the world sees it."""
    await api.call(
        "setWebhook",
        {
            "url": f"{public.rstrip('/')}/telegram/{secret_path(token)}",
            "secret_token": secret_header(token),
            "allowed_updates": list(ALLOWED_UPDATES),
            "max_connections": 40,
            "drop_pending_updates": False,
        },
    )


async def withdraw(api: Api) -> None:
    """Takes a webhook away, so that updates can be fetched; what is waiting is kept, since it may be a payment."""
    await api.call("deleteWebhook", {"drop_pending_updates": False})
