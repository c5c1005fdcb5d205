"""Every amount that is shown on the way from the offer to the last receipt is what `microloan quote` says.

The terms are typed here by hand, so that nothing the chat worked out is compared with itself.
"""

import re
from decimal import Decimal
from typing import Any

import pytest

from lending.quote import quote
from tests.lender import PlayedLender
from tests.people import Player
from tests.preludes import chooses, prelude, verify

LANGUAGES = ("en", "zh-hans")
AMOUNT = re.compile(r"(?<![\d.])\d[\d,]*\.\d\d(?!\.?\d)")
STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
PER_DAY, CAP = Decimal("0.05"), Decimal("20.00")
"""What lateness costs at Harbour: percent a day, and the most an instalment."""
TERMS = {
    "currency": "CNY",
    "principal": "5000",
    "annual_rate_percent": "18",
    "method": "equal_instalment",
    "count": 6,
    "day_count": "30/360",
    "disbursed_on": "2026-11-23",
    "apr": ["cn_simple", "cn_irr_compound"],
}


def amounts(text: str) -> list[Decimal]:
    """All figures with two decimals, in their order."""
    return [Decimal(found.replace(",", "")) for found in AMOUNT.findall(STYLE.sub("", text))]


def quoted() -> dict[str, Any]:
    """The quote, its amounts as numbers."""
    answer = quote(TERMS)
    rows = [{k: Decimal(i[k]) for k in ("principal", "interest", "due", "balance")} for i in answer["instalments"]]
    totals = {name: Decimal(value) for name, value in answer["totals"].items()}
    rates = {name: round(Decimal(value), 2) for name, value in answer["apr_percent"].items()}
    return {"rows": rows, "totals": totals, "rates": rates, "received": Decimal(answer["received"])}


def newest_file(lender: PlayedLender, who: Player) -> str:
    """The text of the last file that the bot sent this person."""
    seen = (item.message for item in reversed(lender.world.inbox(who.id).seen))
    file_id = next(m["document"]["file_id"] for m in seen if "document" in m)
    return lender.world.files.by_id[file_id].data.decode()


async def reads(who: Player, english: str, chinese: str) -> str:
    """Presses, and gives back the newest text."""
    await chooses(who, english, chinese)
    return who.read()[-1]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_offer_and_its_schedule_are_the_quote(lender: PlayedLender, language: str) -> None:
    q = quoted()
    first, last, totals = q["rows"][0], q["rows"][-1], q["totals"]
    lin = await lender.person("Lin", language)
    await prelude(lender, "-- Lin has an offer --")
    rates = [q["rates"]["cn_simple"], q["rates"]["cn_irr_compound"]]
    costs = [q["received"], totals["due"], first["due"], last["due"], totals["interest"], *rates]
    assert amounts(lin.read()[-1]) == [*costs, PER_DAY, CAP, totals["principal"]]
    schedule = await reads(lin, "Show every instalment", "查看每期还款")
    assert amounts(schedule) == [*(row[k] for row in q["rows"] for k in ("due", "interest")), totals["due"]]
    await chooses(lin, "Back to the offer", "返回方案")
    early = await reads(lin, "What if…", "试算")
    paid_off = [(row["due"] + row["balance"], sum(r["interest"] for r in q["rows"][n:])) for n, row in _numbered(q)]
    assert amounts(early) == [figure for n in (1, 2, 3) for figure in paid_off[n - 1]]


def _numbered(q: dict[str, Any]) -> list[tuple[int, dict[str, Decimal]]]:
    return list(enumerate(q["rows"], 1))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_both_papers_hold_the_quote_and_no_other_amount(lender: PlayedLender, language: str) -> None:
    q = quoted()
    lin = await lender.person("Lin", language)
    await prelude(lender, "-- Lin has an offer --")
    await chooses(lin, "As a document", "以文件查看")
    key_facts = amounts(newest_file(lender, lin))
    await chooses(lin, "Accept", "接受")
    await lin.says("4071")
    contract = amounts(newest_file(lender, lin))
    rows = [row[part] for row in q["rows"] for part in ("principal", "interest", "due", "balance")]
    none = Decimal("0.00")
    known = {*rows, *q["totals"].values(), *q["rates"].values(), q["received"], Decimal("18.00"), PER_DAY, CAP, none}
    for paper in (key_facts, contract):
        assert not [figure for figure in paper if figure not in known]
        assert {row["due"] for row in q["rows"]} | {row["interest"] for row in q["rows"]} <= set(paper)
        assert {q["received"], q["totals"]["due"], q["totals"]["interest"]} <= set(paper)
    assert key_facts.count(q["rows"][0]["due"]) >= len(q["rows"]) - 1


@pytest.mark.parametrize("language", LANGUAGES)
async def test_reminders_and_receipts_count_the_quote_down_to_nothing(lender: PlayedLender, language: str) -> None:
    q = quoted()
    lin = await lender.person("Lin", language)
    await prelude(lender, "-- Lin has an offer --")
    await chooses(lin, "Accept", "接受")
    await lin.says("4071")
    await verify(lender)
    assert amounts(lin.read()[-1]) == [q["received"], q["rows"][0]["due"]]
    left = q["totals"]["due"]
    for n, row in _numbered(q):
        before = len(lin.read())
        while len(lin.read()) < before + 2:
            await lender.after(days=1)
        reminders = [amounts(text) for text in lin.read()[before:]]
        assert reminders == [[row["due"]], [row["due"]]], "three days before and on the day, the instalment is named"
        await lin.transfers(str(row["due"]), loan_number(lin))
        left -= row["due"]
        further = [left, q["rows"][n]["due"]] if left else []
        assert amounts(lin.read()[-1]) == [row["due"], *further], "the receipt names what came and what is left"
    assert left == 0


def loan_number(who: Player) -> str:
    return next(found[0] for text in reversed(who.read()) if (found := re.findall(r"L-[0-9A-Z]{6}-\d\d", text)))


def test_dates_numbers_and_percentages_are_not_mistaken_for_amounts() -> None:
    assert amounts("1,234.50 on 23.12.2026, 12.345, 7.1, L-1RDEY4-83 and 0.05 %") == [Decimal("1234.50"), PER_DAY]
