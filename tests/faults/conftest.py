"""A lender to do harm to: one per test, on files of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.lender import PlayedLender


@pytest.fixture
async def lender(tmp_path: Path) -> AsyncIterator[PlayedLender]:
    """Harbour Microcredit, opened this morning, with Wei (officer) and Ana (approver)."""
    played = await PlayedLender.open(tmp_path / "data")
    yield played
    await played.close()
