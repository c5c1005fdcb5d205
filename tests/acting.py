"""What one line of a transcript does: somebody writes, presses, sends or pays, time passes, or the bank has a bad day.

Lin: 5000                              writes
Lin: [ 6 months ]                      presses the newest button of that name
Lin: (old) [ 6 months ]                presses it where it once stood, as a slow phone still shows it
Lin: (photo: id_card)                  sends a picture of tests/photos.py; (document: id_card) as a file
Lin: (changes "5000" into "6000")      edits an own message
Lin: (transfers 877.63 with L-7K2M9Q-41), (transfers 877.63 for the loan), (pays the invoice)
Wei in Staff: [ Claim ]                does it in the staff group
-- 7 days later --, -- restart --, -- the bank will refuse --, -- Lin has an offer --
"""

import re
from collections.abc import Awaitable, Callable
from typing import get_args

from sandbox.bank import Fault
from tests import photos
from tests.lender import PlayedLender
from tests.people import Player
from tests.preludes import prelude
from tests.screen import Shown

_LATER = re.compile(r"-- (\d+) (minute|hour|day)s? later --")
_BANK = re.compile(r"-- the bank will ([a-z_]+) --")
_PRESS = re.compile(r"\[ (.+) \]")
_OLD = re.compile(r"\(old\) \[ (.+) \]")
_PHOTO = re.compile(r"\((photo|document): (\w+)\)")
_TRANSFER = re.compile(r"\(transfers ([0-9.]+) (?:with (.+)|for the loan)\)")
_CHANGE = re.compile(r'\(changes "(.+)" into "(.+)"\)')
_LOAN = re.compile(r"L-[0-9A-Z]{6}-\d\d")
_ACTS: dict[str, Callable[[Player], Awaitable[list[Shown]]]] = {
    "(shares the phone number)": lambda who: who.shares_contact(),
    "(pays the invoice)": lambda who: who.pays_invoice(),
    "(blocks the bot)": lambda who: who.blocks(),
    "(lets the bot in again)": lambda who: who.unblocks(),
    "(sends a sticker)": lambda who: who.sends("sticker"),
    "(sends a voice message)": lambda who: who.sends("voice"),
    "(sends a place)": lambda who: who.sends("location"),
}
PICTURES: dict[str, Callable[[], bytes]] = {
    "id_card": photos.id_card,
    "other_id_card": lambda: photos.id_card(whose=3),
    "selfie": photos.selfie,
    "other_selfie": lambda: photos.selfie(whose=3),
    "too_dark": photos.too_dark,
    "too_bright": photos.too_bright,
    "blurry": photos.blurry,
    "tiny": photos.tiny,
    "bomb": photos.bomb,
    "not_a_picture": photos.not_a_picture,
}


async def happen(lender: PlayedLender, line: str) -> None:
    """A line between dashes: what nobody in the chat does. LookupError for one that is not understood."""
    if line == "-- restart --":
        return await lender.restart()
    if found := _LATER.fullmatch(line):
        return await lender.after(**{f"{found[2]}s": int(found[1])})
    if found := _BANK.fullmatch(line):
        if found[1] not in get_args(Fault):
            raise LookupError(line)
        lender.bank.desk.play_next([next(fault for fault in get_args(Fault) if fault == found[1])])
        return None
    return await prelude(lender, line)


async def act(who: Player, said: str, in_group: bool) -> list[Shown]:
    """What one person does; gives back what they see because of it."""
    if doing := _ACTS.get(said):
        return await doing(who)
    if found := _OLD.fullmatch(said):
        return await who.presses(found[1], in_group=in_group, message_id=who.where_it_stood(found[1], in_group))
    if found := _PRESS.fullmatch(said):
        return await who.presses(found[1], in_group=in_group)
    if found := _PHOTO.fullmatch(said):
        return await who.sends_photo(PICTURES[found[2]](), as_document=found[1] == "document")
    if found := _CHANGE.fullmatch(said):
        return await who.edits(who.own_message(found[1]), found[2])
    if found := _TRANSFER.fullmatch(said):
        return await who.transfers(found[1], found[2] or _newest_loan(who))
    return await who.says(said.replace("\\n", "\n"), in_group=in_group)


def _newest_loan(who: Player) -> str:
    """The number of the loan, as the person last read it."""
    return next(number for text in reversed(who.read()) for number in reversed(_LOAN.findall(text)))
