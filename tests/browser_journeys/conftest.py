"""A stage for each journey: the program anew, a browser, one language; and the counts of all of them at the end."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.browser import chromium
from tests.browser_journeys.gallery import SHOTS
from tests.browser_journeys.journey import Stage
from tests.browser_journeys.program import running_program
from tests.browser_journeys.speech import Speech

COUNTED = "actions of a person at the page"


@pytest.fixture(params=["en", "zh_CN"])
def speech(request: pytest.FixtureRequest) -> Speech:
    return Speech(request.param)


@pytest.fixture
async def stage(speech: Speech, tmp_path: Path) -> AsyncIterator[Stage]:
    async with running_program(tmp_path) as address, chromium() as browser:
        yield Stage(browser, address, speech, tmp_path)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was counted, and where the pictures are."""
    lines = [
        text
        for report in terminalreporter.getreports("passed")
        for name, text in report.user_properties
        if name == COUNTED and report.when == "call"
    ]
    if lines:
        terminalreporter.section(COUNTED)
        for line in lines:
            terminalreporter.line(str(line))
        terminalreporter.line(f"screenshots: {SHOTS}")
