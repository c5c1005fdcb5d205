"""What each event needs to know: the dossier that is loaded before the step decides, no more than it asks for."""

from uuid import UUID

from conversations import apply
from conversations.ask_questions import asked_by
from conversations.context import House
from conversations.event import (
    BooksVerified,
    CouldNotReach,
    DocumentLookedAt,
    Event,
    FellDue,
    InvoicePaid,
    MoneyArrived,
    PayoutAnswered,
    Pressed,
    Said,
    StopStands,
)
from conversations.form import applicable
from conversations.session import Session
from lending.dossier import Need, Wanted
from lending.reference import read_reference

BORROWER = frozenset(
    {
        Need.PROFILE,
        Need.APPLICATION,
        Need.OFFER,
        Need.LOANS,
        Need.DOCUMENTS,
        Need.PROMISES,
        Need.CASES,
        Need.EXPOSURE,
        Need.LINKS,
        Need.STOPS,
    }
)
LOAN = frozenset({Need.PROFILE, Need.PROMISES, Need.STOPS})


def wanted(session: Session, event: Event, house: House) -> Wanted:
    """What to load for this event."""
    if event.who is None:
        return _of_the_world(event)
    who = event.who
    if house.member(who.telegram_id) is not None and who.chat in ("private", "staff"):
        return Wanted(
            frozenset({Need.QUEUE, Need.EXPOSURE, Need.STOPS}),
            telegram_id=who.telegram_id,
            case_ref=_case_ref(session, event),
            case_needs=BORROWER,
        )
    if who.chat != "private":
        return Wanted(telegram_id=who.telegram_id)
    if isinstance(event.what, InvoicePaid):
        reference = read_reference(event.what.payload.removeprefix("loan:")) or ""
        return Wanted(
            BORROWER,
            telegram_id=who.telegram_id,
            loan_ref=reference,
            payment_key=("telegram", event.what.charge_id),
        )
    if _early_answer(session, event, house):
        return Wanted(telegram_id=who.telegram_id)
    return Wanted(BORROWER, telegram_id=who.telegram_id)


def _early_answer(session: Session, event: Event, house: House) -> bool:
    """An answer in the middle of Ask needs nothing but the session: the most frequent turn of all."""
    what, answers = event.what, session.answers
    if session.flow != apply.FLOW or not {"indicated", "repeat", "decided", "confirmed"}.isdisjoint(answers):
        return False
    left = [q for q in applicable(asked_by(house), answers) if q.key not in answers]
    typed = isinstance(what, Said) and not what.text.startswith("/")
    return len(left) > 1 and (typed or (isinstance(what, Pressed) and what.action == "a"))


def _case_ref(session: Session, event: Event) -> str:
    """The case a member of staff is busy with: named by the button, else the one their session is about."""
    if isinstance(event.what, Pressed):
        named = read_reference(event.what.argument.partition("=")[0])
        if named is not None:
            return named
    return str(session.answers.get("case", ""))


def _of_the_world(event: Event) -> Wanted:
    match event.what:
        case MoneyArrived() as money:
            return Wanted(
                LOAN,
                loan_ref=read_reference(money.reference) or "",
                payment_key=(money.rail, money.external_id),
            )
        case PayoutAnswered() as answer:
            return Wanted(LOAN, payout_id=answer.payout_id)
        case DocumentLookedAt() as finding:
            picture = (finding.content_index, finding.picture_hash, finding.picture_detail)
            return Wanted(BORROWER, document_id=finding.document_id, picture=picture)
        case FellDue() as due:
            return _of_the_clock(due)
        case CouldNotReach() as lost:
            return Wanted(frozenset({Need.LOANS, Need.CASES}), telegram_id=lost.chat_id)
        case BooksVerified() as verified:
            return Wanted(frozenset({Need.STOPS}), case_id=verified.case_id)
        case StopStands():
            return Wanted(frozenset({Need.QUEUE}))
    return Wanted()


def _of_the_clock(due: FellDue) -> Wanted:
    match due.kind:
        case "reminder":
            return Wanted(LOAN | {Need.LOANS}, loan_id=due.subject)
        case "promise":
            return Wanted(LOAN | {Need.LOANS}, loan_id=UUID(due.detail["loan"]))
        case "offer_expires":
            return Wanted(frozenset({Need.OFFER, Need.APPLICATION}), person_id=UUID(due.detail["person"]))
        case "pay_out":
            return Wanted(BORROWER, loan_id=due.subject)
        case "lay":
            detail = due.detail
            return Wanted(LOAN, loan_ref=detail["loan"], payment_key=(detail["rail"], detail["external_id"]))
        case "claim_lapses" | "case_late":
            return Wanted(case_id=due.subject)
    return Wanted()
