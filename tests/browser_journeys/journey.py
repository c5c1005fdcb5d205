"""The steps that all four people take, played over the page, each figure on the way compared with `quote`."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from playwright.async_api import Browser

from tests import photos
from tests.browser_journeys.figures import Quoted, same
from tests.browser_journeys.gallery import Gallery
from tests.browser_journeys.speech import Speech, amounts_in
from tests.browser_journeys.visitor import DESKTOP, Visitor, visiting

MEI, BO = "501", "502"
COUNTED_OF_INCOME = Decimal("0.80")
"""The part of an income that nobody has verified which the policy counts."""
KEPT_FOR_A_HOUSEHOLD = "300.00"
"""What is to be left each month, for two people."""


@dataclass(frozen=True)
class Stage:
    """Where a journey is played: a browser, the running program, a language, and a folder for pictures to send."""

    browser: Browser
    address: str
    speech: Speech
    folder: Path

    @property
    def officer(self) -> str:
        """Each language has an officer who speaks it."""
        return BO if self.speech.chinese else MEI


@dataclass(frozen=True)
class Borrower:
    """Who somebody is, what they ask for, and what they live on, as they would type it."""

    names: dict[str, str]
    national_id: str
    account: str
    amount: str = "5000"
    months: int = 6
    income: str = "8000"
    costs: str = "3000"
    debts: str = ""
    pin: str = "4071"

    def name(self, speech: Speech) -> str:
        return self.names[speech.language]

    def wanting(self, **changed: Any) -> "Borrower":
        """The same person, asking for something else or living on something else."""
        return replace(self, **changed)


async def asks(who: Visitor, one: Borrower) -> None:
    """From Start to the last answer before the indication: eleven actions."""
    await who.starts()
    await who.reads("welcome.first")
    await who.presses("button.ask")
    await who.reads("ask.amount")
    await who.types(one.amount)
    await who.reads("ask.months")
    await who.presses("choice.months", n=one.months)
    await who.reads("ask.purpose")
    await who.presses("purpose.household")
    await who.reads("ask.occupation")
    await who.presses("occupation.employed")
    await who.reads("ask.since")
    await who.presses("since.over_three_years")
    await who.reads("ask.income")
    await who.types(one.income)
    await who.reads("ask.costs")
    await who.types(one.costs)
    await who.reads("ask.household")
    await who.presses_label("2")
    await who.reads("ask.debts")
    await (who.types(one.debts) if one.debts else who.presses("choice.no_debts"))


def missing_each_month(one: Borrower, asked: Quoted) -> str:
    """What the dearest month would lack, by hand: counted income less costs, debts and instalment."""
    left = Decimal(one.income) * COUNTED_OF_INCOME - Decimal(one.costs) - Decimal(one.debts or 0)
    return str(Decimal(asked.largest) - left)


async def sees_indication(who: Visitor, wanted: Quoted) -> None:
    shown = await who.reads("indication.yes")
    same(amounts_in(shown), wanted.cost())
    for rate in wanted.rates():
        assert rate in shown, (rate, shown)


async def follows_advice(who: Visitor, debts: str, months: int) -> None:
    """Changes exactly what the refusal named: the other debts and the time."""
    await who.presses("button.change_answers")
    await who.reads("review.go_on")
    await who.presses("label.debts")
    await who.reads("ask.debts")
    await who.types(debts)
    await who.reads("review.go_on")
    await who.presses("label.months")
    await who.reads("ask.months")
    await who.presses("choice.months", n=months)
    await who.reads("review.go_on")
    await who.presses("button.use_these")


async def registers(who: Visitor, one: Borrower, gallery: Gallery | None = None) -> None:
    """Phone, name, id, account, two consents, and the card that shows all of it: seven actions."""
    await who.reads("register.phone")
    await who.shares_phone()
    await who.reads("register.name")
    await who.types(one.name(who.speech))
    await who.reads("register.id")
    await who.types(one.national_id)
    await who.reads("register.account")
    await who.types(one.account)
    await who.reads("consent.bureau")
    await who.presses("consent.agree")
    await who.reads("consent.cross_border")
    await who.presses("consent.agree")
    await who.reads("review.confirm")
    if gallery:
        await gallery.take(who.page, "3-review")
    await who.presses("button.confirm")


async def proves(who: Visitor, stage: Stage, one: Borrower) -> None:
    """The id and the selfie with the number of the day, as files from the disk."""
    await who.reads("prove.id_card")
    await who.sends_photo(_file(stage, "id.jpg", photos.id_card(one.name(who.speech), one.national_id)))
    asked = await who.reads("prove.selfie")
    number = re.findall(r"\d{4}", asked)[0]
    await who.sends_photo(_file(stage, "selfie.jpg", photos.selfie(number)))


def _file(stage: Stage, name: str, content: bytes) -> Path:
    path = stage.folder / name
    path.write_bytes(content)
    return path


async def sees_offer(who: Visitor, wanted: Quoted) -> None:
    shown = await who.reads("offer.yes")
    same(amounts_in(shown), wanted.key_facts())
    for rate in wanted.rates():
        assert rate in shown, (rate, shown)


async def looks_at_every_instalment(who: Visitor, wanted: Quoted, gallery: Gallery) -> None:
    """The table of the offer, edited into its place and back; not counted among the actions that are needed."""
    counted = who.actions.copy()
    await who.presses("button.every_instalment")
    same(amounts_in(await who.reads_changed("schedule.title")), wanted.every_instalment())
    await gallery.take(who.page, "5-every-instalment")
    await who.presses("button.back_to_offer")
    await who.reads_changed("offer.yes")
    who.actions = counted


async def accepts(who: Visitor, wanted: Quoted, pin: str, first: bool = True) -> str:
    """Agrees with the PIN, set now if this is the first loan. Returns the number of the loan."""
    await who.presses("button.accept")
    shown = await who.reads("pin.agree")
    same(amounts_in(shown), [wanted.principal, wanted.plan["totals"]["due"]])
    await who.reads("pin.choose" if first else "pin.ask")
    await who.types(pin)
    made = await who.reads("contract.made")
    return str(re.findall(r"L-[0-9A-Z]{6}-\d\d", made)[0])


async def is_verified_by_staff(stage: Stage, gallery: Gallery | None = None) -> None:
    """An officer claims the case in the group, compares the two photos in private, and finds the same person."""
    async with visiting(stage.browser, stage.address, stage.speech, DESKTOP) as officer:
        page = officer.page
        await page.goto(stage.address)
        await page.locator(f"[data-testid=person-card][data-person='{stage.officer}']").click()
        await officer.opens_group()
        await page.get_by_test_id("inline-button").last.wait_for()
        if gallery:
            await gallery.take(page, "6-staff-group")
        await page.get_by_test_id("inline-button").last.click()
        await officer.opens_bot()
        await officer.reads("file.compare")
        if gallery:
            await gallery.take(page, "7-staff-file")
        await officer.presses("button.same_person")
        await officer.reads("desk.closed")


async def is_paid_out(who: Visitor, wanted: Quoted) -> None:
    """The money was ordered, and left."""
    same(amounts_in(await who.reads("payout.ordered")), [wanted.principal])
    sent = await who.reads("payout.sent")
    same(amounts_in(sent), [wanted.principal, wanted.plan["instalments"][0]["due"]])


async def asks_again(who: Visitor, wanted: Quoted, pin: str) -> int:
    """A second loan from what is known, paid out at once. Returns how many actions it took."""
    before = who.actions.total()
    await who.presses("button.ask")
    await who.reads("repeat.right")
    await who.presses(
        "button.same_again",
        amount=who.speech.money(wanted.principal),
        months=who.speech.says("choice.months", n=wanted.months),
    )
    await sees_offer(who, wanted)
    await accepts(who, wanted, pin, first=False)
    await is_paid_out(who, wanted)
    return who.actions.total() - before


async def only_known_amounts(who: Visitor, one: Borrower, figures: set[str]) -> None:
    """Everything the bot ever showed this person: each amount is the engine's, the product's, or was typed."""
    product = {"500.00", "1000.00", "2000.00", "5000.00", "10000.00", "20000.00", "20.00", "0.00"}
    typed = {f"{text}.00" for text in (one.amount, one.income, one.costs, one.debts) if text}
    shown = {amount for text in [*who.seen, *await who.texts()] for amount in amounts_in(text)}
    assert shown <= figures | product | typed, shown - figures - product - typed
