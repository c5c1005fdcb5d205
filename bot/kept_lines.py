"""Connections to one server that are kept open: JSON is posted, the answer read, and nothing else is done.

The calls of the Bot API without files go this way: a general HTTP client takes three times the processor time for them,
most of it for what these calls never have (cookies, redirects, forms, compression). Files and proxies are left to it.
What matters is kept: whether a request was never sent, or was sent and nobody knows what became of it.
"""

import asyncio
import ssl
from collections import deque
from functools import cache
from urllib.parse import urlsplit

from httptools import HttpParserError, HttpResponseParser
from telegram.error import NetworkError, TimedOut

IDLE_SECONDS = 4.0
"""An idle connection is given up before the server does it: a request written to a dying one is an unknown outcome."""


class NotSent(NetworkError):
    """The request never reached the server, so it may be sent again at once."""


class KeptLines:
    """At most so many connections to the server of `base`; each serves one request at a time."""

    def __init__(self, base: str, connections: int, connect_seconds: float) -> None:
        """`base` is http:// or https://, host, perhaps port and path; nothing is opened yet."""
        parts = urlsplit(base)
        self._tls = parts.scheme == "https"
        self._host, self._port = parts.hostname or "", parts.port or (443 if self._tls else 80)
        self._head = f" HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\nContent-Length: ".encode()
        self._root = parts.path.rstrip("/")
        self._connect_seconds = connect_seconds
        self._room = asyncio.Semaphore(connections)
        self._idle: deque[tuple[_Line, float]] = deque()

    async def post(self, path: str, body: bytes, read_seconds: float) -> tuple[int, bytes]:
        """Status and body. Raises NotSent, TimedOut (sent, and silent for so long) or NetworkError (broken off).

        No error holds the path, since paths hold the token.
        """
        head = b"POST " + (self._root + path).encode() + self._head + str(len(body)).encode() + b"\r\n\r\n"
        async with self._room:
            line = self._waiting_line() or await self._new_line()
            try:
                answer = await line.asked(head + body, read_seconds)
            except BaseException:
                line.close()
                raise
            if line.reusable:
                self._idle.append((line, asyncio.get_running_loop().time()))
            return answer

    def close(self) -> None:
        """Gives up what is open and idle."""
        while self._idle:
            self._idle.pop()[0].close()

    def _waiting_line(self) -> "_Line | None":
        """The line that was used last, if it is fresh; those that are not are closed."""
        oldest = asyncio.get_running_loop().time() - IDLE_SECONDS
        while self._idle and (self._idle[0][1] < oldest or not self._idle[0][0].reusable):
            self._idle.popleft()[0].close()
        while self._idle:
            line, _ = self._idle.pop()
            if line.reusable:
                return line
        return None

    async def _new_line(self) -> "_Line":
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._connect_seconds):
                _, line = await loop.create_connection(
                    _Line, self._host, self._port, ssl=_trusted() if self._tls else None, happy_eyeballs_delay=0.25
                )
        except (OSError, TimeoutError) as lost:  # every failure of TLS is an OSError
            raise NotSent(type(lost).__name__) from None
        return line


@cache
def _trusted() -> ssl.SSLContext:
    """Believes the authorities that the system believes. Made once: reading them takes longer than a call."""
    return ssl.create_default_context()


class _Line(asyncio.Protocol):
    """One connection; `httptools` calls the methods that begin with `on_` while it reads."""

    def __init__(self) -> None:
        self.reusable = True
        self._transport: asyncio.Transport | None = None
        self._parser = HttpResponseParser(self)
        self._parts: list[bytes] = []
        self._heard = False
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None
        self._timer: asyncio.TimerHandle | None = None

    async def asked(self, request: bytes, read_seconds: float) -> tuple[int, bytes]:
        """Writes the request and returns its answer. Raises TimedOut or NetworkError: the request may have arrived."""
        assert self._transport is not None
        loop = asyncio.get_running_loop()
        self._answer = loop.create_future()
        self._heard = False
        self._timer = loop.call_later(read_seconds, self._give_up, read_seconds)
        try:
            self._transport.write(request)
            return await self._answer
        finally:
            if self._timer is not None:
                self._timer.cancel()

    def close(self) -> None:
        self.reusable = False
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self.reusable = False
        self._fail(NetworkError(f"broken off: {type(exc).__name__ if exc else 'closed'}"))

    def data_received(self, data: bytes) -> None:
        self._heard = True
        try:
            self._parser.feed_data(data)
        except HttpParserError as error:
            self._fail(NetworkError(f"broken off: {type(error).__name__}"))
            self.close()

    def on_body(self, part: bytes) -> None:
        self._parts.append(part)

    def on_message_complete(self) -> None:
        body, self._parts = b"".join(self._parts), []
        self.reusable = self.reusable and self._parser.should_keep_alive()
        if self._answer is not None and not self._answer.done():
            self._answer.set_result((self._parser.get_status_code(), body))

    def _give_up(self, read_seconds: float) -> None:
        """Waits as long again where something was heard meanwhile: a large answer may take its time."""
        if self._heard:
            self._heard = False
            self._timer = asyncio.get_running_loop().call_later(read_seconds, self._give_up, read_seconds)
        else:
            self._fail(TimedOut("sent, and not answered in time"))

    def _fail(self, error: NetworkError) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error)
