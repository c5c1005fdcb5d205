"""The soak: a crowd in the middle of its journeys, and a lender that is killed again and again.

`python -m tests.kills.soak`, by the environment: SOAK_ENGINE (sqlite, postgresql), SOAK_KILLS, SOAK_PEOPLE at once,
SOAK_SEED, SOAK_PATIENCE (seconds until an answer is lost), SOAK_BUG (a planted one, see `lender_with_a_bug`), and
SOAK_FOLDER, where everything is left to be looked at.
Exit status 0 means that everything held.
"""

import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tests import postgres
from tests.kills.books import read_books, undone
from tests.kills.checks import Evidence, Verdict, check_all
from tests.kills.client import Client
from tests.kills.crowd import Papers
from tests.kills.journeys import Borrower, Ended, Officer
from tests.kills.killing import Kill, Killer
from tests.kills.shop import OFFICERS, PLAIN, Shop
from tests.kills.wire import lines

DAYS_AGO = 33
"""Who borrowed so long ago has an instalment due, and something to promise."""
MOST_STOPS = 12
LEASE_SECONDS = 21
"""On PostgreSQL what a dead process had claimed is free after this."""
LONGER = 2.5
APART_SECONDS = 0.4
"""People do not come all at once; the kills begin when all are there."""
FEWEST_LOANS = 4


@dataclass(frozen=True)
class Plan:
    """How long and how hard. `people` are on their way at once."""

    kills: int
    people: int = 24
    seed: int = 1
    server: str = ""
    longest_life: float = 3.0
    patience: float = 600.0
    bug: str = ""

    @property
    def earlier(self) -> int:
        """How many of them begin with a loan of last month."""
        return max(1, 3 * self.people // 4)

    def on(self, server: str) -> "Plan":
        """The same on this database of a server; lives are longer there, since what the dead held waits for a lease."""
        return replace(self, server=server, longest_life=LONGER * self.longest_life)


@dataclass(frozen=True)
class Outcome:
    """What came of it."""

    plan: Plan
    kills: list[Kill]
    stages: Counter[str]
    verdicts: list[Verdict]
    ended: int
    seconds: float
    starts: list[float]

    @property
    def broken(self) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.wrong]

    @property
    def in_flight(self) -> int:
        return sum(kill.in_flight for kill in self.kills)


