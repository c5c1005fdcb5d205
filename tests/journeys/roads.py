"""The roads that lead past every stage, each a short story; together they reach all of `stages.EXPECTED`.

Buttons are found by what they do, not by their label, so that better words change nothing here.
"""

import io
import random
from contextlib import contextmanager
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select, text

import bot.turn
from conversations.buttons import read_data
from sandbox.pressing import press_button
from storage import money_stop
from storage.schema import staff_case
from tests.journeys.stages import HeldLender, Road
from tests.people import Player

CARD_OF_LIN = "6222020200012345670"
TRIES: dict[str, int] = {}


async def tap(who: Player, action: str, argument: str = "", *, in_group: bool = False) -> None:
    """Presses the newest button that does this."""
    chat = who._group() if in_group else who._private()
    for message in who._newest_first(chat):
        rows = (message.inline_keyboard or {}).get("inline_keyboard", [])
        for button in (b for row in rows for b in row):
            does, _, about = read_data(button.get("callback_data", ""))
            if does == action and (not argument or argument in about):
                press_button(who.lender.world, who.account, message, button)
                await who._rest()
                return
    raise AssertionError(f"{who.name} sees no button that does {action} {argument}")


async def walks(road: Road, who: Player, *steps: str) -> None:
    """Says each step, or taps it where it is written <action argument>; every place on the way is kept.

    A step in brackets is done only where the newest message offers it.
    """
    for step in steps:
        if step.startswith("[") and not offers_now(who, step.strip("[]")):
            continue
        if step.startswith(("<", "[")):
            await tap(who, *step.strip("<>[]").split(" ", 1))
        else:
            await who.says(step)
        await road.here(who)


async def asks(
    road: Road, who: Player, since: str = "<a since=24>", amount: str = "5000", income: str = "8000"
) -> None:
    await walks(
        road,
        who,
        "/start",
        "<apply>",
        "<a product=personal>",
        amount,
        "6",
        "<a purpose=household>",
        "<a occupation=employed>",
    )
    await walks(road, who, since, income, "3000", "<a household=2>", "<a debts=0>")


async def registers(road: Road, who: Player, number: str, card: str) -> None:
    await who.shares_contact()
    await road.here(who)
    await walks(road, who, f"{who.name} Wang", number, card, "<a bureau=yes>", "<a cross_border=yes>", "<confirm>")


async def proves(road: Road, who: Player) -> None:
    """Both photos, each its own; the first is kept while it is looked at."""
    lender = road.played
    tries = TRIES[who.name] = TRIES.get(who.name, 0) + 1
    lender.hold()
    await who.sends_photo(_picture(who, 2 * tries))
    await road.here(who)
    await lender.let_go()
    await road.here(who)
    await who.sends_photo(_picture(who, 2 * tries + 1))


def _picture(who: Player, number: int) -> bytes:
    """A picture like nobody else's: a wall of coloured tiles, sharp and evenly lit."""
    tiles = Image.frombytes("RGB", (12, 9), random.Random(f"{who.name} {number}").randbytes(12 * 9 * 3))
    out = io.BytesIO()
    tiles.resize((1200, 900), Image.Resampling.NEAREST).save(out, "JPEG", quality=80)
    return out.getvalue()


async def staff_opens(road: Road, member: str, kind: str) -> Player:
    """The newest case of a kind is claimed in the group; its file is open in private."""
    staff = road.played.people[member]
    await tap(staff, "claim", (await waiting(road, kind))[0], in_group=True)
    await road.here(staff, f"desk: file of {kind}")
    return staff


