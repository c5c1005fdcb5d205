"""What staff decide: identity, referrals and reviews, within their limit alone and above it with a second person.

A hard rule stays a hard rule: no button overrides it. An approval names a coded reason; the borrower is told
the outcome in words; both the program's decision and the person's are kept.
"""

from dataclasses import replace
from typing import Any

from conversations import offering
from conversations.ask_questions import ASK, answers_of
from conversations.authority import authority
from conversations.cases import card_of, to_group
from conversations.context import StaffMember
from conversations.deceit import judged, was_looked_at
from conversations.deciding import applicant_of, hard_failures
from conversations.desk import done_with
from conversations.outcome import NotDue, Outcome
from conversations.paying_out import order_if_ready
from conversations.reason_words import reason_phrase
from conversations.say import Button, EraseCase, Invoice, P, Phrase, RetireButtons, Say, Saying
from conversations.session import Session
from conversations.situation import Situation
from conversations.standing import STATUS_BUTTON
from conversations.term_words import proposed_term, term_phrase
from lending.facts.applications import ApplicationClosed, ApplicationDecided
from lending.facts.cases import CaseClosed, CaseProposed
from lending.facts.people import IdentityNotVerified, IdentityVerified
from lending.money import Money
from lending.records import Case, Person
from lending.term import Term
from scoring.applicant import Applicant
from scoring.decision import Decision, decide

APPROVE_REASONS: dict[str, Phrase] = {
    "income_seen": P("approve.income_seen"),
    "known_customer": P("approve.known_customer"),
    "purpose_clear": P("approve.purpose_clear"),
}
REFUSE_REASONS: dict[str, Phrase] = {
    "income_unproven": P("refuse.income_unproven"),
    "budget_too_tight": P("refuse.budget_too_tight"),
    "documents_unclear": P("refuse.documents_unclear"),
    "policy": P("refuse.policy"),
}


def to_borrower(outcome: Outcome, person: Person) -> Outcome:
    """What was decided about somebody in another's turn: said in their own chat; the session stays the speaker's."""
    return replace(outcome, session=None, says=tuple(_addressed(x, person) for x in outcome.says))


def _addressed(saying: Saying, person: Person) -> Saying:
    if isinstance(saying, Say) and saying.chat_id is None:
        return replace(saying, chat_id=person.telegram_id, language=person.language, person=person.person_id)
    assert not isinstance(saying, Invoice | RetireButtons), "only messages are said in another's turn"
    return saying


def about(s: Situation) -> Situation:
    """The situation of the person the case is about, with their last application's answers."""
    subject = s.dossier.subject
    assert subject is not None
    assert subject.person is not None
    last = subject.application
    answers = {k: v for k, v in answers_of(last).items() if k in {q.key for q in ASK}} if last else {}
    return s.knowing(subject).at(Session(answers=answers))


def close(s: Situation, case: Case, member: StaffMember, verdict: dict[str, Any], note: str = "") -> Outcome:
    """The case is decided; its file leaves the chat."""
    first = case.proposed_by if case.state == "proposed" and case.proposed_by is not None else member.telegram_id
    fact = CaseClosed(
        dated=s.dated,
        person_id=case.person_id,
        case_id=case.case_id,
        by=first,
        second=member.telegram_id if first != member.telegram_id else None,
        verdict=verdict,
        note=note or None,
    )
    erase, dues = done_with(case, member.telegram_id)
    return Outcome(s.session.enter("desk"), (fact,), (erase, Say((P("desk.closed", ref=case.ref),))), dues=dues)


def identity_ok(s: Situation, case: Case, member: StaffMember) -> Outcome:
    """The same person: a loan that waited for it is paid out now."""
    borrower = about(s)
    person = replace(borrower.person, identity="verified")
    fact = IdentityVerified(dated=s.dated, person_id=person.person_id, case_ref=case.ref, by=member.telegram_id)
    told = Outcome(facts=(fact,), says=(Say((P("identity.verified"),), ((STATUS_BUTTON,),)),))
    for loan in borrower.dossier.loans:
        if loan.state == "accepted":
            told = told + order_if_ready(borrower, loan, person)
    return to_borrower(told, person) + close(s, case, member, {"action": "verified"})


def identity_no(s: Situation, case: Case, member: StaffMember, reason: str, words: Phrase) -> Outcome:
    """Not the same, or not to be seen: the person is told which, and can send new pictures."""
    person = about(s).person
    fact = IdentityNotVerified(
        dated=s.dated, person_id=person.person_id, case_ref=case.ref, by=member.telegram_id, reason=reason
    )
    again = (
        (Button(P("button.send_photos"), "reprove", bound=False), Button(P("button.person"), "person", bound=False)),
    )
    told = Outcome(facts=(fact,), says=(Say((P("identity.not_verified"), words), again, important=True),))
    return to_borrower(told, person) + close(s, case, member, {"action": "not_verified", "reason": reason})


