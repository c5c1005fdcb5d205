"""A headless Chromium for tests, and a web app served on loopback in the test's own event loop.

    @needs_chromium
    async def test_the_page_greets() -> None:
        async with served(app) as address, chromium_page(390, 844, "zh-CN") as page:
            await page.goto(address)

Tests with it carry the marker `browser` and are skipped, with a line that says how to get it, where there is none.
"""

import contextlib
import shutil
import socket
import subprocess
from asyncio import create_task, wait_for
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TypeVar

import pytest
import uvicorn
from playwright.async_api import Browser, Page, async_playwright
from starlette.types import ASGIApp

Test = TypeVar("Test", bound=Callable[..., object])

HOW_TO_GET_IT = "needs a browser and a Chinese font: apt-get install chromium fonts-noto-cjk"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str | None:
    """Where the system's Chromium is, if there is one."""
    return next((path for name in ("chromium", "chromium-browser") if (path := shutil.which(name))), None)


def has_chinese_font() -> bool:
    """Whether fontconfig knows a font for Chinese."""
    if shutil.which("fc-list") is None:
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout.strip())


def needs_chromium(test: Test) -> Test:
    """Marks a test `browser`, and skips it where Chromium or a Chinese font is missing."""
    missing = chromium_path() is None or not has_chinese_font()
    return pytest.mark.browser(pytest.mark.skipif(missing, reason=HOW_TO_GET_IT)(test))


@contextlib.asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A Chromium, to open several pages in; start it once where a test needs many."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@contextlib.asynccontextmanager
async def page_in(
    browser: Browser, width: int = 1280, height: int = 800, locale: str = "en-GB", dark: bool = False
) -> AsyncIterator[Page]:
    """A fresh page without memory of others. An error of the page's scripts fails the test that used it."""
    scheme = "dark" if dark else "light"
    context = await browser.new_context(
        viewport={"width": width, "height": height}, locale=locale, timezone_id="UTC", color_scheme=scheme
    )
    errors: list[str] = []
    try:
        page = await context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.set_default_timeout(15_000)
        yield page
    finally:
        await context.close()
    assert not errors, errors


@contextlib.asynccontextmanager
async def chromium_page(
    width: int = 1280, height: int = 800, locale: str = "en-GB", dark: bool = False
) -> AsyncIterator[Page]:
    """A browser with one page."""
    async with chromium() as browser, page_in(browser, width, height, locale, dark) as page:
        yield page


class _Server(uvicorn.Server):
    """Leaves the signals to pytest."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def served(app: ASGIApp, port: int = 0) -> AsyncIterator[str]:
    """Serves the app on loopback and gives its address, "http://127.0.0.1:PORT/"; open streams are cut at the end."""
    listening = socket.create_server(("127.0.0.1", port))
    config = uvicorn.Config(
        app, log_level="critical", lifespan="off", ws="none", timeout_graceful_shutdown=1, access_log=False
    )
    server = _Server(config)
    running = create_task(server.serve(sockets=[listening]))
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    finally:
        server.should_exit = True
        await wait_for(running, 10)
        listening.close()
