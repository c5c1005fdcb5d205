"""Every stage a conversation can be in, reached once by playing there, and kept so that a test can go back to it.

A stage is named by the program's own view of the session (which question is open, which gate stands), so that a
question or a flow that is added later is a stage that nobody has reached yet, and is missed by name.
"""

import asyncio
import shutil
from collections.abc import Iterable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, func, select

from bot.document_worker import Finding, Job
from conversations import apply, proving
from conversations.ask_questions import ASK
from conversations.cases import KINDS
from conversations.event import Edited, Event, Who
from conversations.form import current
from conversations.register_questions import PROVE, REGISTER
from conversations.session import Session
from conversations.situation import Situation
from conversations.wanting import BORROWER
from conversations.what_if import FLOW as WHAT_IF
from conversations.what_if_questions import OF_A_LOAN, OF_AN_OFFER
from lending.dossier import Wanted
from sandbox.inbox import Seen
from sandbox.model import Chat, Message
from storage import dossiers, sessions
from storage.schema import failed_event
from tests.lender import PlayedLender
from tests.people import Player

LOANS = ("accepted", "paying_out", "running", "overdue", "settled")
EXPECTED = frozenset(
    {
        "nobody yet",
        "menu",
        *(f"ask: {q.key}" for q in ASK),
        *(f"register: {q.key}" for q in REGISTER),
        *(f"prove: {q.key}" for q in PROVE),
        *(f"prove again: {q.key}" for q in PROVE),
        *("prove: being looked at", "prove again: being looked at"),
        *("apply: changing answers", "apply: review", "apply: repeat card", "apply: referred"),
        *(f"apply: {when} {outcome}" for when in ("indicated", "decided") for outcome in ("counter", "decline")),
        *("offer", "accept: choose a PIN", "accept: enter the PIN", "accept: locked"),
        *("pay", "promise", "complaint", "question", "erasure"),
        *(f"what if of an offer: {q}" for q in ("choice", *OF_AN_OFFER)),
        *(f"what if of a loan: {q}" for q in ("choice", *OF_A_LOAN)),
        *(f"loan: {state}" for state in LOANS),
        "desk",
        *(f"desk: file of {kind}" for kind in KINDS),
        *("desk: file of a proposal", "desk: proposed", "desk: typing counter", "desk: typing answer"),
    }
)
"""All stages there are, out of the forms and tables of the program itself."""


class HeldLender(PlayedLender):
    """A lender whose look at a photo can be held up, so that one can act while it lasts."""

    held: asyncio.Event | None = None

    async def _look_at(self, job: Job) -> Finding:
        if self.held is not None:
            held = self.held
            self.lender.idle.end("work")  # so that everything else counts as come to rest
            await held.wait()
            self.lender.idle.begin("work")
        return await super()._look_at(job)

    def hold(self) -> None:
        self.held = asyncio.Event()

    async def let_go(self) -> None:
        if self.held is not None:
            self.held.set()
            self.held = None
            await asyncio.sleep(0)
            await self.rest()


@dataclass(frozen=True)
class Stage:
    """A lender's files at one moment. `who` stands at the stage; `owed` are kinds of outbox rows that wait there.

    `seen` is what each person had seen by then, by their id, and `chats` what stood in each chat.
    """

    name: str
    who: str
    folder: Path
    at: datetime
    held: bool
    owed: frozenset[str]
    failures: int
    seen: Mapping[int, tuple[Seen, ...]]
    chats: tuple[tuple[Chat, Mapping[int, Message]], ...]


