"""The same journeys with the books on PostgreSQL: people are told the same, word for word.

A handful by default, since each is a whole life of a loan; MICROLOAN_JOURNEYS=all plays every one.
"""

import os
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from storage.databases import Databases
from tests.house import STAFF, house
from tests.journeys.test_transcripts import TRANSCRIPTS
from tests.lender import PlayedLender
from tests.postgres import TestServer
from tests.transcript import play_file

TYPICAL = ("borrow_and_repay.en", "borrow_and_repay.zh", "complain.en", "decide_refer.zh", "decide_counter.en")
PLAYED = [p for p in TRANSCRIPTS if p.stem in TYPICAL or os.environ.get("MICROLOAN_JOURNEYS") == "all"]


@pytest.fixture
def books(server: TestServer) -> Iterator[Databases]:
    """Written by one thread, so that the numbers people read out are drawn in the same order every time."""
    made = server.databases(connections=1)
    yield made
    server.drop(made)


@pytest.fixture
async def lender(request: pytest.FixtureRequest, tmp_path: Path, books: Databases) -> AsyncIterator[PlayedLender]:
    """The lender of the English transcripts, or of the Chinese ones."""
    staff = tuple(replace(member, language="zh_CN") for member in STAFF)
    chinese = house(languages=("zh_CN", "en"), staff=staff)
    spoken = chinese if request.param == "zh" else house()
    played = await PlayedLender.open(tmp_path / "data", spoken, server=books)
    yield played
    await played.close()


@pytest.mark.parametrize(
    ("path", "lender"),
    [pytest.param(path, path.stem.rpartition(".")[2], id=path.stem) for path in PLAYED],
    indirect=["lender"],
)
async def test_on_postgresql_the_bot_answers_as_the_transcript_says(path: Path, lender: PlayedLender) -> None:
    await play_file(lender, path)


def test_the_typical_journeys_are_there() -> None:
    assert {path.stem for path in PLAYED} >= set(TYPICAL)
