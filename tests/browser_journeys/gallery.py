"""Pictures of the page, kept to be looked at: each at a desktop's size and at a phone's."""

from dataclasses import dataclass

from playwright.async_api import Page

from tests.browser_journeys.program import ROOT
from tests.browser_journeys.visitor import DESKTOP, PHONE

SHOTS = ROOT / "shots"
"""Not kept under version control."""
SIZES = {"desktop": DESKTOP, "phone": PHONE}


@dataclass(frozen=True)
class Gallery:
    """The pictures of one person's journey; `prefix` says whose and in which language."""

    prefix: str

    async def take(self, page: Page, name: str) -> None:
        """Both pictures of what the page shows, scrolled to its end; the window is as it was afterwards."""
        before = page.viewport_size
        await page.mouse.move(1, 1)
        SHOTS.mkdir(exist_ok=True)
        for size, (width, height) in SIZES.items():
            await page.set_viewport_size({"width": width, "height": height})
            await page.screenshot(path=SHOTS / f"{self.prefix}-{name}-{size}.png", animations="disabled")
        if before is not None:
            await page.set_viewport_size(before)
