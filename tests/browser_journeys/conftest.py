"""A stage for each journey: the program anew, a browser, one language; and the counts of all of them at the end."""

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.browser import chromium
from tests.browser_journeys.gallery import SHOTS
from tests.browser_journeys.journey import Stage
from tests.browser_journeys.program import running_program
from tests.browser_journeys.speech import Speech

COUNTED = "actions of a person at the page"


BOTH = ("en", "zh_CN")
USUALLY = {"lin": "zh_CN", "jing": "en", "hao": "zh_CN", "min": "en"}
"""Each person speaks one language, since each is months of a life in a browser; MICROLOAN_JOURNEYS=all plays both."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out the other language of each person."""
    if os.environ.get("MICROLOAN_JOURNEYS") == "all":
        return
    left = [item for item in items if _is_of_the_other_language(item)]
    items[:] = [item for item in items if item not in left]
    config.hook.pytest_deselected(items=left)


def _is_of_the_other_language(item: pytest.Item) -> bool:
    found = re.match(r"test_(\w+?)_is_.*\[(\w+)\]", item.name)
    return "browser_journeys" in item.nodeid and found is not None and USUALLY.get(found[1], found[2]) != found[2]


@pytest.fixture(params=BOTH)
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
