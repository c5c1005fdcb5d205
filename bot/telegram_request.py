"""The general HTTP client under python-telegram-bot, for files and proxies: its own request class on aiohttp.

The library's default client is most of its cost per update, and slower the more it does at once. What matters as much
is the difference between "was never sent" (send it again) and "was sent, and nobody answered" (who knows): Telegram
takes no idempotency key, so only the first may be repeated without thinking. Calls without files go over
`bot.kept_lines`; this module, and aiohttp with it, is imported when the first file has to be sent.
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.kept_lines import IDLE_SECONDS, NotSent
from bot.telegram_answer import read_json, refuse_trouble

CONNECTING = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientProxyConnectionError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ServerFingerprintMismatch,
    aiohttp.InvalidURL,
)
"""Failures before the first byte of the request left."""

JSON = {"Content-Type": "application/json"}
TO_JSON = json.JSONEncoder(separators=(",", ":")).encode


class AiohttpRequest(BaseRequest):
    """One pool of connections; timeouts in seconds. No error text holds an address, since addresses hold the token."""

    def __init__(
        self,
        connections: int = 64,
        connect_timeout: float = 5.0,
        read_timeout: float = 10.0,
        upload_timeout: float = 30.0,
        proxy: str | None = None,
    ) -> None:
        self._connections = connections
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._upload_timeout = upload_timeout
        self._proxy = proxy
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read_timeout

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=IDLE_SECONDS)
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), proxy=self._proxy
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ARG002 - the library's signature
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body. Raises NotSent, TimedOut (sent, unanswered), ServerTrouble or NetworkError (broken off)."""
        uploads = request_data is not None and request_data.contains_files
        timeout = _timeout(
            _given(pool_timeout, self._connect_timeout) + self._connect_timeout,
            _given(connect_timeout, self._connect_timeout),
            _given(read_timeout, self._upload_timeout if uploads else self._read_timeout),
        )
        return await self._exchange(method, url, *_body(request_data), timeout)

    async def post_json(self, url: str, body: bytes, read_seconds: float) -> tuple[int, bytes]:
        """Status and body of a call without files, for which the library would make objects of every parameter."""
        connect = self._connect_timeout
        return await self._exchange("POST", url, body, JSON, _timeout(2 * connect, connect, read_seconds))

    async def _exchange(
        self, method: str, url: str, body: Any, headers: Mapping[str, str], patience: aiohttp.ClientTimeout
    ) -> tuple[int, bytes]:
        if self._session is None:
            await self.initialize()
        assert self._session is not None
        try:
            async with self._session.request(method, url, data=body, headers=headers, timeout=patience) as answer:
                status, payload = answer.status, await answer.read()
        except CONNECTING as lost:
            raise NotSent(type(lost).__name__) from None
        except TimeoutError:
            raise TimedOut("sent, and not answered in time") from None
        except (aiohttp.ClientError, OSError) as broken:
            raise NetworkError(f"broken off: {type(broken).__name__}") from None
        refuse_trouble(status, payload)
        return status, payload

    parse_json_payload = staticmethod(read_json)


@cache
def _timeout(connect: float, sock_connect: float, sock_read: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, connect=connect, sock_connect=sock_connect, sock_read=sock_read)


def _given(value: Any, otherwise: float) -> float:
    return otherwise if value is BaseRequest.DEFAULT_NONE or value is None else float(value)


def _body(data: RequestData | None) -> tuple[Any, dict[str, str]]:
    """JSON, or multipart where there are files; nothing at all where there are no parameters.

    JSON takes a fifth of the work of a form, in which keyboards are encoded twice.
    """
    if data is None or not (data.parameters or data.contains_files):
        return None, {}
    if not data.contains_files:
        return TO_JSON(data.parameters).encode(), JSON
    form = aiohttp.FormData(quote_fields=False)  # a file name is UTF-8, as Telegram reads it
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form, {}