class Soak:
    """One run in a folder of its own."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.plan = plan
        self.shop = Shop(folder, plan.seed, plan.server, DAYS_AGO)
        self.killer = Killer(self.shop, random.Random(plan.seed + 1), plan.longest_life)
        self.officers = [Officer(self.shop, number, plan.patience) for number in OFFICERS]
        self.travelling: set[Borrower] = set()
        self.stages: Counter[str] = Counter()
        self.ended: list[Ended] = []
        self.stuck: list[str] = []
        self.photo = asyncio.Event()
        self._count = 0
        self._over = False

    async def run(self) -> Outcome:
        begun = time.time()
        tasks: list[asyncio.Task[None]] = []
        try:
            await self.shop.open()
            working = [asyncio.create_task(officer.works()) for officer in self.officers]
            tasks += working
            places = await self._begin()
            tasks += places
            await self.killer.kill_times(self.plan.kills, self._look_around)
            self._over = True
            await asyncio.gather(*places)
            for officer in working:
                officer.cancel()
            await self._come_to_rest()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self.shop.close()
        return Outcome(
            self.plan,
            self.killer.kills,
            self.stages,
            check_all(self._evidence()),
            len(self.ended),
            time.time() - begun,
            self.shop.starts,
        )

    async def _begin(self) -> list[asyncio.Task[None]]:
        """Some borrow a month ago and are left in peace; then it is today, and every place is taken."""
        earlier = [await self._newcomer() for _ in range(self.plan.earlier)]
        await asyncio.gather(*(borrower.borrows() for borrower in earlier))
        program = ("tests.kills.lender_with_a_bug", self.plan.bug, "run") if self.plan.bug else PLAIN
        await self.shop.open_today(program)
        rest: list[Borrower | None] = [None] * (self.plan.people - len(earlier))
        places = []
        for borrower in (*earlier, *rest):
            places.append(asyncio.create_task(self._place(borrower)))
            await asyncio.sleep(APART_SECONDS)
        return places

    async def _newcomer(self) -> Borrower:
        self._count += 1
        papers = Papers(self._count)
        number = (await self.shop.post("/sandbox/people", first_name=papers.first_name, language_code="en"))["id"]
        chance = random.Random(self.plan.seed * 10_000 + self._count)
        return Borrower(self.shop, Client(self.shop, number, self.plan.patience), papers, chance, photo=self.photo)

    async def _place(self, first: Borrower | None) -> None:
        """One person after another, until all kills are done; each comes to the end of their journey."""
        if first is not None:
            await self._travels(first, with_a_loan=True)
        while not self._over:
            await self._travels(await self._newcomer(), with_a_loan=False)

    async def _travels(self, borrower: Borrower, *, with_a_loan: bool) -> None:
        self.travelling.add(borrower)
        try:
            if not with_a_loan:
                await borrower.borrows()
            await borrower.repays()
            while not self._over and borrower.loans < self._loans_of(borrower):
                await borrower.borrows_again()
                await borrower.repays()
            self.ended.append(borrower.deeds)
        except Exception as stopped:
            why = [str(stopped) or type(stopped).__name__, *borrower.client.trouble]
            self.stuck.append(f"{borrower.client.number} while {borrower.stage}: {'; '.join(why)}")
        finally:
            self.travelling.discard(borrower)

    def _loans_of(self, borrower: Borrower) -> int:
        """How many loans somebody takes. One on PostgreSQL: there a message that the dead had in hand comes when its
        lease has run out, later than newer ones, and a second loan is told in the words of the first.
        """
        return 1 if self.plan.server else FEWEST_LOANS + borrower.papers.n % 5

    def _look_around(self) -> int:
        """How many are on their way, and what they are doing, at the moment of a kill."""
        self.stages.update(borrower.stage for borrower in self.travelling)
        if (killed := len(self.killer.kills)) and killed % 25 == 0:
            print(f"{killed} kills, {len(self.ended)} journeys ended", flush=True)
        self.photo.clear()
        crowd = sum(borrower.stage == "proving" for borrower in self.travelling)
        self.killer.photo = self.photo if crowd > self.plan.people // 4 else None
        return len(self.travelling)

    async def _come_to_rest(self) -> None:
        """Stops the lender in peace, once it has taken all that people did, until it leaves nothing owed behind."""
        for _ in range(MOST_STOPS):
            async with asyncio.timeout(self.plan.patience):
                await self.shop.get("/next-door/rest")
            await self.shop.end()
            if not undone(self.shop.databases, datetime.now(UTC)):
                return
            await self.shop.start()
            await asyncio.sleep(LEASE_SECONDS if self.shop.databases.shared else 1.0)
        await self.shop.end()

    def _evidence(self) -> Evidence:
        return Evidence(
            books=read_books(self.shop.databases, self.shop.environment, datetime.now(UTC)),
            wire=lines(self.shop.world / "telegram.jsonl"),
            bank=json.loads((self.shop.world / "bank.json").read_bytes()),
            deaths=self.killer.ends,
            ended=self.ended,
            stuck=[*self.stuck, *(line for officer in self.officers for line in officer.stuck)],
        )


def report(out: Outcome) -> str:
    """The figures, one a line."""
    kills, n = out.kills, max(len(out.kills), 1)
    chosen = Counter(kill.chosen for kill in kills)
    kinds = {
        "turn": sum(kill.turns > 0 for kill in kills),
        "send": sum(kill.sends > 0 for kill in kills),
        "payout": sum(kill.payouts > 0 for kill in kills),
    }
    starts = sorted(out.starts) or [0.0]
    return "\n".join(
        (
            f"engine {'postgresql' if out.plan.server else 'sqlite'}, seed {out.plan.seed}, {len(kills)} kills in "
            f"{out.seconds:.0f} s, load {os.getloadavg()[0]:.1f}, start to serving {starts[len(starts) // 2]:.2f} s",
            f"moments: {', '.join(f'{name} {count}' for name, count in chosen.most_common())}",
            f"in flight at {out.in_flight} of {len(kills)} kills ({100 * out.in_flight / n:.0f} %): "
            + ", ".join(f"a {kind} at {count}" for kind, count in kinds.items()),
            f"lost with the process: {sum(k.turns for k in kills)} turns, {sum(k.sends for k in kills)} sends, "
            f"{sum(k.payouts for k in kills)} payouts; besides {sum(k.photos for k in kills)} photo checks, "
            f"{sum(k.unanswered for k in kills)} calls received and not answered, "
            f"{sum(k.repeats for k in kills)} committed updates not confirmed",
            f"on their way at a kill: at least {min((k.travelling for k in kills), default=0)}, "
            f"journeys ended {out.ended}; doing: {', '.join(f'{s} {c}' for s, c in out.stages.most_common())}",
            *map(str, out.verdicts),
        )
    )


def soak(folder: Path, plan: Plan) -> Outcome:
    """One run, in a folder that does not exist yet."""

    async def run() -> Outcome:
        return await Soak(folder, plan).run()

    return asyncio.run(run())


def _scratch() -> "tempfile.TemporaryDirectory[str]":
    return tempfile.TemporaryDirectory(prefix="microloan-soak-")


def main(environ: dict[str, str]) -> int:
    """Runs what the environment asks for, and prints the figures."""
    engine, bug = environ.get("SOAK_ENGINE", "sqlite"), environ.get("SOAK_BUG", "")
    seed = int(environ.get("SOAK_SEED") or random.SystemRandom().randrange(10**6))
    kills = int(environ.get("SOAK_KILLS") or (200 if engine == "sqlite" else 50))
    people = int(environ.get("SOAK_PEOPLE") or 24)
    patience = float(environ.get("SOAK_PATIENCE") or 600)
    plan = Plan(kills, people, seed=seed, bug=bug, patience=patience)
    print(f"soak: {engine}, {kills} kills, {people} people, seed {seed} {bug}", flush=True)
    with nullcontext(given) if (given := environ.get("SOAK_FOLDER")) else _scratch() as folder:
        if engine == "sqlite":
            out = soak(Path(folder) / "run", plan)
        else:
            with postgres.serve(durable=True) as server:
                out = soak(Path(folder) / "run", plan.on(server.empty()))
    print(report(out), flush=True)
    return 1 if out.broken else 0


if __name__ == "__main__":
    sys.exit(main(dict(os.environ)))
