"""A lender to play at: one per test, on files of its own."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.house import STAFF, house
from tests.lender import PlayedLender


@pytest.fixture
async def lender(tmp_path: Path) -> AsyncIterator[PlayedLender]:
    """Harbour Microcredit, opened this morning, with Wei (officer) and Ana (approver)."""
    played = await PlayedLender.open(tmp_path / "data")
    yield played
    await whole(played)
    await played.close()


async def whole(played: PlayedLender) -> None:
    """Whatever was played, the whole book is in order at the end."""
    assert await played.findings() == []


@pytest.fixture
async def chinese_lender(tmp_path: Path) -> AsyncIterator[PlayedLender]:
    """The same lender where Chinese is spoken first, among staff too."""
    staff = tuple(replace(member, language="zh_CN") for member in STAFF)
    played = await PlayedLender.open(tmp_path / "data", house(languages=("zh_CN", "en"), staff=staff))
    yield played
    await whole(played)
    await played.close()
