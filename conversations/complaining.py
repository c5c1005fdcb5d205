"""Complaints, questions, and asking a person to look again: each a case with a number and a day by which it is
answered.
"""

from datetime import timedelta

from conversations.cases import open_case
from conversations.event import Said
from conversations.outcome import Outcome
from conversations.running import OWED
from conversations.say import Button, P, Phrase, Say
from conversations.situation import Situation
from conversations.standing import PERSON_BUTTON, STATUS_BUTTON, ways_on
from lending.facts.cases import CaseOpened

FLOWS = ("complaint", "question", "erasure")
LONGEST = 2000
_GO_ON = Button(P("button.go_on"), "resume", bound=False)

ASKED: dict[str, Phrase] = {
    "complaint": P("complaint.ask"),
    "question": P("question.ask"),
    "erasure": P("erasure.ask"),
}


def begin(s: Situation, kind: str) -> Outcome:
    if kind == "erasure" and any(loan.state in ("accepted", "paying_out", *OWED) for loan in s.dossier.loans):
        return Outcome(says=(Say((P("erasure.loan_open"), P("erasure.law")), ways_on(s)),))
    session = s.session.enter(kind)
    return Outcome(session, says=(_ask(kind),))


def _ask(kind: str, first: tuple[Phrase, ...] = ()) -> Say:
    return Say((*first, ASKED[kind]), ((Button(P("button.cancel"), "cancel", bound=False),),))


def handle(s: Situation) -> Outcome:
    """The person's own words make the case; anything but words is asked for again."""
    kind = s.session.flow
    if not isinstance(s.what, Said) or not s.what.text.strip():
        return Outcome(says=(_ask(kind, (P("wrong.words"),)),))
    text = s.what.text.strip()[:LONGEST]
    days = {"complaint": s.house.complaint_days, "question": 2, "erasure": 30}[kind]
    deadline = s.ctx.now + timedelta(days=days)
    opened = open_case(s, kind, deadline, text=text)
    ref = _ref(opened)
    language = s.person.language
    lines = [P("case.opened", ref=ref), P("case.answer_by", day=deadline)]
    if kind == "complaint":
        escalation = s.house.complaint_escalation.get(language, s.house.complaint_escalation["en"])
        lines.append(P("complaint.escalation", address=escalation))
    if kind == "erasure":
        lines.append(P("erasure.law"))
    told = Say(tuple(lines), ways_on(s), important=True)
    return opened + Outcome(s.session.enter("menu"), says=(told,))


def look_again(s: Situation) -> Outcome:
    """A person is to look at the last automated outcome; without one it is a question."""
    application = s.dossier.application
    if application is None or application.state == "closed" or application.outcome not in ("decline", "counter"):
        return begin(s, "question")
    if any(c.kind == "review" and c.application_id == application.application_id for c in s.dossier.cases):
        return Outcome(says=(Say((P("review.already"),), ((STATUS_BUTTON,),)),))
    deadline = s.ctx.now + timedelta(days=s.house.review_days)
    opened = open_case(s, "review", deadline, application_id=application.application_id, amount=application.principal)
    lines = (P("case.opened", ref=_ref(opened)), P("case.answer_by", day=deadline), P("review.both_kept"))
    return opened + Outcome(says=(Say(lines, ((STATUS_BUTTON, _GO_ON),), important=True),))


def hard(s: Situation, ref: str) -> Outcome:
    """It is difficult this month: thanks, what can be done at once, and a person."""
    buttons = (
        (Button(P("button.promise"), "promise", ref, False), Button(P("button.pay_part"), "paysum", ref, False)),
        (PERSON_BUTTON, STATUS_BUTTON),
    )
    return Outcome(says=(Say((P("hard.thanks"), P("hard.options")), buttons),))


def _ref(opened: Outcome) -> str:
    return next(f.ref for f in opened.facts if isinstance(f, CaseOpened))