class Road:
    """Keeps stages on the way. `seen` are all flows of sessions met so far."""

    def __init__(self, played: HeldLender, folder: Path) -> None:
        self.played = played
        self.folder = folder
        self.stages: dict[str, Stage] = {}

    async def here(self, who: Player, name: str = "", owed: Iterable[str] = ()) -> None:
        """The person stands at a stage now; where it was reached before, the first time counts."""
        found = await place_of(self.played, who.id)
        name = name or found
        if name in self.stages:
            return
        kept = self.folder / f"{len(self.stages):03}"

        def keep(conn: Connection) -> int:
            shutil.copytree(self.played.data, kept)
            return int(conn.execute(select(func.count()).select_from(failed_event)).scalar_one())

        failures = await self.played.lender.writer.run_bookkeeping(keep)
        held, now = self.played.held is not None, self.played.clock.now()
        waits = frozenset(owed) | ({"work"} if held else set())
        seen = {player.id: tuple(self.played.world.inbox(player.id).seen) for player in self.played.people.values()}
        chats = [*self.played.world.private.values(), *self.played.world.groups.values()]
        stood = tuple((chat, {n: copy(message) for n, message in chat.messages.items()}) for chat in chats)
        self.stages[name] = Stage(name, who.name, kept, now, held, waits, failures, seen, stood)

    async def back_to(self, stage: Stage) -> Player:
        """The program starts again on the files of that moment, and the chats are as they were; the bank goes on."""
        played = self.played
        if played.held is not None:
            played.held.set()
        await played.stop()
        played.held = asyncio.Event() if stage.held else None
        shutil.rmtree(played.data)
        shutil.copytree(stage.folder, played.data)
        played.clock._now = stage.at  # only here does time go back
        played.bank.desk.books.faults.clear()
        for player in played.people.values():
            played.world.private_chat(played.bot, player.account).members[played.bot.id] = "member"
            played.world.inbox(player.id).seen[:] = stage.seen.get(player.id, ())
            player._read = len(stage.seen.get(player.id, ()))
        for chat, messages in stage.chats:
            chat.messages = {number: copy(message) for number, message in messages.items()}
        await played._start()
        await played.rest()
        return played.people[stage.who]


async def place_of(played: PlayedLender, telegram_id: int) -> str:
    """The stage that this person is at, as the program itself sees it."""
    lender, house = played.lender, played.house
    event = Event("where", played.clock.now(), Edited(), Who(telegram_id, telegram_id))
    ctx = lender.corridor._tools.context(event)
    wanted = Wanted(BORROWER, telegram_id=telegram_id)

    def look(conn: Connection) -> Situation:
        session = Session.restored(sessions.load(conn, lender.vault, telegram_id))
        dossier = dossiers.load(conn, lender.vault, wanted, today=ctx.today, currency=house.currency)
        return Situation(session, event, dossier, ctx)

    s = await lender.writer.run_bookkeeping(look)
    if s.dossier.person is None:
        return "nobody yet"
    return _staff_place(s) if s.staff is not None else _place(s)


def _staff_place(s: Situation) -> str:
    typing = s.session.answers.get("typing")
    return f"desk: typing {typing}" if typing else "desk"


def _place(s: Situation) -> str:
    answers = s.session.answers
    match s.session.flow:
        case apply.FLOW:
            return _place_in_apply(s)
        case proving.AGAIN:
            question = current(proving.needed(s), answers)
            looked = "checking" in answers or question is None
            return "prove again: being looked at" if looked or question is None else f"prove again: {question.key}"
        case "accept":
            return "accept: enter the PIN" if s.person.pin_set else "accept: choose a PIN"
        case flow if flow == WHAT_IF:
            of = "a loan" if str(answers["about"]).startswith("L-") else "an offer"
            return f"what if of {of}: {answers.get('question', 'choice')}"
        case flow:
            return flow


def _place_in_apply(s: Situation) -> str:
    answers = s.session.answers
    if "repeat" in answers:
        return "apply: repeat card"
    if "checking" in answers:
        return "prove: being looked at"
    question = apply.asked_now(s)
    if question is not None:
        forms = {"ask": ASK, "register": REGISTER, "prove": PROVE}
        return next(f"{name}: {question.key}" for name, form in forms.items() if question.key in {q.key for q in form})
    for gate in ("decided", "indicated"):
        if answers.get(gate) in ("counter", "decline"):
            return f"apply: {gate} {answers[gate]}"
    return "apply: review" if answers.get("indicated") == "yes" else "apply: changing answers"
