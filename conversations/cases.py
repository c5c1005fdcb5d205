"""Work for staff: a case has a number and a deadline; the group sees reference, kind and amount, never the person."""

from datetime import datetime
from uuid import UUID

from conversations.outcome import Due, Outcome
from conversations.say import Button, MessageClass, P, Phrase, Say, Saying
from conversations.situation import Situation
from lending.facts.cases import CaseOpened
from lending.money import Money
from lending.records import Case

KINDS: dict[str, Phrase] = {
    "identity": P("case.identity"),
    "referral": P("case.referral"),
    "deceit": P("case.deceit"),
    "review": P("case.review"),
    "complaint": P("case.complaint"),
    "question": P("case.question"),
    "payout": P("case.payout"),
    "payment": P("case.payment"),
    "fault": P("case.fault"),
    "pin": P("case.pin"),
    "erasure": P("case.erasure"),
    "money_stop": P("case.money_stop"),
}


def open_case(
    s: Situation,
    kind: str,
    deadline: datetime,
    *,
    application_id: UUID | None = None,
    loan_id: UUID | None = None,
    amount: Money | None = None,
    text: str | None = None,
    about_person: bool = True,
) -> Outcome:
    """A new case, put before the staff group with a button to claim it."""
    fact = CaseOpened(
        dated=s.dated,
        person_id=s.person.person_id if about_person else None,
        case_id=s.ctx.new_id(),
        ref=s.ctx.reference("C"),
        kind=kind,
        branch=s.person.branch if about_person else s.house.branch,
        deadline=deadline,
        application_id=application_id,
        loan_id=loan_id,
        amount=amount,
        text=text,
    )
    late = Due("case_late", fact.case_id, "deadline", deadline, {"ref": fact.ref})
    return Outcome(facts=(fact,), says=to_group(s, card_of(fact), fact.ref), dues=(late,))


def card_of(case: Case | CaseOpened, title: Phrase | None = None) -> tuple[Phrase, ...]:
    """The group's card: nothing on it is about the person."""
    kind = KINDS.get(case.kind, KINDS["fault"])
    row = P("case.card", ref=case.ref, kind=kind, deadline=case.deadline)
    if case.amount is not None:
        row = P("case.card.amount", ref=case.ref, kind=kind, amount=case.amount, deadline=case.deadline)
    return (title, row) if title is not None else (row,)


def to_group(s: Situation, lines: tuple[Phrase, ...], claim: str = "") -> tuple[Saying, ...]:
    """A message to the staff group, with a button to claim the case of that number; nobody's where there is no
    group.
    """
    if s.house.staff_group is None:
        return ()
    buttons = ((Button(P("button.claim"), "claim", claim, bound=False),),) if claim else ()
    return (
        Say(
            lines,
            buttons,
            chat_id=s.house.staff_group,
            language=s.house.languages[0],
            message_class=MessageClass.STAFF,
            important=True,
        ),
    )
