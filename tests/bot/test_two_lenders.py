"""Two processes serve one lender by webhook: any update may reach either, and people notice nothing.

Both are whole lenders in this event loop, each with its own connections, memory and folder; the database is all that
they share.
"""

import re
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, func, select

from bot.tick import LIFE_SECONDS, Winder
from conversations.event import Event
from storage.schema import inbox, loan, outbox, sealed_file
from storage.verify import verify
from tests.journeys.test_transcripts import ENGLISH
from tests.lender import PlayedLender
from tests.postgres import TestServer
from tests.transcript import perform

DRAWN = re.compile(r"[A-Z0-9]{6}-[0-9]{2}|(?<=number )[0-9]{4}")
LIFE = next(path for path in ENGLISH if path.stem == "borrow_and_repay.en")


Door = TypeVar("Door")


class TwoLenders(PlayedLender):
    """One world, two programs. Updates and notices go to one and the other in turn."""

    async def _start(self) -> None:
        first = self.data
        self.data = first.with_name("other")
        await super()._start()
        self.other = self.lender
        self.data = first
        await super()._start()
        self.taken = [0, 0]
        self.winder = Winder(self.clock, self.lender.ticker, self.lender.idle, waits=[self._pump, self.other.idle.wait])
        self.own_update, self.own_tell = self.lender.intake.update, self.lender.intake.tell
        self.lender.intake.update = self._update  # type: ignore[method-assign]
        self.bank.tell = self._tell

    def _next(self) -> bool:
        """Whether it is the first one's turn; the second's otherwise."""
        mine = self.taken[0] <= self.taken[1]
        self.taken[0 if mine else 1] += 1
        return mine

    async def _update(self, raw: Mapping[str, Any]) -> None:
        await (self.own_update if self._next() else await self._awake(self.other.intake.update))(raw)

    async def _tell(self, event: Event) -> None:
        await (self.own_tell if self._next() else await self._awake(self.other.intake.tell))(event)

    async def _awake(self, door: Door) -> Door:
        """The other one's door: it ticks too, as it would have all the while."""
        await self.other.ticker.tick()
        return door

    async def rest(self) -> None:
        """Until neither has anything in flight."""
        for _ in range(3):
            await super().rest()
            await self.other.idle.wait()
            await self.other.marks.written()

    async def stop(self) -> None:
        await super().stop()
        await self.other.stop(grace=5)


@pytest.fixture
async def pair(tmp_path: Path, server: TestServer) -> AsyncIterator[TwoLenders]:
    books = server.databases(connections=2)
    played = await TwoLenders.open(tmp_path / "one", server=books)
    assert isinstance(played, TwoLenders)
    yield played
    await played.close()
    server.drop(books)


def counted(connection: Connection) -> dict[str, int]:
    unsent = select(func.count()).select_from(outbox).where(outbox.c.state.not_in(("sent", "blocked")))
    counts = {table.name: select(func.count()).select_from(table) for table in (inbox, loan, sealed_file)}
    return {name: int(connection.execute(query).scalar_one()) for name, query in {**counts, "unsent": unsent}.items()}


async def test_a_whole_life_of_a_loan_through_two_processes_is_what_it_is_through_one(pair: TwoLenders) -> None:
    written = LIFE.read_text(encoding="utf-8")
    seen = await perform(pair, written)
    assert words(seen) == words(written)
    assert min(pair.taken) > 5
    found = await pair.lender.writer.run_bookkeeping(counted)
    assert (found["loan"], found["unsent"]) == (1, 0)
    assert found["sealed_file"] > 0
    assert not list(pair.data.parent.rglob("*.sealed"))
    assert await pair.other.writer.run(lambda c: verify(c, pair.other.vault)) == []


async def test_what_one_could_not_send_before_it_died_the_other_sends(pair: TwoLenders) -> None:
    lin = await pair.person("Lin")
    pair.taken = [10_000, 0]
    pair.other.outbound.take = lambda owed: None  # type: ignore[method-assign]
    assert await lin.says("/start") == []
    await pair.after(minutes=LIFE_SECONDS / 60 / 2)
    assert lin.sees() == []
    await pair.after(minutes=1)
    assert len(lin.sees()) == 1


def words(transcript: str) -> list[str]:
    """The transcript without the numbers that are drawn by chance: a turn that ran again drew others."""
    return [DRAWN.sub("(number)", line) for line in transcript.splitlines()]
