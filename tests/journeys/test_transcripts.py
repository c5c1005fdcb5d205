"""Every transcript beside this file is played at a lender of its own."""

from pathlib import Path

import pytest

from tests.lender import PlayedLender
from tests.transcript import play_file

TRANSCRIPTS = sorted(Path(__file__).parent.glob("*.txt"))


@pytest.mark.parametrize("path", TRANSCRIPTS, ids=lambda path: path.stem)
async def test_the_bot_answers_as_the_transcript_says(path: Path, lender: PlayedLender) -> None:
    await play_file(lender, path)
