"""Loans for some days, by the week, by half months and on a payday of one's own, as a borrower reads them."""

from pathlib import Path

import pytest

from tests.lender import PlayedLender
from tests.transcript import play_file

HERE = Path(__file__).parent
ENGLISH, CHINESE = sorted(HERE.glob("*.en.txt")), sorted(HERE.glob("*.zh.txt"))


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
async def test_the_bot_speaks_the_unit_of_the_product_in_english(path: Path, lender: PlayedLender) -> None:
    await play_file(lender, path)


@pytest.mark.parametrize("path", CHINESE, ids=lambda path: path.stem)
async def test_the_bot_speaks_the_unit_of_the_product_in_chinese(path: Path, chinese_lender: PlayedLender) -> None:
    await play_file(chinese_lender, path)


def test_each_journey_with_another_product_is_written_down_in_both_languages() -> None:
    assert [path.stem.removesuffix(".en") for path in ENGLISH] == [path.stem.removesuffix(".zh") for path in CHINESE]
