"""Kills the lender, and looks at once what was under way: from outside, and in the records that it left behind.

What counts as in flight when the process died, each by evidence and none by guess:

- turn: an update had been handed to this process, or a notice of the bank was on its way to it, and its key is not in
  the inbox: the turn had begun or waited, and was lost with the process;
- send: a message or invoice of a committed turn was claimed by this process and not marked as sent;
- payout: a payout order was claimed by this process and not marked.

Edits, answers to buttons, photo checks and committed turns that were not confirmed yet are not counted as in flight.
"""

import asyncio
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, select

from storage.databases import Databases
from storage.engine import open_engine
from storage.schema import inbox, outbox
from tests.kills.shop import Shop

DURING_START, BLIND = 0.15, 0.35
"""Shares of kills during the next start, and after a random while without looking; the others aim."""
AIMS = ("turn", "send", "payout")
BACKEND_SECONDS = 0.05
"""PostgreSQL notices a dead client within this."""
PHOTO_SECONDS = 8.0
SILENT_SECONDS = 0.4
"""A new process says nothing for longer than this after its launch, for it has to be imported; so what the world next
door gets to see until then was still said by the one that died."""
SENDS = ("message", "invoice")


@dataclass(frozen=True)
class Kill:
    """One kill: when, how it was chosen, what was in flight by kind, and what else was left."""

    moment: float
    chosen: str
    turns: int
    sends: int
    payouts: int
    photos: int
    unanswered: int
    """Calls that Telegram or the bank had received and not answered."""
    repeats: int
    """Updates whose turn was committed and not confirmed: they come again and must do nothing."""
    travelling: int
    """How many people were in the middle of a journey."""

    @property
    def in_flight(self) -> bool:
        return self.turns + self.sends + self.payouts > 0


@dataclass
class Killer:
    """Kills by chance, all of it from one seed. `longest_life` is in seconds after the start."""

    shop: Shop
    chance: random.Random
    longest_life: float
    photo: asyncio.Event | None = None
    """Set when a photo was looked at. A life is spared until then while a crowd waits for that, since a photo takes
    longer than a short life on a busy machine, and the soak would come to a stand."""
    kills: list[Kill] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    """When each killed process was over for the world next door as well; see SILENT_SECONDS."""
    _dead: set[str] = field(default_factory=set)

    async def kill_times(self, times: int, travelling: Callable[[], int]) -> None:
        """Kills so often; `travelling` tells how many people are on their way. The lender serves afterwards."""
        while len(self.kills) < times:
            chosen = await self._moment()
            self.kills.append(await self._kill(chosen, travelling()))
            await self._again()
            if len(self.kills) < times and self.chance.random() < DURING_START:
                typical = sorted(self.shop.starts)[len(self.shop.starts) // 2]
                await asyncio.sleep(self.chance.uniform(0.05, 1.0) * typical)
                self.kills.append(await self._kill("during the start", travelling()))
                await self._again()
            await self.shop.serves()

    async def _again(self) -> None:
        await self.shop.launch()
        self.ends.append(self.shop.started + SILENT_SECONDS)

    async def _moment(self) -> str:
        """Waits for the moment of a kill and says how it was chosen."""
        await asyncio.sleep(self.chance.random() ** 2 * self.longest_life)
        if self.photo is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self.photo.wait(), PHOTO_SECONDS)
        if self.chance.random() < BLIND:
            return "blind"
        aim = self.chance.choice(AIMS)
        hit = (await self.shop.get(f"/next-door/aim/{aim}"))["hit"]
        await asyncio.sleep(self.chance.random() * 0.015)
        return f"aimed at a {aim}" if hit else "blind"

    async def _kill(self, chosen: str, travelling: int) -> Kill:
        moment = await self.shop.kill()
        seen = await self.shop.get(f"/next-door/at?moment={moment}&since={self.shop.started}")
        if self.shop.databases.shared:
            await asyncio.sleep(BACKEND_SECONDS)
        keys = [f"tg:{number}" for number in seen["handed"]]
        notices = [f"sandbox:{event}" for event in seen["notices"]]
        left = await asyncio.to_thread(self._left, [*keys, *notices])
        kept = sum(key in left.keys for key in keys)
        return Kill(
            moment=moment,
            chosen=chosen,
            turns=len([key for key in (*keys, *notices) if key not in left.keys]),
            sends=sum(left.claimed[kind] for kind in SENDS),
            payouts=left.claimed["payout"],
            photos=left.claimed["work"],
            unanswered=sum(seen["calls"].values()),
            repeats=kept,
            travelling=travelling,
        )

    def _left(self, keys: list[str]) -> "Left":
        """What the dead process left in its books; `keys` are those to be looked for in the inbox."""
        with tempfile.TemporaryDirectory() as folder:
            engine = open_engine(copied(self.shop.databases, self.shop.data, Path(folder)).main)
            try:
                with engine.begin() as connection:
                    return self._read(connection, keys)
            finally:
                engine.dispose()

    def _read(self, connection: Connection, keys: list[str]) -> "Left":
        if not connection.dialect.has_table(connection, "outbox"):
            return Left(set(), Counter())
        found = set(connection.execute(select(inbox.c.key).where(inbox.c.key.in_(keys))).scalars())
        query = select(outbox.c.kind, outbox.c.claimed_by).where(outbox.c.state == "claimed")
        rows = connection.execute(query).all()
        claimed = Counter(row.kind for row in rows if row.claimed_by not in self._dead)
        self._dead |= {row.claimed_by for row in rows}
        return Left(found, claimed)


@dataclass(frozen=True)
class Left:
    """Which of the keys were in the inbox, and what the dead process had claimed and not marked, by kind."""

    keys: set[str]
    claimed: Counter[str]


def copied(databases: Databases, data: Path, folder: Path) -> Databases:
    """The files as they lie there, copied, so that looking at them does not mend them; a server is looked at itself."""
    if databases.shared:
        return databases
    for name in ("microloan.db", "microloan.db-wal", "keys.db", "keys.db-wal"):
        if (data / name).exists():
            shutil.copy(data / name, folder / name)
    return Databases.in_folder(folder)
