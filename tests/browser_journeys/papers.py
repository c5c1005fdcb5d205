"""The contract as the borrower opens it on the page: its figures, and whether every character has its glyph."""

from playwright.async_api import Frame

from tests.browser_journeys.figures import PENALTY, Quoted
from tests.browser_journeys.gallery import Gallery
from tests.browser_journeys.speech import amounts_in
from tests.browser_journeys.visitor import Visitor
from tests.glyphs import missing_glyphs


async def opens_contract(who: Visitor, loan: Quoted, gallery: Gallery) -> None:
    """Opens the newest document: the contract shows every figure of the loan, no other, and no missing glyph."""
    await who.page.get_by_test_id("open-document").last.click()
    frame = who.page.frame_locator("[data-testid=document-frame]")
    await frame.locator("body").wait_for()
    text = (await frame.locator("body").inner_text()).replace("\u00a0", " ")
    shown, plan = set(amounts_in(text)), loan.plan
    rows = {
        amount
        for i in plan["instalments"]
        for name, amount in i.items()
        if isinstance(amount, str) and name != "due_on"
    }
    wanted = rows | {loan.principal, plan["totals"]["due"], plan["totals"]["interest"]}
    assert wanted - {"0.00"} <= shown, wanted - shown
    assert shown <= wanted | {plan["received"], str(PENALTY["cap_per_instalment"]), "0.00"}, shown - wanted
    for rate in loan.rates():
        assert rate in text, (rate, text)
    assert await missing_glyphs(_paper(who)) == set()
    await gallery.take(who.page, "contract")
    await who.page.get_by_test_id("close-viewer").click()


def _paper(who: Visitor) -> Frame:
    return who.page.frames[-1]
