"""Four people in two languages borrow over the chat page and pay back, on a virtual clock, until nothing is left.

One is approved, and borrows again; one is counter-offered and takes it; one is refused and follows the advice; one is
late, promises a day and keeps it. Every amount on their pages is one that `quote` or `loan` gives for the same terms.
"""

from collections.abc import Callable
from datetime import timedelta

from conversations.say import WeekDate
from tests.browser import needs_chromium
from tests.browser_journeys.conftest import COUNTED
from tests.browser_journeys.counting import Counted
from tests.browser_journeys.figures import Quoted, known, same
from tests.browser_journeys.gallery import Gallery
from tests.browser_journeys.journey import (
    KEPT_FOR_A_HOUSEHOLD,
    Borrower,
    Stage,
    accepts,
    asks,
    asks_again,
    follows_advice,
    is_paid_out,
    is_verified_by_staff,
    looks_at_every_instalment,
    missing_each_month,
    only_known_amounts,
    proves,
    registers,
    sees_indication,
    sees_offer,
)
from tests.browser_journeys.papers import opens_contract
from tests.browser_journeys.paying_back import is_reminded, pays, pays_every_month
from tests.browser_journeys.sandbox_tools import lives_until, today
from tests.browser_journeys.speech import amounts_in
from tests.browser_journeys.visitor import DESKTOP, PHONE, visiting
from tests.glyphs import missing_glyphs

LIN = Borrower({"en": "Lin Wang", "zh_CN": "王琳"}, "310101199001010012", "6222020200012345670")
JING = Borrower({"en": "Jing Chen", "zh_CN": "陈静"}, "440106198506173024", "6228480402564890018")
JING_WANTS = {"months": 3, "income": "4000", "costs": "1500"}
HAO = Borrower({"en": "Hao Zhou", "zh_CN": "周浩"}, "510104199203091523", "6217000010012345677")
HAO_HAS = {"income": "6000", "costs": "2000", "debts": "2000"}
MIN = Borrower({"en": "Min Zhao", "zh_CN": "赵敏"}, "330102197808220417", "6212260200012345670")

Record = Callable[[str, object], None]


@needs_chromium
async def test_lin_is_approved_pays_back_month_by_month_and_borrows_again(
    stage: Stage, record_property: Record
) -> None:
    gallery = Gallery(f"approved-{stage.speech.language}")
    async with visiting(stage.browser, stage.address, stage.speech, PHONE) as lin:
        await lin.arrives(LIN.name(stage.speech), "+8613800138000")
        await gallery.take(lin.page, "1-start")
        loan = Quoted("5000.00", 6, "18", await today(lin))
        await asks(lin, LIN)
        counted = Counted("approved", stage.speech.language, indication=lin.actions.total())
        await sees_indication(lin, loan)
        await gallery.take(lin.page, "2-indication")
        await registers(lin, LIN, gallery)
        await proves(lin, stage, LIN)
        await sees_offer(lin, loan)
        await gallery.take(lin.page, "4-offer")
        await looks_at_every_instalment(lin, loan, gallery)
        ref = await accepts(lin, loan, LIN.pin)
        counted.ordered(lin.actions)
        await opens_contract(lin, loan, gallery)
        await is_verified_by_staff(stage, gallery)
        await is_paid_out(lin, loan)
        assert await missing_glyphs(lin.page) == set()
        await pays_every_month(lin, loan, ref, loan.due_days)
        await gallery.take(lin.page, "8-settled")
        again = Quoted("5000.00", 6, "15", await today(lin))
        counted.again(await asks_again(lin, again, LIN.pin))
        await gallery.take(lin.page, "9-again")
        await only_known_amounts(lin, LIN, known(loan, again))
    record_property(COUNTED, counted.line())
    counted.assert_few()


@needs_chromium
async def test_jing_is_counter_offered_takes_it_and_pays_back(stage: Stage, record_property: Record) -> None:
    gallery, jing_wants = Gallery(f"countered-{stage.speech.language}"), JING.wanting(**JING_WANTS)
    async with visiting(stage.browser, stage.address, stage.speech, DESKTOP) as jing:
        await jing.arrives(jing_wants.name(stage.speech), "+8613800138001")
        on = await today(jing)
        asked, loan = Quoted("5000.00", 3, "18", on), Quoted("5000.00", 6, "18", on)
        await asks(jing, jing_wants)
        counted = Counted("counter-offered", stage.speech.language, indication=jing.actions.total())
        no = await jing.reads("no.works_now")
        reasons = [asked.largest, missing_each_month(jing_wants, asked), KEPT_FOR_A_HOUSEHOLD]
        same(amounts_in(no), ["5000.00", *reasons, "5000.00", loan.cost()[2]])
        await gallery.take(jing.page, "1-counter")
        await jing.presses("button.see_that")
        await sees_indication(jing, loan)
        await registers(jing, jing_wants)
        await proves(jing, stage, jing_wants)
        await sees_offer(jing, loan)
        ref = await accepts(jing, loan, jing_wants.pin)
        counted.ordered(jing.actions)
        await is_verified_by_staff(stage)
        await is_paid_out(jing, loan)
        await gallery.take(jing.page, "2-paid-out")
        await pays_every_month(jing, loan, ref, loan.due_days)
        await only_known_amounts(jing, jing_wants, known(asked, loan) | set(reasons))
    record_property(COUNTED, counted.line())
    counted.assert_few(presses_more=1)


