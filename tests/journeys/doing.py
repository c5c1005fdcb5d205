"""Does to a played lender what `tests.journeys.anything` draws.

`SILENT` lists the few things that nobody is answered for, each with its reason; everything else must be answered by a
message, a changed message or the notice of a button.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sandbox.files import Upload
from sandbox.model import Chat, Message
from sandbox.pressing import press_button, start_payment
from sandbox.queries import Query
from storage import sessions
from tests import photos
from tests.journeys.anything import FORGED, PICTURES, UNASKED, UNPLAYED, Happening
from tests.people import Player

SILENT = {
    "block": "who has blocked the bot cannot be written to",
    "unblock": "Telegram tells it before the person has said anything; what they say next is answered",
    "chatter": "what people say to each other in a group is theirs alone",
    "unasked": "kinds of update that we do not ask Telegram for, and shapes that nobody can read",
    "again": "an update that comes a second time was answered the first time",
    "nothing to pay": "no invoice is open, so nothing was done",
    "transfer": "the bank's word; the payer is told if a loan is found for it",
    "passing time": "nobody said or did anything",
}


@cache
def picture(name: str) -> bytes:
    assert name in PICTURES
    drawn: bytes = getattr(photos, name)()
    return drawn


@dataclass
class Done:
    """What came of it: the questions that buttons asked, and why nobody need be answered ("" where one must be)."""

    queries: list[Query] = field(default_factory=list)
    silent: str = ""


async def happen(who: Player, happening: Happening) -> Done:
    """Does it, and returns once everything has come to rest. Who has blocked the bot lets it in again first."""
    if who._private().blocked:
        await who.unblocks()
    done = await ACTS[happening.what](who, happening)
    await who.lender.rest()
    return done


async def _text(who: Player, it: Happening) -> Done:
    text = it.value if it.value.strip() else f"{it.value}x"
    await who.lender.hands.say(who.id, text)
    return Done()


async def _pieces(who: Player, it: Happening) -> Done:
    """A long text, which Telegram cuts into pieces of 4,096."""
    await who.lender.hands.say(who.id, it.value * (4096 * it.choice // len(it.value)))
    return Done()


async def _photo(who: Player, it: Happening) -> Done:
    upload = Upload(f"{it.value}.jpg", picture(it.value), "image/jpeg")
    await who.lender.hands.send(who.id, upload, it.what if it.value != "not_a_picture" else "document")
    return Done()


async def _contact(who: Player, _: Happening) -> Done:
    await who.lender.hands.share_contact(who.id)
    return Done()


async def _other(who: Player, it: Happening) -> Done:
    """A sticker, a voice message..., or somebody else's contact."""
    of = who.lender.people["Ana"].id if it.value == "contact_of" else None
    await who.lender.hands.send_other(who.id, it.value, contact_of=of)
    return Done()


async def _unplayed(who: Player, it: Happening) -> Done:
    """A kind of message that the sandbox cannot make, as Telegram would tell it."""
    await who.lender.lender.intake.update(_update(who, "message", _message(who) | {it.value: UNPLAYED[it.value]}))
    return Done()


async def _unasked(who: Player, it: Happening) -> Done:
    await who.lender.lender.intake.update(_update(who, it.value, UNASKED[it.value](who)))
    return Done(silent="unasked")


def _update(who: Player, kind: str, payload: dict[str, Any]) -> dict[str, Any]:
    queue = who.lender.world.queue(who.lender.bot)
    queue.next_id += 1
    return {"update_id": queue.next_id - 1, kind: payload}


def _message(who: Player) -> dict[str, Any]:
    chat = who._private()
    number = who.lender.world.next_message_id(chat)
    return {"message_id": number, "date": who.lender.world.now(), "chat": chat.json(), "from": who.account.json()}


async def _edit(who: Player, it: Happening) -> Done:
    own = [m for m in who._newest_first(who._private()) if m.sender is who.account and "text" in m.content]
    if not own:
        return await _text(who, Happening("text", "hello"))
    text = (it.value if it.value.strip() else "x")[:2000]
    await who.lender.hands.say(who.id, text, edit=own[it.choice % len(own)].id)
    return Done()


async def _block(who: Player, _: Happening) -> Done:
    await who.lender.hands.block(who.id)
    return Done(silent="block")


async def _unblock(who: Player, _: Happening) -> Done:
    await who.lender.hands.block(who.id)
    await who.lender.rest()
    await who.lender.hands.unblock(who.id)
    return Done(silent="unblock")


async def _restart(who: Player, _: Happening) -> Done:
    await who.lender.restart()
    return Done(silent="passing time")


async def _passing_time(who: Player, it: Happening) -> Done:
    await who.lender.after(hours=it.value)
    return Done(silent="passing time")


async def _pay(who: Player, _: Happening) -> Done:
    """Pays the newest open invoice."""
    invoice = next((m for m in who._newest_first(who._private()) if m.invoice is not None), None)
    if invoice is None:
        return Done(silent="nothing to pay")
    return Done([start_payment(who.lender.world, who.account, invoice)])