async def the_first_loan(road: Road) -> None:
    """Lin: photos that have to be sent again, a bank that takes its time, a loan, late, repaid, and the next one."""
    lender = road.played
    lin = await lender.person("Lin")
    await road.here(lin)
    await road.here(lender.people["Wei"])
    await asks(road, lin)
    await walks(road, lin, "<changed>", "<go_on>")
    await registers(road, lin, "11010519491231002X", CARD_OF_LIN)
    await proves(road, lin)
    await road.here(lin)
    for command in ("/complaint", "/support", "/delete"):
        await walks(road, lin, command, "/cancel")
    await lin_tries_the_offer(road, lin)
    await walks(road, lin, "<accept>", "4071")
    await road.here(lin, "loan: accepted")
    await lin_proves_again(road, lin)
    lender.bank.desk.play_next(["delay"])
    await tap(await staff_opens(road, "Wei", "identity"), "idok")
    await road.here(lin, "loan: paying_out", owed={"payout"})
    await lender.after(hours=2)
    await road.here(lin, "loan: running")
    await walks(road, lin, "/pay", "<paysum>", "/cancel")
    await lin_tries_the_loan(road, lin)
    await lender.after(days=40)
    await road.here(lin, "loan: overdue")
    await walks(road, lin, "/loans", "<loan>", "<hard>", "<promise>", "/cancel", "/pay", "<payhow>")
    await lender.after(days=1)
    await tap(lin, "pay")
    _, everything = [d for d in buttons_of(lin) if d.startswith("payhow")][:2]
    await tap(lin, "payhow", everything.rpartition(":")[2])
    await lin.pays_invoice()
    await lender.after(hours=1)
    await lin.says("/cancel")
    await road.here(lin, "loan: settled")


async def lin_tries_the_offer(road: Road, lin: Player) -> None:
    """What if, with each question about the offer."""
    await walks(road, lin, "/status", "<keyfacts>", "<whatif>")
    for question, answer in (("early", "tomorrow"), ("late", "7"), ("amount", "4000"), ("term", "9")):
        await walks(road, lin, f"<wi {question}>", answer, "<again>")
    await walks(road, lin, "<keyfacts>")


async def lin_tries_the_loan(road: Road, lin: Player) -> None:
    """What if, with each question about the loan."""
    await walks(road, lin, "/status", "<whatif>")
    for question, answer in (("early", "tomorrow"), ("late", "7"), ("sum", "2000")):
        await walks(road, lin, f"<wi {question}>", answer, *(() if question == "sum" else ("<again>",)))
    await walks(road, lin, "<wi sum_day>", "tomorrow", "<again>", "<leave>", "/cancel")


async def lin_proves_again(road: Road, lin: Player) -> None:
    """Wei cannot see the photo; Lin sends both once more."""
    await tap(await staff_opens(road, "Wei", "identity"), "idno", "photo_unclear")
    await walks(road, lin, "<reprove>")
    await proves(road, lin)
    await road.here(lin)


def buttons_of(who: Player) -> list[str]:
    """The data of all inline buttons in the person's private chat, the newest message first."""
    keyboards = (m.inline_keyboard for m in who._newest_first(who._private()) if m.inline_keyboard)
    return [str(b.get("callback_data", "")) for k in keyboards for row in k["inline_keyboard"] for b in row]


def offers_now(who: Player, action: str) -> bool:
    """Whether the newest message has a button that does this."""
    newest = who._newest_first(who._private())[0].inline_keyboard or {"inline_keyboard": []}
    return any(read_data(b.get("callback_data", ""))[0] == action for row in newest["inline_keyboard"] for b in row)


async def the_second_loan(road: Road) -> None:
    """Lin again: more than Wei may decide, so Ana looks too; then the PIN is forgotten."""
    lender = road.played
    lin, wei, ana = (lender.people[name] for name in ("Lin", "Wei", "Ana"))
    await walks(road, lin, "/start", "<apply>", "<edit amount>", "12000", "[go_on]")
    await walks(road, wei, "/start")
    await staff_opens(road, "Wei", "referral")
    await walks(road, wei, "<counter>", "12000/12")
    await road.here(wei, "desk: proposed")
    await tap(ana, "claim", in_group=True)
    await road.here(ana, "desk: file of a proposal")
    await walks(road, ana, "<agree>")
    await walks(road, lin, "<accept>", "1234", "1234", "1234", "1234", "1234")
    await road.here(lin, "accept: locked")
    await tap(await staff_opens(road, "Wei", "pin"), "pinreset")


async def the_refused_and_the_referred(road: Road) -> None:
    """Bo sells goods and asks for too much; Cai has just begun to work; Dao has questions; money comes from nowhere."""
    await bo_asks_for_too_much(road)
    await cai_is_referred(road)
    await dao_writes(road)
    await what_nobody_asked_for(road)


