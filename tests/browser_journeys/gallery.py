"""Pictures of the page, kept to be looked at: each at a desktop's size and at a phone's."""

from dataclasses import dataclass

from playwright.async_api import Page, expect

from tests.browser_journeys.program import ROOT
from tests.browser_journeys.visitor import DESKTOP, PHONE

SHOTS = ROOT / "shots"
"""Not kept under version control."""
SIZES = {"desktop": DESKTOP, "phone": PHONE}


_STICKS_OUT = """() => [...document.querySelectorAll('.bubble, .inline-button, .reply-key, .doing')]
  .filter((one) => one.getClientRects().length)
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1 || one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.innerText || one.className)"""


@dataclass(frozen=True)
class Gallery:
    """The pictures of one person's journey; `prefix` says whose and in which language.

    Before each picture it is made sure that nothing sticks out of the window or of its button, and that the newest
    message is in sight however the window has changed.
    """

    prefix: str

    async def take(self, page: Page, name: str) -> None:
        """Both pictures of what the page shows, scrolled to its end; the window is as it was afterwards."""
        before = page.viewport_size
        await page.mouse.move(1, 1)
        SHOTS.mkdir(exist_ok=True)
        for size, (width, height) in SIZES.items():
            await page.set_viewport_size({"width": width, "height": height})
            sticking_out = await page.evaluate(_STICKS_OUT)
            assert not sticking_out, (name, size, sticking_out)
            await expect(page.locator(".to-bottom")).to_be_hidden()
            await page.screenshot(path=SHOTS / f"{self.prefix}-{name}-{size}.png", animations="disabled")
        if before is not None:
            await page.set_viewport_size(before)
