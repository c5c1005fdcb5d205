"""Indicate and Decide: the answers become an applicant, the scoring floor decides, and the outcome is put into words.

The indication and the decision are the same engine; the indication only knows less. What is stored is the
decision whole, with its inputs, so that it can be made again and explained again.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from conversations import offering
from conversations.ask_questions import ASK, answers_of, monthly_income
from conversations.cases import open_case
from conversations.deceit import evidence_of, pace, proof_wanted
from conversations.explain import explained, indication
from conversations.hours import staff_has_looked_by
from conversations.loan_questions import money, product_of
from conversations.outcome import Outcome
from conversations.proving import step_up
from conversations.say import Button, P, Phrase, Say
from conversations.situation import Situation
from conversations.standing import PERSON_BUTTON, STATUS_BUTTON, open_offer
from lending.days_needed import with_days_needed
from lending.dossier import Dossier
from lending.facts import Fact
from lending.facts.applications import ApplicationClosed, ApplicationDecided, ApplicationMade
from lending.facts.people import BorrowerRegistered
from lending.records import Application
from lending.term import Term
from scoring.applicant import Applicant
from scoring.decision import Decision, decide
from scoring.history import history_of

ASK_KEYS = frozenset(q.key for q in ASK)


def applicant_of(s: Situation, stage: str) -> Applicant:
    """The person's request as the scoring floor sees it. What is not known is None, never zero."""
    answers, dossier = s.session.answers, s.dossier
    birth = s.person.profile.get("birth_date")
    return Applicant(
        stage=stage,
        today=s.ctx.today,
        product=with_days_needed(product_of(s), s.ctx.today),
        principal=money(s, answers["amount"]),
        term=Term.of(answers["term"]),
        purpose=answers["purpose"],
        occupation=answers["occupation"],
        occupation_months=answers["since"],
        income=money(s, monthly_income(answers)),
        living_costs=money(s, answers["costs"]),
        debts=money(s, answers["debts"]),
        household=answers["household"],
        income_verified=any(d.purpose == "income" and d.state == "ok" for d in dossier.documents),
        birth_date=date.fromisoformat(birth) if birth else None,
        history=history_of(dossier.loans, dossier.promises, s.ctx.today, s.house.currency),
        last_refusal_on=_last_refusal(dossier),
        links=dossier.links,
        exposure=dossier.exposure,
        deny_listed=dossier.evidence is not None and dossier.evidence.denied,
        consents=frozenset(purpose for purpose, given in s.person.consents.items() if given),
        evidence=evidence_of(s),
        payday=answers.get("payday") or None,
    )


def _last_refusal(dossier: Dossier) -> date | None:
    """The day of a refusal that showed no way to a loan; who was told what works is not made to wait."""
    last = dossier.application
    if last is None or last.outcome != "decline" or last.decision.get("advice"):
        return None
    return last.decided_on


def asked_for(s: Situation) -> dict[str, Any]:
    """The answers of Ask, which an application keeps, with the product that was chosen or is the only one."""
    return {"product": product_of(s).code} | {k: v for k, v in s.session.answers.items() if k in ASK_KEYS}


def _application(s: Situation) -> tuple[Application, tuple[Fact, ...]]:
    """The open application for exactly these answers, made anew when an answer changed."""
    asked = asked_for(s)
    last = s.dossier.application
    if last is not None and last.state in ("open", "decided") and answers_of(last) == asked:
        return last, ()
    made = ApplicationMade(
        dated=s.dated,
        person_id=s.person.person_id,
        application_id=s.ctx.new_id(),
        ref=s.ctx.reference("A"),
        branch=s.person.branch,
        product=product_of(s).code,
        principal=money(s, asked["amount"]),
        term=Term.of(asked["term"]),
        purpose=asked["purpose"],
        answers=asked,
    )
    closed: tuple[Fact, ...] = ()
    if last is not None and last.state != "closed":
        closed = (
            ApplicationClosed(
                dated=s.dated, person_id=last.person_id, application_id=last.application_id, why="replaced"
            ),
        )
    record = Application(
        application_id=made.application_id,
        ref=made.ref,
        person_id=s.person.person_id,
        branch=made.branch,
        product=made.product,
        principal=made.principal,
        term=made.term,
        purpose=made.purpose,
        state="open",
        made_on=s.ctx.today,
        answers=asked,
    )
    return record, (*closed, made)


