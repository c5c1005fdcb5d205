"""What is heard from the world, not from a person: money, the bank's word, a checked photo, the clock, a
failed send.
"""

from datetime import datetime, timedelta

from conversations import (
    apply,
    cases,
    offering,
    officer,
    paying_out,
    promising,
    proving,
    reminding,
    repaying,
    stopping,
)
from conversations.event import (
    BooksVerified,
    CouldNotReach,
    Delivered,
    DocumentLookedAt,
    FellDue,
    MoneyArrived,
    PayoutAnswered,
    StopStands,
    TurnFailed,
)
from conversations.outcome import Outcome
from conversations.situation import Situation
from lending.facts.applications import DisclosureDelivered
from lending.facts.people import ReachChanged


def step(s: Situation) -> Outcome:
    """The flow that answers it; what nobody is concerned with changes nothing."""
    match s.what:
        case MoneyArrived():
            return repaying.arrived(s)
        case PayoutAnswered():
            return paying_out.answered(s) if s.dossier.person else Outcome()
        case DocumentLookedAt():
            return proving.looked_at(s, apply.advance) if s.dossier.person else Outcome()
        case FellDue() as due:
            return _fell_due(s, due)
        case Delivered() as delivered:
            fact = DisclosureDelivered(
                dated=s.dated,
                outbox_id=delivered.outbox_id,
                chat_id=delivered.chat_id,
                message_id=delivered.message_id,
            )
            return Outcome(facts=(fact,))
        case CouldNotReach():
            return _lost(s)
        case BooksVerified() as verified:
            return stopping.verified(s, verified)
        case StopStands() as stop:
            return stopping.stands(s, stop)
        case TurnFailed() as failed:
            return cases.open_case(s, "fault", s.ctx.now + timedelta(days=1), text=failed.error, about_person=False)
    return Outcome()


def _fell_due(s: Situation, due: FellDue) -> Outcome:
    match due.kind:
        case "reminder" if s.dossier.person:
            return reminding.fell_due(s)
        case "promise" if s.dossier.person:
            return promising.fell_due(s)
        case "offer_expires" if s.dossier.person and s.dossier.offer and s.dossier.offer.offer_id == due.subject:
            return offering.expired(s, s.dossier.offer)
        case "pay_out" if s.dossier.person:
            return paying_out.fell_due(s)
        case "lay" if s.dossier.person:
            return repaying.fell_due(s)
        case "claim_lapses":
            return officer.lapsed(s, datetime.fromisoformat(due.detail["until"]))
        case "case_late":
            return officer.late(s)
    return Outcome()


def _lost(s: Situation) -> Outcome:
    """The person cannot be written to: reminders stop, and staff are told where a loan is running."""
    if s.dossier.person is None or not s.person.reachable:
        return Outcome()
    lost = Outcome(facts=(ReachChanged(dated=s.dated, person_id=s.person.person_id, reachable=False),))
    running = next((loan for loan in s.dossier.loans if loan.state == "running"), None)
    if running is None:
        return lost
    return lost + cases.open_case(s, "question", s.ctx.now + timedelta(days=2), loan_id=running.loan_id)
