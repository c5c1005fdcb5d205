"""What if I pay early, late, or another amount: tried on an offer or a running loan, and nothing is changed by it.

A choice, one question, an answer with exact figures, and again. The answer leaves the session where it was, so that
another day can be typed at once. What the person was in the middle of before comes back when they leave.
"""

from datetime import date
from typing import Any

from conversations import apply, menu, offering, proving, repaying, standing
from conversations.form import Wrong
from conversations.outcome import Outcome
from conversations.running import running
from conversations.say import Button, P, Phrase, Say
from conversations.session import Session
from conversations.situation import Situation
from conversations.term_words import counts_months
from conversations.what_if_another import requoted_lines
from conversations.what_if_answers import (
    LOAN_AS_IT_WAS,
    OFFER_AS_IT_WAS,
    early_lines,
    late_lines,
    sum_lines,
)
from conversations.what_if_questions import Rows, Subject, choices, question_lines, read, tried_sum
from lending.loan import Loan
from lending.money import Money
from lending.what_if import paid_late, paid_off, paid_sum

FLOW = "what_if"
KEPT = (apply.FLOW, proving.AGAIN)
"""Flows whose answers are kept while somebody tries things out."""

LABELS: dict[str, Phrase] = {
    "early": P("button.if_early"),
    "late": P("button.if_late"),
    "amount": P("button.if_amount"),
    "term": P("button.if_months"),
    "sum": P("button.if_sum"),
    "sum_day": P("button.if_other_day"),
}


def begin(s: Situation) -> Outcome:
    """The button on an offer or a loan: what can be tried."""
    about = s.pressed.argument if s.pressed is not None else ""
    subject = _subject(s, about)
    if subject is None:
        return _no_subject(s, about)
    offer = standing.open_offer(s)
    of = {"product": offer.product} if offer is not None and not subject.ref else {}
    session = s.session.enter(FLOW, about=about, **{**of, **_before(s.session)})
    edits = s.pressed.message_id if s.pressed is not None and not subject.ref else None
    return Outcome(session, says=(_choice(s, subject, edits),))


def _before(session: Session) -> dict[str, Any]:
    if session.flow == FLOW:
        return {"before": session.answers["before"]} if "before" in session.answers else {}
    if session.flow not in KEPT:
        return {}
    return {"before": {"flow": session.flow, "version": session.version, "answers": session.answers}}


def left(session: Session) -> Session:
    """The session once this is over: what was going on before, else the menu."""
    before = session.answers.get("before")
    if before is None:
        return session.enter("menu")
    return Session(before["flow"], before["version"], session.revision + 1, dict(before["answers"]))


def _subject(s: Situation, about: str) -> Subject | None:
    """The offer that stands or the loan that runs, as named; None where it does no longer."""
    offer = standing.open_offer(s)
    if offer is not None and str(offer.offer_id) == about:
        terms, penalty = offering.terms_of(offer)
        return Subject(about, Loan.from_happened(terms, penalty, (), terms.disbursed_on), s.today)
    record = repaying.named(s, about)
    if record is None:
        return None
    loan = running(record, s.today).loan
    return Subject(about, loan, s.today, record.ref)


def _no_subject(s: Situation, about: str) -> Outcome:
    """Neither stands any more: said as the offer or the loan itself would say it."""
    session = left(s.session) if s.session.flow == FLOW else None
    said = repaying.begin(s, about) if about.startswith("L-") else offering.gone(s)
    return Outcome(session) + said


def _choice(s: Situation, subject: Subject, edits: int | None = None) -> Say:
    """What can be tried; for an offer the usual early days are told at once."""
    if subject.ref:
        lines: tuple[Phrase, ...] = (P("whatif.choose_loan", ref=subject.ref, left=subject.loan.left_to_pay),)
    else:
        lines = (*offering.what_if(subject.terms), P("whatif.choose"))
    asked = [Button(_label(subject, q), "wi", q) for q in subject.questions if q != "sum_day"]
    rows = tuple((button,) for button in asked)
    return Say(lines, (*rows, _way_back(s, subject)), edits=edits)


def _label(subject: Subject, question: str) -> Phrase:
    if question == "term" and not counts_months(subject.terms):
        return P("button.if_time")
    return LABELS[question]


def _way_back(s: Situation, subject: Subject) -> tuple[Button, ...]:
    if subject.ref:
        return (Button(P("button.back_to_loan"), "leave"),)
    return (
        Button(P("button.back_to_offer"), "keyfacts", subject.about, False),
        Button(P("button.accept"), "accept", subject.about, False),
    )


