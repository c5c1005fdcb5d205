"""Every transcript beside this file is played at a lender of its own; where it is Chinese, its staff are too."""

from pathlib import Path

import pytest

from tests.lender import PlayedLender
from tests.transcript import play_file

TRANSCRIPTS = sorted(Path(__file__).parent.glob("*.txt"))
ENGLISH = [path for path in TRANSCRIPTS if path.name.endswith(".en.txt")]
CHINESE = [path for path in TRANSCRIPTS if path.name.endswith(".zh.txt")]


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
async def test_the_bot_answers_as_the_english_transcript_says(path: Path, lender: PlayedLender) -> None:
    await play_file(lender, path)


@pytest.mark.parametrize("path", CHINESE, ids=lambda path: path.stem)
async def test_the_bot_answers_as_the_chinese_transcript_says(path: Path, chinese_lender: PlayedLender) -> None:
    await play_file(chinese_lender, path)


def test_every_journey_is_written_down_in_both_languages() -> None:
    assert [path.stem.removesuffix(".en") for path in ENGLISH] == [path.stem.removesuffix(".zh") for path in CHINESE]
    assert len(ENGLISH) + len(CHINESE) == len(TRANSCRIPTS)
