"""The HTTP client under python-telegram-bot: its own request class on aiohttp.

The library's default client is most of its cost per update, and slower the more it does at once. What matters as much
is the difference between "was never sent" (send it again) and "was sent, and nobody answered" (who knows): Telegram
takes no idempotency key, so only the first may be repeated without thinking.
"""

import json
import os
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any

import aiohttp
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.kept_lines import IDLE_SECONDS, KeptLines, NotSent

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


os.environ.setdefault("PTB_TIMEDELTA", "1")  # the library's later way of giving times, without its warning


class ServerTrouble(NetworkError):
    """Telegram answered with a 5xx: it took the request and did not carry it out."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


def pause_asked(error: RetryAfter) -> float:
    """The seconds that Telegram asks the whole token to keep silent."""
    after = error.retry_after
    return float(after if isinstance(after, int | float) else after.total_seconds())


class AiohttpRequest(BaseRequest):
    """One pool of connections; timeouts in seconds. No error text holds an address, since addresses hold the token."""

    def __init__(
        self,
        base: str,
        connections: int = 64,
        connect_timeout: float = 5.0,
        read_timeout: float = 10.0,
        upload_timeout: float = 30.0,
        proxy: str | None = None,
    ) -> None:
        """`base` is where the paths of `ask` begin, which go over lines of their own where there is no proxy."""
        self._base = base
        self._lines = None if proxy else KeptLines(base, connections, connect_timeout)
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
        if self._lines is not None:
            self._lines.close()
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

    async def ask(self, path: str, params: Mapping[str, Any], read_timeout: float | None = None) -> Any:
        """The `result` of a call without files; raises what `post` raises.

        On its own way there the library makes three objects of every parameter. So only what Telegram refuses goes
        through it: which error that is, the library knows best.
        """
        body, patience = TO_JSON(params).encode(), self._read_timeout if read_timeout is None else read_timeout
        if self._lines is not None:
            status, payload = await self._lines.post(path, body, patience)
            _refuse_trouble(status, payload)
        else:
            connect = self._connect_timeout
            status, payload = await self._exchange(
                "POST", self._base + path, body, JSON, _timeout(2 * connect, connect, patience)
            )
        if status == HTTPStatus.OK:
            return self.parse_json_payload(payload)["result"]
        return await _Refused(status, payload).post(path)

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
        _refuse_trouble(status, payload)
        return status, payload

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as JSON; unlike the library's own, it never logs what it could not read."""
        try:
            answer = json.loads(payload)
        except ValueError:
            raise TelegramError("the server's answer is not JSON") from None
        if not isinstance(answer, dict):
            raise TelegramError("the server's answer is not a JSON object")
        return answer


class _Refused(BaseRequest):
    """An answer that is there already, as a request: the library raises the error that it stands for."""

    read_timeout = None

    def __init__(self, status: int, payload: bytes) -> None:
        self._answer = status, payload

    async def initialize(self) -> None:
        """There is nothing to open."""

    async def shutdown(self) -> None:
        """There is nothing to close."""

    async def do_request(self, *_given: Any, **_named: Any) -> tuple[int, bytes]:
        return self._answer

    parse_json_payload = staticmethod(AiohttpRequest.parse_json_payload)


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


def _refuse_trouble(status: int, payload: bytes) -> None:
    """A 5xx that asks for a pause is left to the library, which reads the pause; any other is trouble.

    A gateway's time-out says nothing about what happened behind it, so it counts as unanswered.
    """
    if status < HTTPStatus.INTERNAL_SERVER_ERROR or b"retry_after" in payload:
        return
    if status == HTTPStatus.GATEWAY_TIMEOUT:
        raise TimedOut("the gateway gave up waiting")
    raise ServerTrouble(status)
