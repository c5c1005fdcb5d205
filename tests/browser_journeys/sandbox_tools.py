"""What a visitor does in the sandbox's drawer: moves the clock, and pays by bank transfer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

from playwright.async_api import Page, Response, expect

from tests.browser_journeys.visitor import Visitor

SHANGHAI = ZoneInfo("Asia/Shanghai")


async def today(visitor: Visitor) -> date:
    """The lender's day, by the sandbox's clock."""
    told = await (await visitor.page.request.get(f"{visitor.address}sandbox/clock")).json()
    return datetime.fromisoformat(told["now"]).astimezone(SHANGHAI).date()


async def lives_until(visitor: Visitor, day: date) -> None:
    """Lets time pass until the evening of that day, with everything that falls due on the way."""
    await visitor.now()
    async with _drawer(visitor) as page:
        await page.get_by_test_id("until-date").fill(day.isoformat())
        async with page.expect_response(_moved, timeout=60_000):
            await page.get_by_test_id("advance-until").click()
        await expect(page.get_by_test_id("advance-until")).to_be_enabled()
    assert await today(visitor) == day


def _moved(response: Response) -> bool:
    return response.url.endswith("/sandbox/clock") and response.request.method == "POST"


async def transfers(visitor: Visitor, amount: str, reference: str) -> None:
    """Sends money to the lender from the person's own account at the pretend bank."""
    visitor.actions["transfers"] += 1
    await visitor.now()
    async with _drawer(visitor) as page:
        await page.get_by_test_id("transfer-amount").fill(amount)
        await page.get_by_test_id("transfer-reference").fill(reference)
        await page.get_by_test_id("transfer-send").click()
        await expect(page.get_by_test_id("transfer").first).to_contain_text(reference)


@asynccontextmanager
async def _drawer(visitor: Visitor) -> AsyncIterator[Page]:
    """On a wide window it is opened from beside the chats, on a phone from above the chat."""
    await visitor.page.locator("[data-testid=tools]:visible, [data-testid=tools-open]:visible").first.click()
    await visitor.page.get_by_test_id("clock-now").wait_for()
    yield visitor.page
    await visitor.page.get_by_test_id("close-tools").click()
