"""One person at the chat page: presses, types, uploads and reads there, and nowhere else. Every action is counted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, Locator, Page, expect
from playwright.async_api import TimeoutError as NothingCame

from tests.browser import page_in
from tests.browser_journeys.speech import Speech

PHONE, DESKTOP = (390, 844), (1280, 800)

_NEWS = """([after, words]) => [...document.querySelectorAll('[data-testid=bubble][data-from=bot]')]
  .some((one) => Number(one.dataset.messageId) > after && one.innerText.replaceAll('\\u00a0', ' ').includes(words))"""
_NEWEST = """() => Math.max(0, ...[...document.querySelectorAll('[data-testid=bubble]')]
  .map((one) => Number(one.dataset.messageId)))"""


class Visitor:
    """A person with the page open. `actions` counts what they did, by kind; `seen` keeps all they read."""

    def __init__(self, page: Page, address: str, speech: Speech) -> None:
        self.page = page
        self.address = address
        self.speech = speech
        self.actions: Counter[str] = Counter()
        self.seen: list[str] = []
        self._before = 0

    @property
    def bubbles(self) -> Locator:
        return self.page.locator("[data-testid=bubble][data-from=bot]")

    async def arrives(self, name: str, phone: str) -> None:
        """Makes themselves a person on the first page, and opens the chat with the bot."""
        page = self.page
        await page.goto(self.address)
        await page.get_by_test_id("new-person").click()
        await page.get_by_test_id("person-first_name").fill(name)
        await page.get_by_test_id(f"language-{'zh' if self.speech.chinese else 'en'}").check(force=True)
        await page.get_by_test_id("person-phone").fill(phone)
        await page.get_by_test_id("create-person").click()
        await page.get_by_test_id("chat-item").first.wait_for()
        if not await page.get_by_test_id("chat").count():
            await page.get_by_test_id("chat-item").first.click()

    async def starts(self) -> None:
        await self._acts("pressed")
        await self.page.get_by_test_id("start").click()

    async def presses(self, key: str, **params: object) -> None:
        """Presses the newest button with the text of that key."""
        await self.presses_label(self.speech.says(key, **params))  # type: ignore[arg-type]

    async def presses_label(self, label: str) -> None:
        await self._acts("pressed")
        button = self.page.locator(
            f"[data-testid=inline-button][data-label={json.dumps(label, ensure_ascii=False)}]"
        ).last
        await button.click()

    async def types(self, text: str) -> None:
        await self._acts("typed")
        await self.page.get_by_test_id("composer").fill(text)
        await self.page.get_by_test_id("send").click()

    async def shares_phone(self) -> None:
        """The button that stands where the keys are."""
        await self._acts("pressed")
        await self.page.get_by_test_id("reply-button").first.click()

    async def sends_photo(self, file: Path) -> None:
        """Chooses a picture from the disk and sends it as a photo."""
        await self._acts("photos")
        await self.page.get_by_test_id("file").set_input_files(file)
        await self.page.get_by_test_id("send-file").click()

    async def pays_invoice(self) -> None:
        await self._acts("pressed")
        await self.page.get_by_test_id("pay").last.click()

    async def _acts(self, kind: str) -> None:
        self.actions[kind] += 1
        self._before = await self.page.evaluate(_NEWEST)

    async def now(self) -> None:
        """What is on the page at this moment counts as read: `reads` waits for something newer."""
        self._before = await self.page.evaluate(_NEWEST)

    async def reads(self, key: str, **params: object) -> str:
        """Waits for a message with the words of that key, newer than the last action, and returns it whole."""
        words = self.speech.says(key, **params) if params else self.speech.part(key)  # type: ignore[arg-type]
        try:
            await self.page.wait_for_function(_NEWS, arg=[self._before, words])
        except NothingCame:
            raise AssertionError(f"nothing new says {words!r}; last: {(await self.texts())[-3:]}") from None
        return await self._of(self.bubbles.filter(has_text=words).last)

    async def reads_changed(self, key: str) -> str:
        """Waits until the newest message of the bot was changed into one with these words."""
        newest = self.bubbles.last
        await expect(newest).to_contain_text(self.speech.part(key))
        return await self._of(newest)

    async def _of(self, bubble: Locator) -> str:
        """The message's words, without its buttons and its time; both are kept as seen."""
        self.seen.append((await bubble.inner_text()).replace("\u00a0", " "))
        return (await bubble.get_by_test_id("text").inner_text()).replace("\u00a0", " ")

    async def texts(self) -> list[str]:
        """All that the bot said and that still stands in the chat."""
        return [text.replace("\u00a0", " ") for text in await self.bubbles.all_inner_texts()]

    async def said(self, key: str) -> bool:
        """Whether a message that still stands has the words of that key."""
        words = self.speech.part(key)
        return any(words in text for text in await self.texts())

    async def opens_group(self) -> None:
        await self._opens("[data-testid=chat-item]:not([data-chat*='@'])")

    async def opens_bot(self) -> None:
        await self._opens("[data-testid=chat-item][data-chat*='@']")

    async def _opens(self, chat: str) -> None:
        if await self.page.get_by_test_id("back").is_visible():
            await self.page.get_by_test_id("back").click()
        await self.page.locator(chat).first.click()
        await self.page.get_by_test_id("messages").wait_for()


@asynccontextmanager
async def visiting(
    browser: Browser, address: str, speech: Speech, size: tuple[int, int] = DESKTOP
) -> AsyncIterator[Visitor]:
    """A visitor with a browser window of that size, in the language they speak."""
    locale = "zh-CN" if speech.chinese else "en-GB"
    async with page_in(browser, *size, locale=locale) as page:
        await page.emulate_media(reduced_motion="reduce")
        yield Visitor(page, address, speech)
