"""A lender with several products, in English and in Chinese."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.house import STAFF, house
from tests.journeys.conftest import whole
from tests.journeys.products.offered import PRODUCTS
from tests.lender import PlayedLender


@pytest.fixture
async def lender(tmp_path: Path) -> AsyncIterator[PlayedLender]:
    played = await PlayedLender.open(tmp_path / "data", house(products=PRODUCTS))
    yield played
    await whole(played)
    await played.close()


@pytest.fixture
async def chinese_lender(tmp_path: Path) -> AsyncIterator[PlayedLender]:
    staff = tuple(replace(member, language="zh_CN") for member in STAFF)
    changed = house(languages=("zh_CN", "en"), staff=staff, products=PRODUCTS)
    played = await PlayedLender.open(tmp_path / "data", changed)
    yield played
    await whole(played)
    await played.close()
