"""Paying back over the page: a reminder, the ways to pay, the money, the receipt; each figure compared with `loan`."""

from datetime import date

from tests.browser_journeys.figures import Quoted, same
from tests.browser_journeys.sandbox_tools import lives_until, transfers
from tests.browser_journeys.speech import amounts_in
from tests.browser_journeys.visitor import Visitor


async def is_reminded(who: Visitor, loan: Quoted, day: date) -> None:
    """Lives until the due day; before it and on it a message names what is due."""
    due = loan.as_of(day).next
    await lives_until(who, day)
    for words in ("remind.before", "remind.on"):
        same(amounts_in(await who.reads(words)), [due])


async def pays(who: Visitor, loan: Quoted, ref: str, day: date, by: str, all_of_it: bool = False) -> str:
    """Presses Pay on the newest message that offers it, pays by "transfer" or "invoice", and reads the receipt."""
    before = loan.as_of(day)
    await who.presses("button.pay")
    shown = await who.reads("pay.title", ref=ref)
    same(amounts_in(shown), [before.next, before.pay_off, before.saved])
    amount = before.pay_off if all_of_it else before.next
    label = "button.pay_all" if all_of_it else "button.pay_amount"
    await who.presses(label, amount=who.speech.money(amount))
    same(amounts_in(await who.reads("pay.transfer")), [amount])
    await who.page.get_by_test_id("invoice").last.wait_for()
    if by == "transfer":
        await transfers(who, amount, ref)
    else:
        await who.pays_invoice()
    loan.pays(day, amount)
    receipt = await who.reads("receipt.received")
    after = loan.as_of(day)
    penalty = [before.penalty] if before.penalty != "0.00" else []
    saved = [before.saved] if after.settled and before.saved != "0.00" else []
    left = [] if after.settled else [after.to_pay, after.next]
    same(amounts_in(receipt), [amount, *penalty, *saved, *left])
    return receipt


async def pays_every_month(who: Visitor, loan: Quoted, ref: str, days: list[date]) -> None:
    """Each instalment on its day, by transfer and by invoice in turn."""
    for n, day in enumerate(days):
        await is_reminded(who, loan, day)
        await pays(who, loan, ref, day, "invoice" if n % 2 else "transfer")
