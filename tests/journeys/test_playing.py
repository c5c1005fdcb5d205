"""The play itself can fail: a transcript that says something else than what happens is found out."""

import pytest

from tests.lender import PlayedLender
from tests.transcript import perform, play


async def test_a_transcript_of_what_happened_plays_again_the_same(lender: PlayedLender) -> None:
    seen = await perform(lender, "# People: Lin (en)\nLin: /language\n")
    assert seen.startswith("# People: Lin (en)\nLin: /language\nBot: ")
    await lender.person("Bo")
    await play(lender, seen.replace("# People: Lin (en)\n", "").replace("Lin:", "Bo:"))


@pytest.mark.parametrize("lie", ["Bot: Something else.", "", "Bot: Which language?\n     [ Klingon ]"])
async def test_a_transcript_that_says_something_else_is_refused(lender: PlayedLender, lie: str) -> None:
    await lender.person("Lin")
    with pytest.raises(AssertionError, match="differ"):
        await play(lender, f"Lin: /language\n{lie}")


async def test_a_button_that_nobody_sees_cannot_be_pressed(lender: PlayedLender) -> None:
    await lender.person("Lin")
    assert "(not possible: Lin sees no [ Money ]" in await perform(lender, "Lin: [ Money ]")
