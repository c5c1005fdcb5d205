"""The web server: one port on loopback, no handling of signals of its own, and a clear line when the port is taken."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import Iterator
from typing import Any

import uvicorn

from bot.cli.trouble import CannotRun

HOST = "127.0.0.1"
STOP_SECONDS = 3


def listen(port: int) -> socket.socket:
    """A listening socket on loopback; port 0 is any free one. Raises CannotRun when the port is taken."""
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotRun(f"port {port} is taken; MICROLOAN_PORT names another") from None
        raise CannotRun(f"port {port} cannot be used: {(error.strerror or 'unknown').lower()}") from None


class WebServer:
    """Serves one app on a listening socket, from `start` to `stop`."""

    def __init__(self, app: Any, listener: socket.socket) -> None:
        config = uvicorn.Config(
            app,
            ws="none",
            interface="asgi3",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            lifespan="off",
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        self._server = _Unsignalled(config)
        self._listener = listener
        self._task: asyncio.Task[None] | None = None

    @property
    def base(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://{HOST}:{self._listener.getsockname()[1]}"

    async def start(self) -> None:
        """Returns once requests are answered."""
        self._task = asyncio.create_task(self._server.serve([self._listener]))
        ready = asyncio.ensure_future(self._server.ready.wait())
        await asyncio.wait({self._task, ready}, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if self._task.done():
            self._task.result()

    async def stop(self) -> None:
        """Lets open requests end, for a while."""
        self._server.should_exit = True
        if self._task is not None:
            await self._task


class _Unsignalled(uvicorn.Server):
    """Leaves SIGTERM to the program: turns and sends come to their end before the server does."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