def tried(s: Situation, principal: Money, term: Term) -> tuple[Applicant, Decision]:
    """The program's decision on these terms today, so that hard rules are seen before a person decides."""
    borrower = about(s)
    applicant = replace(applicant_of(borrower, "decision"), principal=principal, term=term)
    return applicant, decide(applicant, s.house.scoring, s.house.pack, s.ctx.correction, s.ctx.fraud)


def lend(s: Situation, case: Case, member: StaffMember, principal: Money, term: Term, reason: str) -> Outcome:
    """Approve or counter: within the limit it is an offer at once, above it a proposal to a second person."""
    applicant, decision = tried(s, principal, term)
    failed = hard_failures(decision)
    if failed:
        rules = tuple(reason_phrase(reason, applicant.product) for reason in decision.reasons if reason.code in failed)
        return Outcome(says=(Say((P("verdict.hard_rule"), *rules), case_id=case.case_id),))
    verdict = {"action": "lend", "principal": principal.minor, "term": term.plain(), "reason": reason}
    alone = principal.minor <= authority(member, s.house, s.ctx.today).limit_minor
    if not alone and case.state != "proposed":
        return propose(s, case, member, verdict)
    borrower = about(s)
    application = borrower.dossier.application
    assert application is not None
    fact = ApplicationDecided(
        dated=s.dated,
        person_id=application.person_id,
        application_id=application.application_id,
        decision_id=s.ctx.new_id(),
        stage="person",
        outcome="approve",
        grade=decision.grade,
        points=decision.points,
        pd=decision.pd,
        principal=principal,
        term=term,
        rate=decision.rate,
        reasons=(reason,),
        model_version=str(decision.versions.get("model", "")),
        policy_version=str(decision.versions.get("policy", "")),
        by=member.telegram_id,
        result=decision.to_json(),
        inputs=applicant.to_json(),
    )
    cleared = (judged(s, case, member, deceived=False),) if was_looked_at(decision) else ()
    made = _would_lend(principal, term)
    if borrower.person.registered:
        made = offering.make(borrower, application, principal, term, decision.rate)
    return to_borrower(Outcome(facts=(fact, *cleared)) + made, borrower.person) + close(s, case, member, verdict)


def _would_lend(principal: Money, term: Term) -> Outcome:
    """To somebody who is not known yet: the way on is to register, and then these terms are offered."""
    lines = (P("granted.told", amount=principal, months=term_phrase(term)), P("granted.next"))
    go_on = Button(P("button.go_on"), "resume", bound=False)
    return Outcome(says=(Say(lines, ((go_on, Button(P("button.cancel"), "cancel", bound=False)),), important=True),))


def refuse(s: Situation, case: Case, member: StaffMember, reason: str) -> Outcome:
    """Not this time, with the reason in words and the way to complain."""
    borrower = about(s)
    application = borrower.dossier.application
    facts: tuple[ApplicationClosed, ...] = ()
    if application is not None and application.state != "closed":
        facts = (
            ApplicationClosed(
                dated=s.dated,
                person_id=application.person_id,
                application_id=application.application_id,
                why="declined",
            ),
        )
    words = REFUSE_REASONS.get(reason, REFUSE_REASONS["policy"])
    buttons = ((Button(P("button.complain"), "complain", bound=False), Button(P("button.ask"), "apply", bound=False)),)
    lines = (P("refuse.told", ref=case.ref), words, P("refuse.path"))
    told = Outcome(facts=facts, says=(Say(lines, buttons, important=True),))
    return to_borrower(told, borrower.person) + close(s, case, member, {"action": "refuse", "reason": reason})


def propose(s: Situation, case: Case, member: StaffMember, verdict: dict[str, Any]) -> Outcome:
    """Above this member's limit: a second person decides, and until then nothing is done."""
    fact = CaseProposed(
        dated=s.dated, person_id=case.person_id, case_id=case.case_id, by=member.telegram_id, verdict=verdict
    )
    says = (
        EraseCase(case.case_id, member.telegram_id),
        Say((P("desk.proposed", ref=case.ref),)),
        *to_group(s, card_of(case, P("case.second_eyes", name=member.name)), case.ref),
    )
    return Outcome(s.session.enter("desk"), (fact,), says, dues=(NotDue(case.case_id, "claim_lapses"),))


def agree(s: Situation, case: Case, member: StaffMember) -> Outcome:
    """The second person agrees: what was proposed is done."""
    verdict = case.verdict
    principal = Money(int(verdict["principal"]), s.house.currency)
    return lend(s, case, member, principal, proposed_term(verdict), str(verdict["reason"]))
