"""`make crowd`: two minutes of a crowd on a server that keeps its word, with what came of it. `SECONDS` and `SEED` may
be given on the command line.
"""

import asyncio
import os
import random
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests import postgres
from tests.crowd.reckoning import Reckoning, reckon
from tests.crowd.run import Plan, play


def main(seconds: float, seed: int) -> int:
    """Prints the reckoning; exit status 1 when something is wrong."""
    print(f"seed {seed}; load before: {' '.join(f'{load:.1f}' for load in os.getloadavg())}", flush=True)
    with postgres.serve(durable=True) as server, TemporaryDirectory() as folder:
        plan = Plan(seconds=seconds, people=24, borrow=10, kills_every=6, reminders=10, seed=seed)
        found = asyncio.run(_played(plan, Path(folder), server))
    print(found)
    print(f"load after: {' '.join(f'{load:.1f}' for load in os.getloadavg())}")
    return 1 if found.wrong else 0


async def _played(plan: Plan, folder: Path, server: postgres.TestServer) -> Reckoning:
    return reckon(await play(plan, folder, server.databases()))


if __name__ == "__main__":
    given = sys.argv[1:] + [""] * 2
    sys.exit(main(float(given[0] or 120), int(given[1] or random.randrange(10**6))))