async def bo_asks_for_too_much(road: Road) -> None:
    bo = await road.played.person("Bo")
    await walks(
        road,
        bo,
        "/start",
        "<apply>",
        "<a product=personal>",
        "5000",
        "1",
        "<a purpose=stock>",
        "<a occupation=business>",
    )
    await walks(road, bo, "<a since=60>", "20000", "17000", "2000", "<a household=1>", "<a debts=0>")
    for changed, value in (("debts", "9000"), ("debts", "0"), ("goods", "4000")):
        await walks(road, bo, "<changed>", f"<edit {changed}>", value, "[go_on]")
    await walks(road, bo, "[take]")
    await registers(road, bo, "440524198001010013", "6228480402564890018")
    await proves(road, bo)
    await bo.sends_photo(_picture(bo, 9))
    await road.here(bo)
    await tap(bo, "rework")
    await walks(road, bo, "7500", "1")
    await walks(road, bo, "<changed>", "<edit debts>", "19000", "[go_on]", "<person>")
    await staff_opens(road, "Wei", "review")


async def cai_is_referred(road: Road) -> None:
    cai = await road.played.person("Cai")
    await asks(road, cai, since="1 month")
    await registers(road, cai, "310101199001010012", "6217000010012345677")
    await proves(road, cai)
    await road.here(cai, "apply: referred")
    wei = await staff_opens(road, "Wei", "referral")
    await walks(road, wei, "<approve>", "<approve income_seen>")
    await walks(road, cai, "<accept>", "4071")
    road.played.bank.desk.play_next(["refuse"])
    await tap(await staff_opens(road, "Wei", "identity"), "idok")
    await staff_opens(road, "Wei", "payout")


async def a_payout_is_held(road: Road) -> None:
    """Eva's loan waits for her identity, and somebody else hands in her photo."""
    eva, fay = await road.played.person("Eva"), await road.played.person("Fay")
    await asks(road, eva)
    await registers(road, eva, "110105199003070025", "6228480402564890042")
    await proves(road, eva)
    await walks(road, eva, "<accept>", "4071")
    await asks(road, fay)
    await registers(road, fay, "310101198805120036", "6217000010012345693")
    await fay.sends_photo(_picture(eva, 2))
    await tap(await staff_opens(road, "Wei", "identity"), "idok")
    await tap(await staff_opens(road, "Wei", "deceit"), "nodeceit")


async def waiting(road: Road, kind: str) -> list[str]:
    """The numbers of open cases of a kind, the newest first."""
    c = staff_case.c
    query = select(c.ref).where(c.kind == kind, c.state != "closed").order_by(text("rowid desc"))
    return await road.played.lender.writer.run_bookkeeping(lambda conn: list(conn.execute(query).scalars()))


async def dao_writes(road: Road) -> None:
    dao = await road.played.person("Dao")
    await walks(road, dao, "/start", "<apply>", "<a product=wages>", "5000", "6", "/cancel")
    for command, kind in (("/complaint", "complaint"), ("/support", "question"), ("/delete", "erasure")):
        await dao.says(command)
        await dao.says("My words to you")
        wei = await staff_opens(road, "Wei", kind)
        if kind == "complaint":
            await walks(road, wei, "<answer>")


async def what_nobody_asked_for(road: Road) -> None:
    """A transfer that names no loan, and a turn that fails."""
    lender = road.played
    await lender.people["Dao"].transfers("50.00", "for my cousin")
    await staff_opens(road, "Wei", "payment")
    with a_broken_turn():
        await lender.people["Dao"].says("/status")
    await staff_opens(road, "Wei", "fault")


@contextmanager
def a_broken_turn() -> Any:
    """Every step of a person raises while this lasts."""

    def broken(*_: object) -> None:
        raise LookupError("broken on purpose")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.turn, "step", broken)
        yield


async def a_backup_was_brought_back(road: Road) -> None:
    """Money is stopped until two people say that it is the right one."""
    lender, now = road.played.lender, road.played.clock.now()
    await lender.writer.run(lambda c: money_stop.set_stop(c, lender.vault, money_stop.RESTORED, now, now.date()))
    await road.played.restart()
    await staff_opens(road, "Wei", "money_stop")


async def all_stages(lender: HeldLender, road: Road) -> None:
    """Every road, one after another, in one lender."""
    await the_first_loan(road)
    await the_second_loan(road)
    await the_refused_and_the_referred(road)
    await a_payout_is_held(road)
    await a_backup_was_brought_back(road)
