"""Telegram and the bank as a process of their own, so that they remember while the lender is killed.

`python -m tests.kills.telegram_next_door CONFIG TOKEN NOTICES KEY` prints its address and serves until it is ended.
"""

import asyncio
import sys
from pathlib import Path

from bot.clock import SystemClock
from bot.configuration import house
from bot.configuration_check import load
from bot.playground import PlaygroundPlan
from bot.serving import WebServer, listen
from sandbox.playground import SandboxPlayground


async def serve(config: str, token: str, notices: str, key: str) -> None:
    lender = house(load(Path(config), {}))
    playground = SandboxPlayground(PlaygroundPlan(lender, SystemClock(), notices, key.encode(), token=token))
    server = WebServer(playground.app, listen(0))
    await server.start()
    print(server.base, flush=True)
    await playground.run()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
