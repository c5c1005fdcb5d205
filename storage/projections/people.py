"""What facts about people change: the person's row, the consents, and the blind indexes of what is personal."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from lending.facts.base import Fact
from lending.facts.people import (
    BorrowerRegistered,
    ConsentRecorded,
    ContactChosen,
    FraudJudged,
    IdentityNotVerified,
    IdentityVerified,
    LanguageChosen,
    PersonMet,
    PersonVouchedFor,
    PinReset,
    PinSet,
    PinTried,
    PrivacyNoticeShown,
    ReachChanged,
)
from storage import deny_list
from storage.blind import PERSONAL_KINDS
from storage.schema import blind_index, consent, fraud_finding, person, vouching
from storage.upsert import insert_if_new
from storage.writing import Writing, iso


def _whose(fact: Fact) -> UUID:
    assert fact.person_id is not None, f"{type(fact).__name__} is about a person"
    return fact.person_id


def _met(w: Writing, f: PersonMet) -> None:
    w.add(
        person,
        id=_whose(f),
        telegram_id=f.telegram_id,
        language=f.language,
        timezone=f.timezone,
        branch=f.branch,
        reachable=True,
        registered=False,
        identity="unknown",
        pin_failures=0,
        pin_set=False,
        notice_version="",
        stopped_classes=[],
        met_on=f.dated.booked_on,
    )


def _language(w: Writing, f: LanguageChosen) -> None:
    w.change(person, _whose(f), language=f.language)


def _notice(w: Writing, f: PrivacyNoticeShown) -> None:
    w.change(person, _whose(f), notice_version=f.version)


def _consent(w: Writing, f: ConsentRecorded) -> None:
    w.add(
        consent,
        id=w.entry,
        person_id=_whose(f),
        purpose=f.purpose,
        text_version=f.text_version,
        given=f.given,
        at=w.at,
    )


def _registered(w: Writing, f: BorrowerRegistered) -> None:
    """Also after an edit: the profile and its indexes are those of the latest registration."""
    whose = _whose(f)
    known = {
        "phone": f.phone,
        "legal_name": f.legal_name,
        "national_id": f.national_id,
        "birth_date": iso(f.birth_date),
        "payout_account": f.payout_account,
        "address": f.address,
    }
    given = {name: value for name, value in known.items() if value is not None}
    w.change(person, whose, registered=True, profile=w.sealed(whose, person, "profile", whose, given or None))
    w.connection.execute(delete(blind_index).where(blind_index.c.person_id == whose))
    rows = [
        {"kind": kind, "value": w.vault.blind(kind, given[kind]), "person_id": whose}
        for kind in PERSONAL_KINDS
        if kind in given
    ]
    if rows:
        w.connection.execute(insert(blind_index), rows)


def _pin_set(w: Writing, f: PinSet) -> None:
    whose = _whose(f)
    w.change(
        person, whose, pin_set=True, pin_failures=0, pin_hash=w.sealed(whose, person, "pin_hash", whose, f.pin_hash)
    )


def _pin_tried(w: Writing, f: PinTried) -> None:
    failures = 0 if f.right else person.c.pin_failures + 1
    w.change(person, _whose(f), pin_failures=failures)


def _pin_reset(w: Writing, f: PinReset) -> None:
    w.change(person, _whose(f), pin_set=False, pin_failures=0, pin_hash=None)


def _reach(w: Writing, f: ReachChanged) -> None:
    w.change(person, _whose(f), reachable=f.reachable)


def _contact(w: Writing, f: ContactChosen) -> None:
    whose = _whose(f)
    stopped = set(w.connection.execute(select(person.c.stopped_classes).where(person.c.id == whose)).scalar_one())
    changed = stopped - {f.message_class} if f.allowed else stopped | {f.message_class}
    w.change(person, whose, stopped_classes=sorted(changed))


def _verified(w: Writing, f: IdentityVerified) -> None:
    w.change(person, _whose(f), identity="verified")


def _not_verified(w: Writing, f: IdentityNotVerified) -> None:
    w.change(person, _whose(f), identity="refused")


def _vouched_for(w: Writing, f: PersonVouchedFor) -> None:
    """Somebody was brought here by one person, the first; guarantors there may be several."""
    whose = _whose(f)
    brought = select(vouching.c.by_id).where(vouching.c.how == f.how, vouching.c.person_id == whose)
    if f.how == "referral" and w.connection.execute(brought).first() is not None:
        return
    row = {"how": f.how, "person_id": whose, "by_id": f.by_person, "since": f.dated.booked_on}
    insert_if_new(w.connection, vouching, row)


def _fraud_judged(w: Writing, f: FraudJudged) -> None:
    """The latest word counts; with it the person's id and account go on the deny list, or come off it."""
    whose = _whose(f)
    w.connection.execute(delete(fraud_finding).where(fraud_finding.c.person_id == whose))
    found = {"person_id": whose, "deceived": f.deceived, "found_on": f.dated.booked_on, "case_ref": f.case_ref}
    w.connection.execute(insert(fraud_finding), [found])
    if f.deceived:
        deny_list.add(w.connection, whose)
    else:
        deny_list.remove(w.connection, whose)


TABLE: Mapping[type[Fact], Any] = {
    PersonMet: _met,
    LanguageChosen: _language,
    PrivacyNoticeShown: _notice,
    ConsentRecorded: _consent,
    BorrowerRegistered: _registered,
    PinSet: _pin_set,
    PinTried: _pin_tried,
    PinReset: _pin_reset,
    ReachChanged: _reach,
    ContactChosen: _contact,
    IdentityVerified: _verified,
    IdentityNotVerified: _not_verified,
    PersonVouchedFor: _vouched_for,
    FraudJudged: _fraud_judged,
}
