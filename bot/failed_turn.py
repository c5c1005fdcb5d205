"""When a turn raised and was rolled back: the event is kept, the person is told the truth, staff are told too.

It is a turn of its own, with the same inbox key, so the event that could not be handled is never handled again by
itself and never stands in the way of the next. Nothing of the error's text is kept or shown: it may hold personal data.
"""

import dataclasses
import json
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.turn import Tools, TurnResult, begin, write
from conversations.cases import open_case
from conversations.event import Event, InvoicePaid, MoneyArrived, Pressed
from conversations.outcome import Outcome
from conversations.say import P, Say, Saying, Toast
from conversations.session import Session
from conversations.situation import Situation
from lending.dossier import Dossier, Wanted
from lending.facts import Dated
from lending.facts.loans import PaymentReceived
from storage import dossiers, failures
from storage.dues import DueRow

LOOKED_AT_WITHIN = timedelta(hours=24)


def take_failed_turn(
    conn: Connection, tools: Tools, event: Event, error: BaseException, ends: DueRow | None = None
) -> TurnResult:
    """Keeps the event, apologises where somebody waits for an answer, opens a case of kind fault."""
    if not keep(conn, tools, event, error, ends):
        return TurnResult(repeated=True)
    ctx = tools.context(event)
    dossier = Dossier()
    if event.who is not None:
        dossier = dossiers.load(conn, tools.vault, Wanted(telegram_id=event.who.telegram_id))
    situation = Situation(Session(), event, dossier, ctx)
    by = ctx.now + LOOKED_AT_WITHIN
    case = open_case(situation, "fault", by, text=name_of(error), about_person=False)
    money = _to_suspense(situation, by)
    return write(conn, tools, event, dossier, Session(), Outcome(says=_apology(event)) + money + case, ctx)


def keep(conn: Connection, tools: Tools, event: Event, error: BaseException, ends: DueRow | None = None) -> bool:
    """Only the inbox key and the event itself, encrypted: all that is certain to work. False if handled before."""
    if not begin(conn, event, ends):
        return False
    telegram_id = event.who.telegram_id if event.who else None
    failures.put(conn, tools.vault, event.key, event.at, name_of(error), as_json(event), telegram_id)
    return True


def name_of(error: BaseException) -> str:
    return type(error).__name__


def as_json(event: Event) -> str:
    """The event as it came, with the name of what happened; for a developer to play it again."""
    happening = {"kind": type(event.what).__name__, **dataclasses.asdict(event.what)}
    said = {"key": event.key, "at": event.at, "what": happening}
    return json.dumps(said | {"who": event.who and dataclasses.asdict(event.who)}, ensure_ascii=False, default=str)


def _to_suspense(s: Situation, by: datetime) -> Outcome:
    """Money that came in is in the books, whatever went wrong with laying it on a loan; a case asks whose it is."""
    match s.event.what:
        case MoneyArrived() as notice:
            rail, external, amount, value = notice.rail, notice.external_id, notice.amount, notice.value_date
        case InvoicePaid() as paid:
            rail, external, amount, value = "telegram", paid.charge_id, paid.amount, s.ctx.today
        case _:
            return Outcome()
    received = PaymentReceived(
        dated=Dated(min(value, s.ctx.today), s.ctx.today),
        payment_id=s.ctx.new_id(),
        receipt=s.ctx.reference("R"),
        rail=rail,
        external_id=external,
        amount=amount,
        reference=None,
        payer=None,
    )
    return Outcome(facts=(received,)) + open_case(s, "payment", by, amount=amount, about_person=False)


def _apology(event: Event) -> tuple[Saying, ...]:
    """To the person only, and in their own chat: a group need not know."""
    if event.who is None or event.who.chat == "other":
        return ()
    answer = (Toast(event.what.query_id),) if isinstance(event.what, Pressed) else ()
    return (*answer, Say((P("fault.told"), P("fault.nothing_changed")), important=True))
