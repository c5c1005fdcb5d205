"""The least HTTP that a stub of Telegram needs: raw asyncio protocols, so that the stub is never what is measured.

Requests and answers with a Content-Length only, connections kept alive: that is all that bots and their web servers use
here. Anything else ends the connection.
"""

import asyncio
import re
from collections.abc import Callable

Answer = Callable[[str, bytes, "Connection"], bytes | None]
"""Path, body and connection of a request; the JSON of its answer, or None when the answer comes later."""

LENGTH = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)


def content_length(head: bytes) -> int:
    """The length that a message's head announces; 0 where it announces none."""
    found = LENGTH.search(head)
    return int(found.group(1)) if found else 0


class Messages:
    """Cuts a stream of bytes into messages of head and body."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def fed(self, data: bytes) -> list[tuple[bytes, bytes]]:
        """The messages that are complete with this; a part of one is kept for later."""
        self._buffer += data
        found: list[tuple[bytes, bytes]] = []
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._buffer[:end])
            whole = end + 4 + content_length(head)
            if len(self._buffer) < whole:
                break
            found.append((head, bytes(self._buffer[end + 4 : whole])))
            del self._buffer[:whole]
        return found


class Connection(asyncio.Protocol):
    """One connection of a bot to the stub."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._messages = Messages()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._transport = None

    def data_received(self, data: bytes) -> None:
        for head, body in self._messages.fed(data):
            path = head.split(b" ", 2)[1].decode()
            answer = self._answer(path, body, self)
            if answer is not None:
                self.send(answer)

    def send(self, answer: bytes) -> None:
        """Writes a JSON answer, if the bot is still there."""
        if self._transport is not None:
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer)
            self._transport.write(head + answer)


class Caller(asyncio.Protocol):
    """One kept-alive connection that posts to a bot's webhook, one request at a time."""

    def __init__(self) -> None:
        self._messages = Messages()
        self._transport: asyncio.Transport | None = None
        self._waiting: asyncio.Future[int] | None = None

    @classmethod
    async def to(cls, port: int) -> "Caller":
        """Connected to this port of this machine; waits while nobody listens there yet."""
        while True:
            try:
                _, caller = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
            except ConnectionRefusedError:
                await asyncio.sleep(0.05)
            else:
                return caller

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(exc or ConnectionResetError())

    def data_received(self, data: bytes) -> None:
        for head, _ in self._messages.fed(data):
            if self._waiting is not None and not self._waiting.done():
                self._waiting.set_result(int(head.split(b" ", 2)[1]))

    async def post(self, path: str, secret: str, body: bytes) -> int:
        """The status of the bot's answer. Raises OSError when the connection breaks."""
        if self._transport is None:
            raise ConnectionResetError
        self._waiting = asyncio.get_running_loop().create_future()
        header = f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\n" if secret else ""
        self._transport.write(
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{header}"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        return await self._waiting

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()
