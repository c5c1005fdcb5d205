"""The sandbox on its own: `microloan sandbox`, a Bot API for any bot, with the chat page, the bank and the clock."""

import asyncio
import contextlib
import socket
from secrets import token_hex

import uvicorn
from starlette.applications import Starlette

from bot.clock import Clock, SystemClock, VirtualClock
from sandbox.app import create_app
from sandbox.bank_desk import BankDesk
from sandbox.bank_http import bank_routes
from sandbox.clock_http import Advance, clock_routes
from sandbox.page import page_routes
from sandbox.world import World


def whole_app(world: World, desk: BankDesk, advance: Advance | None = None) -> Starlette:
    """Everything the sandbox has, around one world and one bank; `advance` does a lender's due work as time moves."""
    more = [*page_routes(world, token_hex(4)), *bank_routes(desk), *clock_routes(world.clock, advance)]
    return create_app(world, more)


def run_alone(port: int, virtual_clock: bool = False) -> None:
    """Serves until Ctrl-C or SIGTERM. Raises OSError when the port is taken."""
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve_alone(port, virtual_clock))


async def serve_alone(port: int, virtual_clock: bool = False) -> None:
    """Serves on loopback until the process is told to stop, and says where. Raises OSError when the port is taken."""
    clock: Clock = VirtualClock(SystemClock().now()) if virtual_clock else SystemClock()
    world = World(clock)
    app = whole_app(world, BankDesk(clock, token_hex(16).encode()))
    listener = socket.create_server(("127.0.0.1", port))
    print(f"microloan sandbox: http://127.0.0.1:{listener.getsockname()[1]}/", flush=True)
    config = uvicorn.Config(app, log_level="warning", lifespan="off", timeout_graceful_shutdown=1)
    with contextlib.closing(listener):
        await _Server(config, world).serve([listener])


class _Server(uvicorn.Server):
    """Ends long polls before it waits for open requests to end."""

    def __init__(self, config: uvicorn.Config, world: World) -> None:
        super().__init__(config)
        self._world = world

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._world.close()
        await super().shutdown(sockets)