@needs_chromium
async def test_hao_is_refused_follows_the_advice_and_pays_early(stage: Stage, record_property: Record) -> None:
    gallery, hao_has = Gallery(f"refused-{stage.speech.language}"), HAO.wanting(**HAO_HAS)
    async with visiting(stage.browser, stage.address, stage.speech, PHONE) as hao:
        await hao.arrives(hao_has.name(stage.speech), "+8613800138002")
        on = await today(hao)
        asked, loan = Quoted("5000.00", 6, "21", on), Quoted("5000.00", 12, "18", on)
        await asks(hao, hao_has)
        counted = Counted("refused, then approved", stage.speech.language, indication=hao.actions.total())
        no = await hao.reads("advice.lower_debts")
        reasons = [asked.largest, missing_each_month(hao_has, asked), KEPT_FOR_A_HOUSEHOLD]
        same(amounts_in(no), ["5000.00", *reasons, "980.00", "5000.00", loan.cost()[2]])
        await gallery.take(hao.page, "1-refused")
        await follows_advice(hao, "980", 12)
        await sees_indication(hao, loan)
        await gallery.take(hao.page, "2-advice-followed")
        await registers(hao, hao_has)
        await proves(hao, stage, hao_has)
        await sees_offer(hao, loan)
        ref = await accepts(hao, loan, hao_has.pin)
        counted.ordered(hao.actions)
        await is_verified_by_staff(stage)
        await is_paid_out(hao, loan)
        await pays_every_month(hao, loan, ref, loan.due_days[:2])
        await is_reminded(hao, loan, loan.due_days[2])
        await pays(hao, loan, ref, loan.due_days[2], "transfer", all_of_it=True)
        await gallery.take(hao.page, "3-paid-early")
        await only_known_amounts(hao, hao_has, known(asked, loan) | {*reasons, "980.00"})
    record_property(COUNTED, counted.line())
    counted.assert_few(presses_more=5, typed_more=1)


@needs_chromium
async def test_min_is_late_and_keeps_a_promise(stage: Stage, record_property: Record) -> None:
    gallery, min_wants = Gallery(f"late-{stage.speech.language}"), MIN.wanting(amount="3000", months=3)
    async with visiting(stage.browser, stage.address, stage.speech, DESKTOP) as zhao:
        await zhao.arrives(min_wants.name(stage.speech), "+8613800138003")
        loan = Quoted("3000.00", 3, "15", await today(zhao))
        await asks(zhao, min_wants)
        counted = Counted("late, then a kept promise", stage.speech.language, indication=zhao.actions.total())
        await sees_indication(zhao, loan)
        await registers(zhao, min_wants)
        await proves(zhao, stage, min_wants)
        await sees_offer(zhao, loan)
        ref = await accepts(zhao, loan, min_wants.pin)
        counted.ordered(zhao.actions)
        await is_verified_by_staff(stage)
        await is_paid_out(zhao, loan)
        await is_reminded(zhao, loan, loan.due_days[0])
        await pays(zhao, loan, ref, loan.due_days[0], "transfer")
        due = loan.due_days[1]
        await is_reminded(zhao, loan, due)
        late = due + timedelta(days=3)
        await lives_until(zhao, late)
        shown = await zhao.reads("remind.after")
        per_day = loan.as_of(due + timedelta(days=5)).penalty
        same(amounts_in(shown), [loan.as_of(late).next, per_day])
        await gallery.take(zhao.page, "1-late")
        await zhao.presses("button.promise")
        same(amounts_in(await zhao.reads("promise.ask")), [loan.as_of(late).next])
        await gallery.take(zhao.page, "2-promise")
        promised = late + timedelta(days=7)
        await zhao.presses("promise.day", day=WeekDate(promised))
        by_then = loan.as_of(promised)
        same(amounts_in(await zhao.reads("promise.made")), [by_then.next, by_then.penalty])
        await lives_until(zhao, promised)
        await pays(zhao, loan, ref, promised, "transfer")
        await gallery.take(zhao.page, "3-kept")
        await lives_until(zhao, promised + timedelta(days=2))
        assert not await zhao.said("promise.not_arrived")
        await pays_every_month(zhao, loan, ref, loan.due_days[2:])
        await only_known_amounts(zhao, min_wants, known(loan))
    record_property(COUNTED, counted.line())
    counted.assert_few()