async def _transfer(who: Player, it: Happening) -> Done:
    """A bank transfer, with the number of a loan the person has read, or without any."""
    numbers = [word for text in who.read() for word in text.split() if word.startswith("L-")]
    reference = numbers[it.choice % len(numbers)] if numbers and it.choice % 3 else "for my loan"
    await who.transfers(it.value, reference)
    return Done(silent="transfer")


async def _again(who: Player, _: Happening) -> Done:
    """Telegram delivers the last updates once more."""
    who.lender.world.queue(who.lender.bot).redeliver(3)
    return Done(silent="again")


async def _chatter(who: Player, _: Happening) -> Done:
    """Staff talk in their group; somebody adds the bot to a group of friends and talks there."""
    lender = who.lender
    if who.id in lender.world.groups[lender.house.staff_group or 0].members:
        await who.says("lunch?", in_group=True)
        await who.says("/start", in_group=True)
    friends = next((g for g in lender.world.groups.values() if g.title == "Friends"), None)
    friends = friends or lender.world.add_group("Friends", list(lender.world.people.values()), lender.bot)
    await lender.hands.say(who.id, "/status", chat_id=friends.id)
    return Done(silent="chatter")


def seen_buttons(who: Player) -> list[tuple[Chat, int, str]]:
    """Every button that was ever on this person's screen, the newest first: chat, message and data."""
    found: dict[tuple[int, int, str], tuple[Chat, int, str]] = {}
    chats = {chat.id: chat for chat in who.lender.world.chats_of(who.id)}
    for item in reversed(who.lender.world.inbox(who.id).seen):
        rows = item.message.get("reply_markup", {}).get("inline_keyboard", [])
        for data in (b["callback_data"] for row in rows for b in row if "callback_data" in b):
            number = item.message["message_id"]
            found.setdefault((item.chat_id, number, data), (chats[item.chat_id], number, data))
    return list(found.values())


FAR_AWAY = 100_000
"""Numbers of messages that no chat here has."""


def tap(who: Player, chat: Chat, number: int, data: str) -> Query:
    """A press, also on a message that is gone: a slow phone still shows it."""
    gone = Message(number, chat, who.lender.bot, who.lender.world.now(), {}, deleted=True)
    query = press_button(who.lender.world, who.account, chat.messages.get(number, gone), {"callback_data": data})
    assert query is not None
    return query


async def _button(who: Player, it: Happening) -> Done:
    """A button seen at any time; small numbers are the newest."""
    buttons = seen_buttons(who)
    if not buttons:
        return await _text(who, Happening("text", "/start"))
    return Done([tap(who, *buttons[it.choice % len(buttons)])])


async def _one_of_many(who: Player, it: Happening) -> Done:
    """The newest button with this data, wherever it stands."""
    return Done([tap(who, *next(button for button in seen_buttons(who) if button[2] == it.value))])


async def _other_moment(who: Player, it: Happening) -> Done:
    """A known button with another revision, as if it were of an earlier or later moment."""
    buttons = seen_buttons(who)
    if not buttons:
        return await _text(who, Happening("text", "/start"))
    chat, number, data = buttons[it.choice % len(buttons)]
    action, _, argument = data.split(":", 2)
    return Done([tap(who, chat, number, f"{action}:{it.value}:{argument}"[:60])])


async def _forged(who: Player, it: Happening) -> Done:
    """Data that we never put on a button: a bare action, another's object, or anything at all."""
    seen = [data.split(":", 2)[2] for _, _, data in seen_buttons(who.lender.people["Wei"])] + ["", "=", "0", "x" * 40]
    data = it.value + seen[it.choice % len(seen)] if it.value in FORGED else it.value
    cut = data.encode()[:64].decode(errors="ignore")
    return Done([tap(who, who._private(), FAR_AWAY + it.choice, cut or "x")])


async def _forged_now(who: Player, it: Happening) -> Done:
    """Data that we never put on a button, but of this very moment, so that the open question hears it."""
    lender = who.lender.lender
    stored = await lender.writer.run_bookkeeping(lambda conn: sessions.load(conn, lender.vault, who.id))
    action, _, argument = it.value.partition(" ")
    revision = stored.revision if stored else 0
    return Done([tap(who, who._private(), FAR_AWAY, f"{action}:{revision}:{argument}")])


async def _double_tap(who: Player, it: Happening) -> Done:
    buttons = seen_buttons(who)
    if not buttons:
        return await _text(who, Happening("text", "/start"))
    button = buttons[it.choice % min(8, len(buttons))]
    return Done([tap(who, *button), tap(who, *button)])


ACTS: dict[str, Callable[[Player, Happening], Awaitable[Done]]] = {
    "text": _text,
    "pieces": _pieces,
    "photo": _photo,
    "document": _photo,
    "contact": _contact,
    "other": _other,
    "unplayed": _unplayed,
    "unasked": _unasked,
    "edit": _edit,
    "block": _block,
    "unblock": _unblock,
    "restart": _restart,
    "passing time": _passing_time,
    "pay": _pay,
    "transfer": _transfer,
    "again": _again,
    "chatter": _chatter,
    "button": _button,
    "one of many": _one_of_many,
    "button of another moment": _other_moment,
    "forged button": _forged,
    "forged for now": _forged_now,
    "double tap": _double_tap,
}
