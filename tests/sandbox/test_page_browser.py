"""The chat page in a real browser: what a newcomer does there, on a desktop and at a phone's width."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page, expect

from sandbox.app import create_app
from sandbox.bank_desk import BankDesk
from sandbox.bank_http import bank_routes
from sandbox.clock_http import clock_routes
from sandbox.files import Upload
from sandbox.model import Person
from sandbox.page import page_routes
from sandbox.people import People
from sandbox.world import World
from tests.browser import chromium, chromium_page, needs_chromium, page_in, served
from tests.glyphs import missing_glyphs
from tests.sandbox.conftest import Bot
from tests.sandbox.page_pictures import landscape

CHOICE = json.dumps(
    {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}, {"text": "No", "callback_data": "no"}]]}
)


@contextlib.asynccontextmanager
async def sandbox(world: World, name: str = "first", port: int = 0) -> AsyncIterator[str]:
    desk = BankDesk(world.clock, b"key")
    more = [*page_routes(world, name), *bank_routes(desk), *clock_routes(world.clock)]
    async with served(create_app(world, more), port) as address:
        yield address
        await world.close()


@pytest.fixture
async def address(world: World, bot: Bot) -> AsyncIterator[str]:
    async with sandbox(world) as found:
        yield found


async def next_update(bot: Bot, kind: str) -> Any:
    async with asyncio.timeout(10):
        while True:
            for update in await bot.updates(timeout=1):
                if kind in update:
                    return update[kind]


def bubbles(page: Page) -> Any:
    return page.get_by_test_id("bubble")


@needs_chromium
async def test_a_newcomer_makes_a_person_and_starts_the_bot(address: str, bot: Bot) -> None:
    async with chromium_page() as page:
        await page.goto(address)
        await page.get_by_test_id("new-person").click()
        await page.get_by_test_id("person-first_name").fill("Lin")
        await page.get_by_test_id("person-phone").fill("+86 138 0013 8000")
        await page.get_by_test_id("create-person").click()
        await page.get_by_test_id("start").click()
        said = await next_update(bot, "message")
        assert (said["text"], said["from"]["first_name"]) == ("/start", "Lin")
        await bot("sendMessage", chat_id=said["chat"]["id"], text="Hello Lin.")
        await expect(bubbles(page).last).to_contain_text("Hello Lin.")
        await page.get_by_test_id("composer").fill("3.2k")
        await page.keyboard.press("Enter")
        assert (await next_update(bot, "message"))["text"] == "3.2k"
        await expect(bubbles(page).last).to_have_attribute("data-from", "me")


@needs_chromium
async def test_a_button_waits_for_the_bot_and_shows_its_answer(
    address: str, bot: Bot, people: People, amina: Person
) -> None:
    await people.say(amina.id, "/start")
    await bot("sendMessage", chat_id=amina.id, text="Shall we?", reply_markup=CHOICE)
    async with chromium_page() as page:
        await page.goto(f"{address}#/{amina.id}")
        yes = page.get_by_test_id("inline-button").filter(has_text="Yes")
        await yes.click()
        await expect(yes).to_have_attribute("aria-busy", "true")
        pressed = await next_update(bot, "callback_query")
        await bot("answerCallbackQuery", callback_query_id=pressed["id"], text="Saved.")
        await expect(page.get_by_test_id("toast")).to_have_text("Saved.")
        await expect(yes).not_to_have_attribute("aria-busy", "true")
        await page.get_by_test_id("inline-button").filter(has_text="No").click()
        pressed = await next_update(bot, "callback_query")
        await bot("answerCallbackQuery", callback_query_id=pressed["id"], text="Are you sure?", show_alert="true")
        await expect(page.get_by_test_id("alert")).to_have_text("Are you sure?")


@needs_chromium
async def test_edits_show_deletions_vanish_and_markup_in_words_stays_words(
    address: str, bot: Bot, people: People, amina: Person
) -> None:
    await people.say(amina.id, "/start")
    sent = [await bot("sendMessage", chat_id=amina.id, text=text, reply_markup=CHOICE) for text in ("One", "Two")]
    async with chromium_page() as page:
        await page.goto(f"{address}#/{amina.id}")
        await expect(bubbles(page)).to_have_count(3)
        await bot("deleteMessage", chat_id=amina.id, message_id=sent[0]["message_id"])
        text = "<b>You receive</b> 5,000.00 &lt;img src=x onerror=alert(1)&gt;"
        await bot("editMessageText", chat_id=amina.id, message_id=sent[1]["message_id"], text=text, parse_mode="HTML")
        await expect(bubbles(page)).to_have_count(2)
        last = bubbles(page).last
        await expect(last.get_by_test_id("text")).to_have_text("You receive 5,000.00 <img src=x onerror=alert(1)>")
        await expect(last.locator("strong")).to_have_text("You receive")
        await expect(last).to_contain_text("edited")
        assert await page.get_by_test_id("inline-button").count() == 0


@needs_chromium
async def test_photos_and_documents_go_both_ways_and_a_document_cannot_run(
    address: str, bot: Bot, people: People, amina: Person
) -> None:
    await people.say(amina.id, "/start")
    await next_update(bot, "message")
    async with chromium_page() as page:
        await page.goto(f"{address}#/{amina.id}")
        picture = {"name": "id.jpg", "mimeType": "image/jpeg", "buffer": landscape()}
        await page.get_by_test_id("file").set_input_files(picture)  # type: ignore[arg-type]
        await page.get_by_test_id("caption").fill("My card")
        await page.get_by_test_id("send-file").click()
        sent = await next_update(bot, "message")
        assert (sent["caption"], len(sent["photo"]) > 0) == ("My card", True)
        shown = bubbles(page).last.locator("img")
        await expect(shown).to_have_js_property("complete", True)
        assert await shown.evaluate("image => image.naturalWidth") > 0
        paper = b"<meta charset=utf-8><p id=p>Contract</p><script>document.title = p.textContent = 'ran'</script>"
        files = {"f": Upload("contract.html", paper, "text/html")}
        await bot("sendDocument", files, chat_id=amina.id, document="attach://f")
        await page.get_by_test_id("open-document").click()
        frame = page.frame_locator("[data-testid=document-frame]")
        await expect(frame.locator("#p")).to_have_text("Contract")


@needs_chromium
async def test_two_people_in_one_group_see_each_other_and_unread_counts_wait(
    address: str, world: World, people: People, bot: Bot, amina: Person, wei: Person
) -> None:
    staff = world.add_group("Staff", [amina, wei], world.bots[bot.token], forum=True)
    async with chromium() as browser, page_in(browser) as hers, page_in(browser, locale="zh-CN") as his:
        await hers.goto(f"{address}#/{amina.id}/{staff.id}")
        await his.goto(f"{address}#/{wei.id}/{wei.id}@lender_bot")
        await hers.get_by_test_id("composer").fill("Who takes this one?")
        await hers.get_by_test_id("send").click()
        row = his.get_by_test_id("chat-item").filter(has_text="Staff")
        await expect(row.get_by_test_id("unread")).to_have_text("1")
        await expect(row).to_contain_text("Amina: Who takes this one?")
        await row.click()
        await expect(bubbles(his).last).to_contain_text("Amina Diallo")
        await expect(row.get_by_test_id("unread")).to_have_count(0)
        await his.get_by_test_id("composer").fill("我来")
        await his.keyboard.press("Enter")
        await expect(bubbles(hers).last).to_contain_text("我来")


@needs_chromium
async def test_a_bots_keyboard_shares_the_phone_and_a_bill_is_paid(
    address: str, bot: Bot, people: People, amina: Person
) -> None:
    await people.say(amina.id, "/start")
    keyboard = {"keyboard": [[{"text": "Share my number", "request_contact": True}]], "one_time_keyboard": True}
    await bot("sendMessage", chat_id=amina.id, text="Your number?", reply_markup=json.dumps(keyboard))
    bill = {
        "title": "Instalment",
        "description": "23 January",
        "payload": "p1",
        "provider_token": "t",
        "currency": "CNY",
    }
    async with chromium_page() as page:
        await page.goto(f"{address}#/{amina.id}")
        await page.get_by_test_id("reply-button").click()
        await expect(bubbles(page).last.get_by_test_id("contact")).to_contain_text("221771234567")
        await expect(page.get_by_test_id("reply-keyboard")).to_be_hidden()
        await bot("sendInvoice", chat_id=amina.id, prices=json.dumps([{"label": "x", "amount": 87763}]), **bill)
        await expect(page.get_by_test_id("pay")).to_have_text("Pay 877.63 CNY")
        await page.get_by_test_id("pay").click()
        asked = await next_update(bot, "pre_checkout_query")
        await bot("answerPreCheckoutQuery", pre_checkout_query_id=asked["id"], ok="true")
        await expect(bubbles(page).last).to_have_text("You paid 877.63 CNY.")


@needs_chromium
async def test_commands_blocking_and_a_text_that_is_too_long(
    address: str, bot: Bot, people: People, amina: Person
) -> None:
    await people.say(amina.id, "/start")
    await bot("setMyCommands", commands=json.dumps([{"command": "status", "description": "Where things stand"}]))
    async with chromium_page() as page:
        await page.goto(f"{address}#/{amina.id}")
        await page.get_by_test_id("commands").click()
        await page.get_by_test_id("command").filter(has_text="Where things stand").click()
        await expect(bubbles(page).last).to_contain_text("/status")
        await page.get_by_test_id("composer").fill("x" * 4097)
        await expect(page.get_by_test_id("composer-error")).to_contain_text("4,097")
        await expect(page.get_by_test_id("send")).to_be_disabled()
        await page.get_by_test_id("chat-menu").click()
        await page.get_by_test_id("block").click()
        await page.get_by_test_id("unblock").click()
        await expect(page.get_by_test_id("composer")).to_be_visible()


@needs_chromium
async def test_on_a_phone_the_list_leads_to_a_chat_and_back_without_scrolling_sideways(
    address: str, bot: Bot, people: People, wei: Person
) -> None:
    await people.say(wei.id, "/start")
    await bot("sendMessage", chat_id=wei.id, text="您好。" + "很长的一句话，" * 30 + "x" * 300, reply_markup=CHOICE)
    async with chromium_page(390, 844, "zh-CN") as page:
        await page.goto(address)
        await page.get_by_test_id("person-card").filter(has_text="王伟").click()
        await page.get_by_test_id("chat-item").click()
        await expect(page.get_by_test_id("inline-button").first).to_be_in_viewport()
        assert await page.evaluate("document.documentElement.scrollWidth") == 390
        await page.get_by_test_id("back").click()
        await expect(page.get_by_test_id("chat-item")).to_be_visible()
        await expect(page.get_by_test_id("chat")).to_have_count(0)
        await page.get_by_test_id("tools-open").click()
        await expect(page.get_by_test_id("bank-balance")).to_have_text("1,000,000.00 CNY")
        assert await page.evaluate("document.documentElement.scrollWidth") == 390


@needs_chromium
async def test_the_tools_transfer_money_and_move_the_clock(address: str, bot: Bot, amina: Person) -> None:
    async with chromium_page() as page:
        await page.goto(f"{address}#/{amina.id}")
        await page.get_by_test_id("tools-open").click()
        await page.get_by_test_id("transfer-amount").fill("877.63")
        await page.get_by_test_id("transfer-reference").fill("L-1")
        await page.get_by_test_id("transfer-send").click()
        await expect(page.get_by_test_id("bank-balance")).to_have_text("1,000,877.63 CNY")
        await expect(page.get_by_test_id("transfer")).to_contain_text("Amina Diallo")
        await page.get_by_test_id("advance-week").click()
        await expect(page.get_by_test_id("clock-now")).to_contain_text("9 Mar 2026")


@needs_chromium
async def test_all_of_it_works_with_keys_alone(address: str, bot: Bot, people: People, amina: Person) -> None:
    await people.say(amina.id, "/start")
    await bot("sendMessage", chat_id=amina.id, text="Shall we?", reply_markup=CHOICE)
    commands = [{"command": name, "description": name} for name in ("status", "help")]
    await bot("setMyCommands", commands=json.dumps(commands))
    async with chromium_page() as page:
        await page.goto(address)
        await page.get_by_test_id("person-card").focus()
        await page.keyboard.press("Enter")
        await expect(page.get_by_test_id("composer")).to_be_focused()
        await page.get_by_test_id("commands").focus()
        for key in ("Enter", "ArrowDown", "Enter"):
            await page.keyboard.press(key)
        await expect(bubbles(page).last).to_contain_text("/help")
        await page.get_by_test_id("inline-button").first.focus()
        await page.keyboard.press("Enter")
        pressed = await next_update(bot, "callback_query")
        assert pressed["data"] == "yes"
        await bot("editMessageText", chat_id=amina.id, message_id=pressed["message"]["message_id"], text="Then so.")
        await bot("answerCallbackQuery", callback_query_id=pressed["id"])
        await expect(page.locator("[data-testid=bubble]:focus")).to_contain_text("Then so.")


@needs_chromium
async def test_where_streams_do_not_get_through_the_page_asks_for_the_inbox(
    address: str, bot: Bot, people: People, amina: Person
) -> None:
    await people.say(amina.id, "/start")
    async with chromium_page() as page:
        await page.route("**/events?*", lambda route: route.abort())
        await page.goto(f"{address}#/{amina.id}")
        await expect(bubbles(page)).to_have_count(1)
        await bot("sendMessage", chat_id=amina.id, text="Still with you")
        await expect(bubbles(page).last).to_contain_text("Still with you")


@needs_chromium
async def test_the_page_finds_back_to_a_sandbox_that_was_started_anew(
    world: World, bot: Bot, people: People, amina: Person
) -> None:
    async with chromium() as browser, page_in(browser) as page:
        async with sandbox(world) as address:
            await people.say(amina.id, "before")
            await page.goto(f"{address}#/{amina.id}")
            await expect(bubbles(page).last).to_contain_text("before")
        again = World(world.clock)
        again.register_bot(bot.token, "lender_bot", "Lender")
        again.last_bot = again.bot_named("lender_bot")
        again.add_person("Amina", language_code="en", id=amina.id)
        async with sandbox(again, "second", int(address.rsplit(":", 1)[1].strip("/"))):
            await People(again).say(amina.id, "after")
            await expect(bubbles(page)).to_have_count(1, timeout=20_000)
            await expect(bubbles(page).last).to_contain_text("after")


@needs_chromium
async def test_chinese_has_its_glyphs_and_a_character_of_no_font_is_found(
    address: str, bot: Bot, people: People, wei: Person
) -> None:
    await people.say(wei.id, "/start")
    text = "林女士，您好。到手 5,000.00 元（11 月 23 日）· 共还 5,265.76 元 × 6 期 · 年化 ≈ 19.56% · “利息” … → 不收费"
    await bot("sendMessage", chat_id=wei.id, text=text)
    async with chromium_page(locale="zh-CN") as page:
        await page.goto(f"{address}#/{wei.id}")
        await expect(bubbles(page).last).to_contain_text("林女士")
        assert await missing_glyphs(page) == set()
        await bot("sendMessage", chat_id=wei.id, text="planted: \ue0ff")
        await expect(bubbles(page).last).to_contain_text("planted")
        assert await missing_glyphs(page) == {"\ue0ff"}
