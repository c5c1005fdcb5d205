"""How much a loan takes, counted from /start to "money ordered" in both languages, and printed."""

from collections.abc import Awaitable, Callable

import pytest

from tests import photos
from tests.lender import PlayedLender
from tests.people import Player
from tests.preludes import prelude, verify

Step = tuple[str, str, str]
"""What is done (types, presses, shares, photo), in English, in Chinese."""

ASKED: tuple[Step, ...] = (
    ("types", "/start", "/start"),
    ("presses", "Ask for a loan", "申请借款"),
    ("presses", "5,000.00", "5,000.00 元"),
    ("presses", "6 months", "6 个月"),
    ("presses", "Household", "日常家用"),
    ("presses", "Employed", "受雇上班"),
    ("presses", "1 to 3 years", "一到三年"),
    ("types", "8000", "8千"),
    ("types", "3000", "三千"),
    ("presses", "2", "2"),
    ("presses", "I have no other debts", "没有其他借款"),
)
REGISTERED: tuple[Step, ...] = (
    ("shares", "", ""),
    ("types", "Lin Wang", "王琳"),
    ("types", "11010519491231002X", "11010519491231002X"),
    ("types", "6222020200012345670", "6222020200012345670"),
    ("presses", "I agree", "同意"),
    ("presses", "I agree", "同意"),
    ("presses", "All correct, go on", "全部正确，继续"),
    ("photo", "id_card", "id_card"),
    ("photo", "selfie", "selfie"),
    ("presses", "Accept", "接受"),
    ("types", "4071", "4071"),
)
REPEATED: tuple[Step, ...] = (
    ("types", "/start", "/start"),
    ("presses", "Ask for a loan", "申请借款"),
    ("presses", "All still right: 5,000.00, 6 months", "信息无变化：5,000.00 元，6 个月"),
    ("presses", "Accept", "接受"),
    ("types", "4071", "4071"),
)
INDICATED = ("Probably yes", "很可能可以借")
ORDERED = ("is ordered to your account", "已发起放款")
WHO_ARE_YOU = ("phone number", "legal name", "national id", "手机号码", "您的姓名", "身份证号码？")
LANGUAGES = ("en", "zh-hans")


async def does(who: Player, step: Step) -> str:
    """One action; gives back all that was read because of it."""
    kind, english, chinese = step
    said = english if who.account.language_code == "en" else chinese
    acts: dict[str, Callable[[], Awaitable[object]]] = {
        "types": lambda: who.says(said),
        "presses": lambda: who.presses(said),
        "shares": who.shares_contact,
        "photo": lambda: who.sends_photo({"id_card": photos.id_card, "selfie": photos.selfie}[said]()),
    }
    before = len(who.read())
    await acts[kind]()
    return "\n".join(who.read()[before:])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_price_is_known_by_the_eleventh_action_before_any_name(lender: PlayedLender, language: str) -> None:
    lin = await lender.person("Lin", language)
    *before, last = [await does(lin, step) for step in ASKED]
    assert len(ASKED) <= 11
    assert any(words in last for words in INDICATED)
    asked = last.index(next(words for words in INDICATED if words in last))
    assert not [words for words in WHO_ARE_YOU for text in (*before, last[:asked]) if words in text]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_first_loan_takes_at_most_22_actions(lender: PlayedLender, language: str) -> None:
    lin = await lender.person("Lin", language)
    steps = (*ASKED, *REGISTERED)
    for step in steps:
        await does(lin, step)
    await verify(lender)
    assert any(words in text for words in ORDERED for text in lin.read())
    typed, sent = ([s for s in steps if s[0] == kind] for kind in ("types", "photo"))
    print(f"first loan ({language}): {len(steps)} actions, {len(typed)} typed, {len(sent)} photos")
    assert len(steps) <= 22
    assert len(typed) <= 8
    assert len(sent) <= 3


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_second_loan_takes_at_most_five(lender: PlayedLender, language: str) -> None:
    lin = await lender.person("Lin", language)
    await prelude(lender, "-- Lin has repaid a loan --")
    *_, last = [await does(lin, step) for step in REPEATED]
    assert any(words in last for words in ORDERED)
    print(f"second loan ({language}): {len(REPEATED)} actions")
    assert len(REPEATED) <= 5
