"""What the fraud gate asks of people: another proof from a borrower, a look from staff, and a last look before payout.

Staff see which kinds of links and signals weighed how much; whose they are is never shown. The borrower is never told
what was suspected: who is honest gives one more photo, who is not learns nothing.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from conversations.cases import open_case
from conversations.context import StaffMember
from conversations.form import Question
from conversations.outcome import Outcome
from conversations.register_questions import INCOME_PROOF, SECOND_SELFIE
from conversations.say import BLANK, P, Phrase
from conversations.situation import Situation
from lending.evidence import FraudEvidence
from lending.facts.people import FraudJudged
from lending.money import Money
from lending.records import Application, Case, LoanRecord, Person
from scoring.decision import Decision
from scoring.fraud import BLOCK, PASS, REFER, STEP_UP, FraudGate, fraud_gate

PROOFS: dict[str, Question] = {question.key: question for question in (SECOND_SELFIE, INCOME_PROOF)}
PROOF_COUNTS = timedelta(days=30)
"""How long a further proof counts."""

KINDS: dict[str, Phrase] = {
    "national_id": P("deceit.national_id"),
    "picture": P("deceit.picture"),
    "picture_alike": P("deceit.picture_alike"),
    "payout_account": P("deceit.payout_account"),
    "phone": P("deceit.phone"),
    "address": P("deceit.address"),
    "household": P("deceit.household"),
    "bad_near": P("deceit.bad_near"),
    "bad_far": P("deceit.bad_far"),
    "defaults_near": P("deceit.defaults_near"),
    "referral_ring": P("deceit.referral_ring"),
    "guarantor_ring": P("deceit.guarantor_ring"),
    "account_new": P("deceit.account_new"),
    "referred_lately": P("deceit.referred_lately"),
    "asked_lately": P("deceit.asked_lately"),
    "statements_changed": P("deceit.statements_changed"),
    "answer_ms": P("deceit.answer_ms"),
    "payee_differs": P("deceit.payee_differs"),
    "anomaly": P("deceit.anomaly"),
    "model": P("deceit.model"),
}
"""Every kind that can weigh, in words for staff."""


def evidence_of(s: Situation) -> FraudEvidence | None:
    """What the tables hold, with what only this conversation knows: how fast was answered, and proofs just given."""
    known = s.dossier.evidence
    if known is None:
        return None
    return replace(known, answer_ms=s.session.answers.get("pace"), proofs=_proofs(s))


def _proofs(s: Situation) -> int:
    """Those stored, and the one that this very turn found good."""
    since = s.ctx.today - PROOF_COUNTS
    given = (d for d in s.dossier.documents if d.purpose in PROOFS and d.state == "ok" and d.received_on > since)
    stored = {str(document.document_id) for document in given}
    now = {str(s.session.answers[key]) for key in PROOFS if key in s.session.answers}
    return len(stored | now)


def pace(s: Situation, asked: int) -> int | None:
    """Mean milliseconds from one answer to the next since the first question; None where that was not noted."""
    begun = s.session.answers.get("begun")
    if begun is None or not asked:
        return None
    return (s.ctx.now - datetime.fromisoformat(begun)) // timedelta(milliseconds=asked)


def proof_wanted(decision: Decision) -> str:
    """The further proof that this decision hangs on, "" for none."""
    if decision.fraud is None or decision.fraud.outcome != STEP_UP:
        return ""
    return next((need for need in decision.needs if need in PROOFS), "")


def lines_for_staff(decision: Decision) -> tuple[Phrase, ...]:
    """The kinds of links and signals with their weights; nothing where nothing weighed."""
    if decision.fraud is None or not decision.fraud.parts:
        return ()
    return words_of(decision.fraud.weight, decision.fraud.parts)


def words_of(weight: int, parts: Sequence[tuple[str, int]]) -> tuple[Phrase, ...]:
    """A weight and its parts, for staff."""
    named = (P("file.deceit.part", kind=KINDS[kind], weight=f"{part:+}") for kind, part in parts if kind in KINDS)
    return (BLANK, P("file.deceit", weight=weight), *named)


def gate_now(s: Situation) -> FraudGate:
    """The gate as it stands in this turn, for the person that the situation is about."""
    return fraud_gate(s.dossier.links, s.house.scoring.fraud, evidence_of(s), s.ctx.fraud)


def held_back(s: Situation, loan: LoanRecord, person: Person, amount: Money) -> Outcome | None:
    """A case for staff where more speaks against the person now than at the decision; None where money may leave."""
    if s.dossier.evidence is None:
        return None
    gate = gate_now(s)
    if gate.outcome in (PASS, STEP_UP) or gate.weight <= _weighed(s.dossier.application):
        return None
    if any(case.kind == "deceit" for case in s.dossier.cases):
        return Outcome()
    about = s.knowing(replace(s.dossier, person=person))
    return open_case(about, "deceit", s.later(hours=8), loan_id=loan.loan_id, amount=amount)


def _weighed(application: Application | None) -> int:
    if application is None or not application.decision:
        return 0
    found = Decision.from_json(application.decision).fraud
    return 0 if found is None else found.weight


def may_be_lifted(s: Situation) -> bool:
    """Whether a person may say that there is no deceit: what blocks is not lifted by a button."""
    return gate_now(s).outcome != BLOCK


def judged(s: Situation, case: Case, member: StaffMember, *, deceived: bool) -> FraudJudged:
    """What staff found about the person of the case."""
    first = case.proposed_by if case.proposed_by is not None else member.telegram_id
    second = member.telegram_id if member.telegram_id != first else None
    return FraudJudged(
        dated=s.dated, person_id=case.person_id, deceived=deceived, case_ref=case.ref, by=first, second=second
    )


def was_looked_at(decision: Decision) -> bool:
    """Whether staff have this request before them because of what the gate found."""
    return decision.fraud is not None and decision.fraud.outcome == REFER
