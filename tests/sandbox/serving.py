"""A web app on a free loopback port, for tests of what goes over the wire."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from sandbox.app import create_app
from sandbox.world import World


@asynccontextmanager
async def served(world: World) -> AsyncIterator[str]:
    """The sandbox of this world over HTTP; gives its address."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(create_app(world), log_level="error", lifespan="off", timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve([listener]))
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        await world.close()
        server.should_exit = True
        await running
        listener.close()
