"""What happened before a transcript begins, so that each shows its own journey and not the way there again.

`-- Lin has an offer --` plays everything up to the offer without writing it down. Each prelude stands on the one
before it; all of them are played through the chat, like everything else.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from lending.change import Change
from lending.happened import Kind
from tests import photos
from tests.lender import PlayedLender
from tests.people import Player
from tests.serving import serve, today

LINE = re.compile(r"-- (\w+) ((?:has|waits) [a-z ]+?)(?: of ([0-9]+) over ([0-9]+) months?)? --")


@dataclass(frozen=True)
class Papers:
    """What a person registers with: real check digits, nobody's numbers. `whose` makes the photos their own."""

    name: str
    chinese: str
    national_id: str
    account: str
    whose: int


PAPERS = {
    "Lin": Papers("Lin Wang", "王琳", "11010519491231002X", "6222020200012345670", 0),
    "Mei": Papers("Mei Chen", "陈梅", "110105199003070025", "6228480402564890018", 1),
    "Bao": Papers("Bao Zhou", "周宝", "310101198805120036", "6217000010012345677", 2),
}


async def prelude(lender: PlayedLender, line: str) -> None:
    """Plays what the line says; LookupError for one that is not known."""
    found = LINE.fullmatch(line)
    if found is None or found[2] not in PRELUDES:
        raise LookupError(line)
    who = lender.people[found[1]]
    await PRELUDES[found[2]](lender, who, found[3] or "5000", found[4] or "6")
    for player in lender.people.values():
        player.sees()


def language_of(who: Player) -> str:
    return "zh_CN" if (who.account.language_code or "").startswith("zh") else "en"


async def chooses(who: Player, english: str, chinese: str) -> None:
    await who.presses(chinese if language_of(who) == "zh_CN" else english)


async def _asked(_: PlayedLender, who: Player, amount: str, months: str) -> None:
    """All nine questions answered; the indication stands."""
    await _answers(who, amount, months, ("two years", "两年"))


async def _answers(who: Player, amount: str, months: str, since: tuple[str, str], income: str = "8000") -> None:
    await who.says("/start")
    await chooses(who, "Ask for a loan", "申请借款")
    await who.says(amount)
    await who.says(months)
    await chooses(who, "Household", "日常家用")
    await chooses(who, "Employed", "受雇上班")
    await who.says(since[language_of(who) == "zh_CN"])
    await who.says(income)
    await who.says("3000")
    await who.presses("2")
    await chooses(who, "I have no other debts", "没有其他借款")


async def _registered(lender: PlayedLender, who: Player, amount: str, months: str) -> None:
    """Registered and asked for the first photo."""
    await _asked(lender, who, amount, months)
    await _registers(who)


async def _registers(who: Player) -> None:
    papers = PAPERS[who.name]
    await who.shares_contact()
    await who.says(papers.chinese if language_of(who) == "zh_CN" else papers.name)
    await who.says(papers.national_id)
    await who.says(papers.account)
    await chooses(who, "I agree", "同意")
    await chooses(who, "I agree", "同意")
    await chooses(who, "All correct, go on", "全部正确，继续")


async def _offered(lender: PlayedLender, who: Player, amount: str, months: str) -> None:
    """Both photos sent; the offer stands, the identity is not looked at yet."""
    await _registered(lender, who, amount, months)
    await _proves(who)


async def _proves(who: Player) -> None:
    await who.sends_photo(photos.id_card(whose=PAPERS[who.name].whose))
    await who.sends_photo(photos.selfie(whose=PAPERS[who.name].whose))


async def _referred(lender: PlayedLender, who: Player, _: str, __: str) -> None:
    """Just started at the work, so a person decides; Ana has compared the photos already."""
    await _answers(who, "3000", "6", ("two weeks", "两周"))
    await _registers(who)
    await _proves(who)
    await _compared_by_ana(lender)


async def _wants_much(lender: PlayedLender, who: Player, _: str, __: str) -> None:
    """12,000, just started at the work: more than the officer may decide alone."""
    await _answers(who, "12000", "12", ("two weeks", "两周"), "30000")
    await _registers(who)
    await _proves(who)
    await _compared_by_ana(lender)


async def _compared_by_ana(lender: PlayedLender) -> None:
    """Of the two cases that wait, the referral has the nearer deadline; Ana takes the other from her list."""
    ana = lender.people["Ana"]
    await ana.says("/queue")
    listed = [label for label in ana.buttons() if label.startswith(("Claim ", "领取 "))]
    await ana.presses(listed[1])
    await chooses(ana, "Same person", "是同一人")


async def _agreed(lender: PlayedLender, who: Player, amount: str, months: str) -> None:
    """The offer accepted with the PIN 4071; the money waits for the identity."""
    await _offered(lender, who, amount, months)
    await chooses(who, "Accept", "接受")
    await who.says("4071")


async def _lent(lender: PlayedLender, who: Player, amount: str, months: str) -> None:
    """Wei has compared the photos and the money has left."""
    await _agreed(lender, who, amount, months)
    await verify(lender)


async def _repaid(lender: PlayedLender, who: Player, amount: str, months: str) -> None:
    """A first loan paid back whole after a month."""
    await _lent(lender, who, amount, months)
    await lender.after(days=30)
    await who.says("/pay")
    label = next(b for b in who.buttons() if b.startswith(("Pay all", "全部结清")))
    await who.presses(label)
    await who.pays_invoice()
    await lender.after(hours=1)


async def _written_off(lender: PlayedLender, who: Player, amount: str, months: str) -> None:
    """Nothing was paid for seven months, and the lender gave the loan up in its books."""
    await _lent(lender, who, amount, months)
    await lender.after(days=210)
    await serve(lender, who, Kind.WRITE_OFF)


async def _paused(lender: PlayedLender, who: Player, amount: str, months: str) -> None:
    """The first instalment was moved by two weeks, and for three months no interest runs and lateness costs nothing."""
    await _lent(lender, who, amount, months)
    first_due = today(lender) + timedelta(days=30)
    await serve(lender, who, Kind.RESCHEDULE, change=Change(move_to=first_due + timedelta(days=14)))
    for kind in (Kind.PAUSE_INTEREST, Kind.PAUSE_ARREARS):
        await serve(lender, who, kind, until=first_due + timedelta(days=60))


async def verify(lender: PlayedLender) -> None:
    """Wei claims the newest case in the group and finds the same person on both photos."""
    wei = lender.people["Wei"]
    await wei.presses(next(b for b in wei.buttons(in_group=True) if b in ("Claim", "领取")), in_group=True)
    await wei.presses(next(b for b in wei.buttons() if b in ("Same person", "是同一人")))


PRELUDES: dict[str, Callable[[PlayedLender, Player, str, str], Awaitable[None]]] = {
    "has an indication": _asked,
    "has registered": _registered,
    "has an offer": _offered,
    "has agreed": _agreed,
    "has a loan": _lent,
    "has repaid a loan": _repaid,
    "has a loan written off": _written_off,
    "has a loan with pauses": _paused,
    "waits for a person": _referred,
    "waits for two people": _wants_much,
}
