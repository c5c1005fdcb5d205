"""What facts about asking for a loan change: documents, applications, decisions, offers, the loan itself."""

from collections.abc import Mapping
from typing import Any

from lending.facts.applications import (
    ApplicationClosed,
    ApplicationDecided,
    ApplicationMade,
    DisclosureDelivered,
    DisclosureMade,
    DocumentChecked,
    DocumentReceived,
    OfferAccepted,
    OfferClosed,
    OfferMade,
)
from lending.facts.base import Fact
from storage.pictures import Picture, make_findable
from storage.schema import application, decision, document, loan, offer
from storage.writing import Writing, minor_of


def _made(w: Writing, f: ApplicationMade) -> None:
    w.add(
        application,
        id=f.application_id,
        ref=f.ref,
        person_id=f.person_id,
        branch=f.branch,
        product=f.product,
        term_count=f.term.count,
        term_unit=f.term.unit.value,
        purpose=f.purpose,
        state="open",
        made_on=f.dated.booked_on,
        made_at=w.at,
        outcome="",
        decision={},
        decided_on=None,
        closed_why="",
        answers=w.sealed(f.person_id, application, "answers", f.application_id, f.answers),
        **minor_of(principal=f.principal),
    )


def _decided(w: Writing, f: ApplicationDecided) -> None:
    """An indication leaves the application open; a decision closes the question until somebody decides anew."""
    w.add(
        decision,
        id=f.decision_id,
        application_id=f.application_id,
        person_id=f.person_id,
        stage=f.stage,
        outcome=f.outcome,
        grade=f.grade,
        points=f.points,
        pd=str(f.pd),
        term_count=f.term.count,
        term_unit=f.term.unit.value,
        rate=str(f.rate),
        reasons=list(f.reasons),
        model_version=f.model_version,
        policy_version=f.policy_version,
        decided_by=f.by,
        decided_on=f.dated.booked_on,
        result=f.result,
        inputs=w.sealed(f.person_id, decision, "inputs", f.decision_id, f.inputs),
        **minor_of(principal=f.principal),
    )
    given = {"outcome": f.outcome, "decision": f.result, "decided_on": f.dated.booked_on}
    if f.stage == "indication":
        w.move(application, f.application_id, ("open",), "open", **given)
    else:
        state = "referred" if f.outcome == "refer" else "decided"
        w.move(application, f.application_id, ("open", "decided", "referred"), state, **given)


def _closed(w: Writing, f: ApplicationClosed) -> None:
    w.move(application, f.application_id, ("open", "decided", "referred"), "closed", closed_why=f.why)


def _received(w: Writing, f: DocumentReceived) -> None:
    w.add(
        document,
        id=f.document_id,
        person_id=f.person_id,
        application_id=f.application_id,
        purpose=f.purpose,
        state="received",
        verdict="",
        path="",
        received_on=f.dated.booked_on,
        received_at=w.at,
        size=f.size,
        content_index="",
        picture_hash="",
        ciphertext_sha256="",
        width=0,
        height=0,
        file_id=w.sealed(f.person_id, document, "file_id", f.document_id, f.file_id),
    )


def _checked(w: Writing, f: DocumentChecked) -> None:
    """Its hashes are kept for comparing while the person is not erased."""
    erased = f.person_id is not None and w.vault.is_erased(f.person_id)
    index, picture = ("", "") if erased else (f.content_index, f.picture_hash)
    detail = None if erased else f.picture_detail
    w.move(
        document,
        f.document_id,
        ("received",),
        "ok" if f.verdict == "ok" else "refused",
        verdict=f.verdict,
        path=f.path,
        content_index=index,
        picture_hash=picture,
        ciphertext_sha256=f.ciphertext_sha256,
        width=f.width,
        height=f.height,
        picture_detail=detail,
    )
    if f.person_id is not None:
        make_findable(w.connection, Picture(f.person_id, f.document_id, f.purpose, index, picture, detail))


def _offered(w: Writing, f: OfferMade) -> None:
    w.add(
        offer,
        id=f.offer_id,
        application_id=f.application_id,
        person_id=f.person_id,
        product=f.product,
        terms=f.terms,
        penalty=f.penalty,
        pack=f.pack,
        valid_until=f.valid_until,
        made_at=w.at,
        state="open",
        closed_why="",
        **minor_of(principal=f.principal),
    )


def _offer_closed(w: Writing, f: OfferClosed) -> None:
    w.move(offer, f.offer_id, ("open",), "closed", closed_why=f.why)


def _accepted(w: Writing, f: OfferAccepted) -> None:
    """The loan stands from here; it runs once its money went out."""
    w.move(offer, f.offer_id, ("open",), "accepted")
    w.add(
        loan,
        id=f.loan_id,
        ref=f.loan_ref,
        offer_id=f.offer_id,
        application_id=f.application_id,
        person_id=f.person_id,
        branch=f.branch,
        product=f.product,
        terms=f.terms,
        penalty=f.penalty,
        pack=f.pack,
        state="accepted",
        accepted_on=f.dated.value_date,
        accepted_at=w.at,
        disbursed_on=None,
        servicing=f.servicing,
        bucket=None,
        suspended=None,
        **minor_of(principal=f.principal),
    )


def _journal_alone(_w: Writing, _f: Fact) -> None:
    """The journal is the evidence; no table repeats it."""


TABLE: Mapping[type[Fact], Any] = {
    ApplicationMade: _made,
    ApplicationDecided: _decided,
    ApplicationClosed: _closed,
    DocumentReceived: _received,
    DocumentChecked: _checked,
    OfferMade: _offered,
    OfferClosed: _offer_closed,
    OfferAccepted: _accepted,
    DisclosureMade: _journal_alone,
    DisclosureDelivered: _journal_alone,
}
