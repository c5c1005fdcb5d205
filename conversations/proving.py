"""Prove: a photo arrives, the worker looks at it outside the turn, and its finding is the next event.

One picture at a time, each judged at once; a bad photo gets advice on taking a better one. When id and selfie are in, a
case asks staff to see them side by side, and the decision does not wait for that: only the payout does.
"""

from collections.abc import Callable
from datetime import date

from conversations.cases import open_case
from conversations.deceit import PROOFS
from conversations.event import DocumentLookedAt, SentFile
from conversations.form import Form, Question, ask, current
from conversations.form import again as ask_again
from conversations.hours import staff_has_looked_by
from conversations.outcome import Outcome, Work
from conversations.register_questions import CONSENT_TEXT_VERSION, PROVE
from conversations.say import Button, P, Phrase, Say
from conversations.situation import Situation
from lending.facts.applications import DocumentChecked, DocumentReceived
from lending.facts.people import ConsentRecorded
from lending.records import Document

AGAIN = "prove"
MAX_BYTES = 20 * 1024 * 1024  # what a bot may download

ADVICE: dict[str, Phrase] = {
    "too_big": P("photo.too_big"),
    "not_a_picture": P("photo.not_a_picture"),
    "too_small": P("photo.too_small"),
    "too_dark": P("photo.too_dark"),
    "too_bright": P("photo.too_bright"),
    "blurry": P("photo.blurry"),
    "unreadable": P("photo.unreadable"),
    "fetch_failed": P("photo.fetch_failed"),
    "seen_before": P("photo.seen_before"),
}

ALIKE_BITS = 6
"""Hashes of one picture, packed twice, differ in no more bits than this."""

iso = date.fromisoformat


def held(s: Situation, purpose: str) -> Document | None:
    """A good document of that purpose that is already here."""
    good = (d for d in s.dossier.documents if d.purpose == purpose and d.state == "ok")
    return next(iter(sorted(good, key=lambda d: d.received_on, reverse=True)), None)


def needed(s: Situation) -> Form:
    """What is still to be proven: nothing that was proven before, or that staff are looking at; and the further proof
    that a decision asked for.
    """
    further = s.session.answers.get("step_up")
    more = (PROOFS[further],) if further in PROOFS else ()
    if s.person.identity == "verified" or any(case.kind == "identity" for case in s.dossier.cases):
        return more
    return (*PROVE, *more)


def step_up(s: Situation, proof: str) -> Outcome:
    """One more proof, before the decision is told."""
    then = s.at(s.session.answered(step_up=proof))
    return Outcome(then.session, says=(ask(then, (PROOFS[proof],), PROOFS[proof], (P("prove.one_more"),)),))


def begin_again(s: Situation) -> Outcome:
    """New photos, after staff could not match the first ones."""
    session = s.session.enter(AGAIN)
    return again(s.at(session), ())


def again(s: Situation, first: tuple[Phrase, ...]) -> Outcome:
    """The next photo of a second try, or thanks when both are in."""
    question = current(needed(s), s.session.answers)
    if question is None:
        status, person = (
            Button(P("button.status"), "status", "", False),
            Button(P("button.person"), "person", "", False),
        )
        return Outcome(s.session.enter("menu"), says=(Say((*first, P("prove.both_sent")), ((status, person),)),))
    return Outcome(s.session, says=(ask(s, PROVE, question, first),))


def handle_again(s: Situation) -> Outcome:
    """Everything said while new photos are awaited."""
    question = current(needed(s), s.session.answers)
    if "checking" in s.session.answers:
        return Outcome(says=(Say((P("prove.checking"),)),))
    if question is not None and isinstance(s.what, SentFile):
        return received(s, question)
    if question is None:
        return again(s, ())
    return Outcome(says=(ask_again(s, PROVE, question, P("wrong.photo")),))


def received(s: Situation, question: Question) -> Outcome:
    """A photo came: recorded at once, looked at outside the turn."""
    file = s.what
    assert isinstance(file, SentFile)
    if file.size > MAX_BYTES:
        return Outcome(says=(ask_again(s, needed(s), question, ADVICE["too_big"]),))
    document_id = s.ctx.new_id()
    fact = DocumentReceived(
        dated=s.dated,
        person_id=s.person.person_id,
        document_id=document_id,
        application_id=None,
        purpose=question.key,
        size=file.size,
        file_id=file.file_id,
    )
    consent: tuple[ConsentRecorded, ...] = ()
    if question.key == "selfie":
        consent = (
            ConsentRecorded(
                dated=s.dated,
                person_id=s.person.person_id,
                purpose="selfie",
                text_version=CONSENT_TEXT_VERSION,
                given=True,
            ),
        )
    work = Work("document", document_id, {"file_id": file.file_id, "purpose": question.key, "kind": file.kind})
    session = s.session.answered(checking={"key": question.key, "document": str(document_id)})
    return Outcome(session, (fact, *consent), (Say((P("prove.checking"),)),), (work,))


Advance = Callable[[Situation, tuple[Phrase, ...]], Outcome]


def looked_at(s: Situation, advance: Advance) -> Outcome:
    """The worker's finding: the next thing to prove, or advice and the same question again."""
    finding = s.what
    assert isinstance(finding, DocumentLookedAt)
    document = s.dossier.document
    if document is None or document.state != "received":
        return Outcome()
    verdict = finding.verdict
    if verdict == "ok" and _own_other_picture(s, finding):
        verdict = "seen_before"
    checked = DocumentChecked(
        dated=s.dated,
        person_id=s.person.person_id,
        document_id=document.document_id,
        purpose=document.purpose,
        verdict=verdict,
        path=finding.path,
        content_index=finding.content_index,
        picture_hash=finding.picture_hash,
        picture_detail=finding.picture_detail or None,
        ciphertext_sha256=finding.ciphertext_sha256,
        width=finding.width,
        height=finding.height,
    )
    waiting = s.session.answers.get("checking")
    if s.session.flow not in ("apply", AGAIN) or not waiting or waiting["document"] != str(document.document_id):
        return Outcome(facts=(checked,))
    session = s.session.without("checking")
    if verdict != "ok":
        question = next(q for q in (*PROVE, *PROOFS.values()) if q.key == document.purpose)
        problem = ADVICE.get(verdict, ADVICE["unreadable"])
        return Outcome(session, (checked,), (ask_again(s.at(session), PROVE, question, problem),))
    session = session.answered(**{document.purpose: str(document.document_id)})
    then = s.at(session)
    done = Outcome(session, (checked,))
    onward = again if s.session.flow == AGAIN else advance
    if document.purpose != PROVE[-1].key:  # a further proof is no reason to ask staff again
        return done + onward(then, (P("prove.good"),))
    return done + _ask_staff(then) + onward(then, (P("prove.both_good"),))


def _own_other_picture(s: Situation, finding: DocumentLookedAt) -> bool:
    """The same picture sent for both purposes, be it packed anew or a little smaller."""
    return any(
        d.state == "ok" and (d.content_index == finding.content_index or _alike(d.picture_hash, finding.picture_hash))
        for d in s.dossier.documents
        if s.dossier.document is not None and d.purpose != s.dossier.document.purpose
    )


def _alike(one: str, other: str) -> bool:
    """Whether two perceptual hashes (hex, of one length) are of the same picture."""
    if not one or len(one) != len(other):
        return False
    return (int(one, 16) ^ int(other, 16)).bit_count() <= ALIKE_BITS


def _ask_staff(s: Situation) -> Outcome:
    """Staff are to see id and selfie side by side before any payout."""
    return open_case(s, "identity", staff_has_looked_by(s, 8))
