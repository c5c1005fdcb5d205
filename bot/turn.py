"""The turn: one event handled to its end inside one transaction, or not at all.

Inbox key, session, dossier, the pure step, rendering, facts, session, dues, outbox: all of it on the one connection,
without an await, so nothing can slip in between. The transaction around it (a savepoint of the writer) is its caller's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from bot.pins import PinsOfOneTurn, ScryptPins
from bot.render import Renderer
from bot.turn_rows import audience, orders, pictures_of, speak
from conversations.context import Context, House, PinHasher
from conversations.event import Event
from conversations.outcome import Due, NotDue, Outcome
from conversations.session import Session
from conversations.switchboard import step, wanted
from lending.dossier import Dossier
from scoring.correction import Correction
from scoring.fraud_model import FraudModel
from storage import dossiers, dues, inbox, outbox, sessions
from storage.dues import DueRow
from storage.outbox import Owed
from storage.record import record
from storage.vault import Vault


@dataclass(frozen=True)
class Tools:
    """What every turn of this process needs besides the event. `owner` is the name that rows are claimed under."""

    vault: Vault
    renderer: Renderer
    house: House
    new_id: Callable[[], UUID]
    chance: Callable[[], int]
    pins: ScryptPins
    owner: str
    correction: Correction | None = None
    fraud: FraudModel | None = None

    def context(self, event: Event, pins: PinHasher | None = None) -> Context:
        """What the step may know and use; `pins` are those of this one turn, for a turn that may ask for a PIN."""
        return Context(
            event.at,
            self.house,
            self.new_id,
            self.chance,
            pins or PinsOfOneTurn(self.pins),
            self.correction,
            self.fraud,
        )


@dataclass(frozen=True)
class TurnResult:
    """What came of it. `repeated` means that this event was handled before and nothing was done. `owed` are the rows
    that this process has claimed and hands to its senders once the commit has come back.
    """

    repeated: bool = False
    owed: tuple[Owed, ...] = ()


def take_turn(
    conn: Connection, tools: Tools, event: Event, ends: DueRow | None = None, pins: PinHasher | None = None
) -> TurnResult:
    """Handles the event. `ends` is the due row that caused it, done with this turn.

    Raises `SlowWork` where a PIN of `pins` has to be worked out first: do it, and take the turn again. Raises whatever
    else goes wrong; the caller rolls back and takes `failed_turn.take_failed_turn` instead.
    """
    if not begin(conn, event, ends):
        return TurnResult(repeated=True)
    ctx = tools.context(event, pins)
    session, dossier = _loaded(conn, tools, event, ctx)
    return write(conn, tools, event, dossier, session, step(session, event, dossier, ctx), ctx)


def begin(conn: Connection, event: Event, ends: DueRow | None) -> bool:
    """Notes that the event is handled now; False when it was before, or when nothing is due any more.

    The due row first: one that was cancelled may be planned again later, so it must leave no key behind.
    """
    if ends is not None and not dues.done(conn, ends.kind, ends.subject, ends.key, ends.attempt):
        return False
    return inbox.first_time(conn, event.key, event.at)


def _loaded(conn: Connection, tools: Tools, event: Event, ctx: Context) -> tuple[Session, Dossier]:
    """The conversation and what it wants to know. An event of the world finds its person first, then the session."""

    def known(session: Session) -> Dossier:
        needs = wanted(session, event, tools.house)
        return dossiers.load(conn, tools.vault, needs, today=ctx.today, currency=tools.house.currency)

    if event.who is not None:
        session = Session.restored(sessions.load(conn, tools.vault, event.who.telegram_id))
        return session, known(session)
    dossier = known(Session())
    if dossier.person is None:
        return Session(), dossier
    return Session.restored(sessions.load(conn, tools.vault, dossier.person.telegram_id)), dossier


def write(
    conn: Connection, tools: Tools, event: Event, dossier: Dossier, session: Session, outcome: Outcome, ctx: Context
) -> TurnResult:
    """Everything an outcome says, written in one order: facts, session, dues, outbox."""
    to = audience(event, dossier, outcome.facts, ctx)
    revision = (outcome.session or session).revision
    spoken = speak(tools.renderer, outcome.says, to, pictures_of(dossier), revision, ctx)
    record(conn, tools.vault, (*outcome.facts, *spoken.disclosures), ctx.now, event.key)
    whose = event.who.telegram_id if event.who else dossier.person.telegram_id if dossier.person else None
    if outcome.session is not None and whose is not None:
        sessions.save(conn, tools.vault, whose, outcome.session.stored(), ctx.now, to.own.person_id)
    _plan(conn, outcome.dues)
    rows = (*spoken.rows, *orders(outcome, to.own.person_id, tools.new_id))
    return TurnResult(owed=outbox.put(conn, tools.vault, rows, tools.owner, ctx.now, event.key))


def _plan(conn: Connection, planned: tuple[Due | NotDue, ...]) -> None:
    for item in planned:
        if isinstance(item, Due):
            dues.plan(conn, DueRow(item.kind, item.subject, item.key, item.at, item.detail))
        else:
            dues.cancel(conn, item.subject, item.kind)