def handle(s: Situation) -> Outcome:
    """Whatever is pressed, typed or sent while something is tried."""
    about = str(s.session.answers.get("about", ""))
    subject = _subject(s, about)
    if subject is None:
        return _no_subject(s, about)
    match s.pressed.action if s.pressed is not None else "":
        case "wi":
            return _ask_pressed(s, subject)
        case "back":
            return back(s)
        case "again":
            return Outcome(s.session.without("question", "sum"), says=(_choice(s, subject),))
        case "leave":
            return Outcome(left(s.session)) + menu.loan(s, subject.ref)
        case "paythis":
            return Outcome(left(s.session)) + repaying.press_how(s)
    question = s.session.answers.get("question")
    if question not in subject.questions:
        return Outcome(s.session, says=(_choice(s, subject),))
    answer = read(s, subject, question)
    if isinstance(answer, Wrong):
        return Outcome(s.session, says=(_question(s, subject, question, first=(answer.why,)),))
    return _answer(s, subject, question, answer)


def _ask_pressed(s: Situation, subject: Subject) -> Outcome:
    assert s.pressed is not None
    question, _, minor = s.pressed.argument.partition("=")
    tried = {"sum": int(minor)} if minor.isascii() and minor.isdigit() and 0 < len(minor) < 16 else {}
    if question not in subject.questions or (question == "sum_day") != bool(tried):
        return Outcome(s.session, says=(_choice(s, subject),))
    session = s.session.without("sum").answered(question=question, **tried)
    edits = s.pressed.message_id if question != "sum_day" else None
    return Outcome(session, says=(_question(s.at(session), subject, question, edits=edits),))


def _question(
    s: Situation, subject: Subject, question: str, *, first: tuple[Phrase, ...] = (), edits: int | None = None
) -> Say:
    out = (Button(P("button.back"), "back"), Button(P("button.later"), "later"))
    rows = (*choices(s, subject, question), out)
    return Say((*first, *question_lines(s, subject, question)), rows, edits=edits)


def ask_again(s: Situation) -> Outcome:
    """After a long silence, or to go on: the open question, or the choice."""
    about, question = str(s.session.answers.get("about", "")), s.session.answers.get("question")
    subject = _subject(s, about)
    if subject is None:
        return _no_subject(s, about)
    return Outcome(
        s.session, says=(_question(s, subject, question) if question in subject.questions else _choice(s, subject),)
    )


def back(s: Situation) -> Outcome:
    """From a question to the choice, from there to the offer or the loan."""
    about = str(s.session.answers.get("about", ""))
    subject = _subject(s, about)
    if subject is None:
        return _no_subject(s, about)
    if "question" in s.session.answers:
        edits = s.pressed.message_id if s.pressed is not None else None
        return Outcome(s.session.without("question", "sum"), says=(_choice(s, subject, edits),))
    offer = standing.open_offer(s)
    if subject.ref or offer is None:
        return Outcome(left(s.session)) + menu.loan(s, subject.ref)
    return offering.show(s.at(left(s.session)), offer)


def _answer(s: Situation, subject: Subject, question: str, answer: Any) -> Outcome:
    if question in ("amount", "term"):
        return _requoted(s, subject, question, answer)
    as_it_was = LOAN_AS_IT_WAS if subject.ref else OFFER_AS_IT_WAS
    pays: Rows = ()
    if question == "early":
        early = paid_off(subject.loan, answer)
        lines, pays = early_lines(early, s.today, as_it_was), _pay(subject, early.amount, answer)
    elif question == "late":
        lines = late_lines(paid_late(subject.loan, answer), subject.loan, answer, s.today, as_it_was)
        pays = _pay(subject, None, answer)
    else:
        amount, on = (answer, subject.first_day) if question == "sum" else (tried_sum(s), answer)
        then = paid_sum(subject.loan, amount, on)
        lines, pays = sum_lines(then, s.today, subject.first_day), _pay(subject, amount, on)
        other_day = Button(LABELS["sum_day"], "wi", f"sum_day={amount.minor}")
        pays = (*pays, (other_day,))
    return Outcome(s.session, says=(Say(lines, (*pays, *_further(s, subject))),))


def _pay(subject: Subject, amount: Money | None, on: date | int) -> Rows:
    """What was tried for today can be paid now; for another day the ways to pay are shown."""
    if not subject.ref:
        return ()
    if amount is not None and amount.minor and on == subject.first_day:
        pressed = f"{subject.ref}={amount.minor}"
        return ((Button(P("button.pay_this", amount=amount), "paythis", pressed),),)
    return ((Button(P("button.pay"), "pay", subject.ref, False),),)


def _further(s: Situation, subject: Subject) -> Rows:
    return ((Button(P("button.if_again"), "again"), _way_back(s, subject)[0]),)


def _requoted(s: Situation, subject: Subject, question: str, answer: Any) -> Outcome:
    """The offer with another amount or time, held against every rule before a figure is shown."""
    offer, application = standing.open_offer(s), s.dossier.application
    assert offer is not None, "the subject is the offer that stands"
    if application is None or not application.answers:
        return offering.gone(s)
    change = offering.change_button(subject.terms, subject.about)
    lines = requoted_lines(s, offer, application, subject.terms, {question: answer})
    return Outcome(s.session, says=(Say(lines, ((change,), *_further(s, subject))),))
