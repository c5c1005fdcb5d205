"""The plain balancer that stands before the processes, as one would before any web service.

Each request goes to the next process in turn; where nobody listens, to the one after it; a connection that breaks is a
502, silence a 504. Twice a second it asks each process whether it lives, and leaves out those that do not say so. Of
the bank's notices it sends some to two processes at the same moment, because banks do.
"""

import asyncio
import random
from collections import Counter
from http import HTTPStatus

import aiohttp
from aiohttp import web

SILENCE = 5.0
"""Seconds after which a request that is not answered is given up."""
CHECK_SECONDS = 0.5
CHECK_WITHIN = aiohttp.ClientTimeout(total=1.5)
TWICE = 0.3
"""The share of notices that come to two processes at once."""
PASSED_ON = ("content-type", "x-telegram-bot-api-secret-token", "x-microloan-timestamp", "x-microloan-signature")
NOTICES = "/payments/"


class Balancer:
    """Listens on one port, and passes on to `ports`."""

    def __init__(self, ports: list[int], chance: random.Random) -> None:
        self._ports = ports
        self._chance = chance
        self._next = 0
        self._silent: set[int] = set()
        self.seen: Counter[str] = Counter()
        """How often each answer was given: a status, or `twice` for a notice sent to two."""

    async def open(self) -> str:
        """Returns its address."""
        limit = aiohttp.ClientTimeout(total=SILENCE)
        self._session = aiohttp.ClientSession(timeout=limit, connector=aiohttp.TCPConnector(limit=0))
        app = web.Application()
        app.router.add_route("POST", "/{path:.*}", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self._checking = [asyncio.create_task(self._keep_checking(port)) for port in self._ports]
        host, port = self._runner.addresses[0][:2]
        return f"http://{host}:{port}"

    async def close(self) -> None:
        for task in self._checking:
            task.cancel()
        await asyncio.gather(*self._checking, return_exceptions=True)
        await self._runner.cleanup()
        await self._session.close()

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = {name: request.headers[name] for name in PASSED_ON if name in request.headers}
        if request.path.startswith(NOTICES) and self._chance.random() < TWICE:
            self.seen["twice"] += 1
            both = await asyncio.gather(*(self._pass(request.path, headers, body) for _ in range(2)))
            return web.Response(status=max(both))
        status = await self._pass(request.path, headers, body)
        self.seen[str(status)] += 1
        return web.Response(status=status)

    async def _pass(self, path: str, headers: dict[str, str], body: bytes) -> int:
        for port in self._order():
            try:
                async with self._session.post(f"http://127.0.0.1:{port}{path}", data=body, headers=headers) as answer:
                    return answer.status
            except aiohttp.ClientConnectorError:
                continue
            except TimeoutError:
                return HTTPStatus.GATEWAY_TIMEOUT
            except (aiohttp.ClientError, OSError):
                return HTTPStatus.BAD_GATEWAY
        return HTTPStatus.SERVICE_UNAVAILABLE

    def _order(self) -> list[int]:
        """The next process first; those that are silent come last."""
        self._next = (self._next + 1) % len(self._ports)
        order = self._ports[self._next :] + self._ports[: self._next]
        return sorted(order, key=lambda port: port in self._silent)

    async def _keep_checking(self, port: int) -> None:
        while True:
            try:
                async with self._session.get(f"http://127.0.0.1:{port}/healthz", timeout=CHECK_WITHIN) as answer:
                    alive = answer.status == HTTPStatus.OK
            except (aiohttp.ClientError, OSError, TimeoutError):
                alive = False
            (self._silent.discard if alive else self._silent.add)(port)
            await asyncio.sleep(CHECK_SECONDS)