def decided_fact(
    s: Situation, application: Application, applicant: Applicant, decision: Decision
) -> ApplicationDecided:
    return ApplicationDecided(
        dated=s.dated,
        person_id=application.person_id,
        application_id=application.application_id,
        decision_id=s.ctx.new_id(),
        stage=decision.stage,
        outcome=decision.outcome,
        grade=decision.grade,
        points=decision.points,
        pd=decision.pd,
        principal=decision.principal,
        term=decision.term,
        rate=decision.rate,
        reasons=tuple(reason.code for reason in decision.reasons),
        model_version=str(decision.versions.get("model", "")),
        policy_version=str(decision.versions.get("policy", "")),
        result=decision.to_json(),
        inputs=applicant.to_json(),
    )


def _decide(s: Situation, stage: str) -> tuple[Application, Decision, tuple[Fact, ...]]:
    application, made = _application(s)
    applicant = applicant_of(s, stage)
    decision = decide(applicant, s.house.scoring, s.house.pack, s.ctx.correction, s.ctx.fraud)
    return application, decision, (*made, decided_fact(s, application, applicant, decision))


def indicate(s: Situation) -> Outcome:
    """Probably, or probably not with a path: before any name or number is asked."""
    if "pace" not in s.session.answers:
        s = s.at(s.session.answered(pace=pace(s, len(ASK_KEYS & s.session.answers.keys()))))
    _, decision, facts = _decide(s, "indication")
    if decision.outcome in ("approve", "refer"):
        session = s.session.answered(indicated="yes")
        change = Button(P("button.change_answers"), "changed")
        data = Button(P("button.data_used"), "data", bound=False)
        return Outcome(session, facts, (Say(indication(s, decision), ((change, data),)),))
    session = s.session.answered(indicated=decision.outcome)
    return Outcome(session, facts, (explained(s.at(session), decision),))


def granted(s: Situation) -> bool:
    """Whether a person has looked at exactly these answers again and would lend."""
    last = s.dossier.application
    asked = asked_for(s)
    return last is not None and last.state == "decided" and last.outcome == "approve" and answers_of(last) == asked


def hard_failures(decision: Decision) -> tuple[str, ...]:
    """The codes of the rules that stand against these terms and that nobody can override."""
    return tuple(rule.code for rule in decision.rules if rule.kind == "hard" and not rule.passed)


def decide_now(s: Situation) -> Outcome:
    """The decision itself, with all that is known: an offer, a counter-proposal, a person, or no with a path."""
    application, decision, facts = _decide(s, "decision")
    done = Outcome(facts=facts)
    if s.session.answers.get("granted") and not hard_failures(decision):
        return done + offering.make(s, application, application.principal, application.term, decision.rate)
    proof = proof_wanted(decision)
    if proof:
        return done + step_up(s, proof)
    if decision.outcome == "approve":
        return done + offering.make(s, application, decision.principal, decision.term, decision.rate)
    if decision.outcome == "refer":
        return done + refer(s, application)
    session = s.session.answered(decided=decision.outcome)
    return done + Outcome(session, says=(explained(s.at(session), decision),))


def refer(s: Situation, application: Application) -> Outcome:
    """A person decides: the borrower is told by when, and the number to ask after."""
    deadline = staff_has_looked_by(s, 4)
    opened = open_case(
        s,
        "referral",
        deadline,
        application_id=application.application_id,
        amount=application.principal,
    )
    told = Say(
        (P("refer.told", ref=application.ref, by=deadline), P("refer.meanwhile")),
        ((STATUS_BUTTON, PERSON_BUTTON),),
        important=True,
    )
    return opened + Outcome(s.session.enter("menu"), says=(told,))


def say_again(s: Situation, first: tuple[Phrase, ...] = ()) -> Outcome:
    """The last outcome in words once more, with its buttons; the offer, where a person has made one since."""
    application, offer = s.dossier.application, open_offer(s)
    if offer is not None:
        return offering.show(s, offer)
    if application is None or not application.decision:
        return Outcome(s.session.without("indicated", "decided"), says=(Say((*first, P("menu.what_next"))),))
    said = explained(s, Decision.from_json(application.decision))
    return Outcome(s.session, says=(replace(said, lines=(*first, *said.lines)),))


def read_take(argument: str) -> tuple[int, int] | None:
    """Principal in minor units and the count of the term from a counter-proposal's button; None when it is not one."""
    left, _, right = argument.partition("/")
    if not (left.isascii() and left.isdigit() and right.isascii() and right.isdigit() and len(argument) < 24):
        return None
    return int(left), int(right)


def as_registered(dossier: Dossier, fact: BorrowerRegistered) -> Dossier:
    """The dossier as it will be after registration, for the rest of this turn."""
    assert dossier.person is not None
    profile: dict[str, Any] = {
        "phone": fact.phone,
        "legal_name": fact.legal_name,
        "national_id": fact.national_id,
        "birth_date": fact.birth_date.isoformat() if fact.birth_date else None,
        "payout_account": fact.payout_account,
    }
    return replace(dossier, person=replace(dossier.person, registered=True, profile=profile))
