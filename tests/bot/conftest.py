"""A lender to play at, for the tests of what only a whole lender shows."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.lender import PlayedLender


@pytest.fixture
async def lender(tmp_path: Path) -> AsyncIterator[PlayedLender]:
    played = await PlayedLender.open(tmp_path / "data")
    yield played
    await played.close()
