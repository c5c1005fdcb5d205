"""A small soak on each engine: killed in the middle of a crowd's journeys, the lender loses and doubles nothing.

Both run at once, since PostgreSQL spends most of its time waiting for the leases of the dead. The long one is
`make soak`.
"""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests import postgres
from tests.kills.soak import Outcome, Plan, Soak, report

ON_SQLITE = Plan(kills=8, people=6, seed=7, longest_life=1.5, patience=120)
ON_POSTGRESQL = Plan(kills=3, people=4, seed=8, longest_life=1.0, patience=120)
Ran = dict[str, "Outcome | postgres.NoServer"]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Both soaks, side by side; where there is no server, why."""
    folder = tmp_path_factory.mktemp("soak")
    return asyncio.run(_both(folder))


async def _both(folder: Path) -> Ran:
    async with AsyncExitStack() as open_servers:
        soaks = {"sqlite": Soak(folder / "sqlite", ON_SQLITE)}
        missing: Ran = {}
        try:
            server = open_servers.enter_context(postgres.serve(durable=True))
            plan = ON_POSTGRESQL.on(server.empty())
            soaks["postgresql"] = Soak(folder / "postgresql", plan)
        except postgres.NoServer as why:
            missing["postgresql"] = why
        outcomes = await asyncio.gather(*(soak.run() for soak in soaks.values()))
        return missing | dict(zip(soaks, outcomes, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_a_lender_killed_in_the_middle_of_everything_loses_nothing_and_doubles_nothing(ran: Ran, engine: str) -> None:
    out = ran[engine]
    if isinstance(out, postgres.NoServer):
        postgres.or_skip(out)
    assert isinstance(out, Outcome)
    print("\n" + report(out))
    assert [str(verdict) for verdict in out.broken] == []
    assert len(out.kills) == out.plan.kills
    assert min(kill.travelling for kill in out.kills) == out.plan.people
    assert out.in_flight >= 1, "kills that hit nothing show nothing"
