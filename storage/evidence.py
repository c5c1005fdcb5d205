"""The evidence of deceit about one person, counted: what stands in the tables, from links to how often was asked.

Windows are days before today: a number that is never forgotten would follow honest people for years.
"""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, exists, func, select

from lending.evidence import FraudEvidence
from storage import readers
from storage.deny_list import is_denied
from storage.hot import Hot
from storage.links import MOST, Circle, ring
from storage.schema import (
    application,
    blind_index,
    fraud_finding,
    loan,
    loan_position,
    payment,
    person,
    picture_twin,
    vouching,
)
from storage.vault import Vault

ACCOUNT_DAYS = 14
REFERRAL_DAYS = 7
ASKING_DAYS = 7
DEFAULT_DAYS = 30
"""Days past due without a single payment after which a loan is a first-payment default."""
MOST_NEAR = 32
"""So many people one link away are looked at one by one, and looked beyond."""
STATEMENTS = ("occupation", "since", "income", "turnover", "goods", "costs", "debts", "household")
"""Answers about one's means, which a person has one true value of. Amount and months may be tried freely."""
NOT_GRANTED = ("decline", "counter")

_MINE, _THEIRS = blind_index.alias("mine"), blind_index.alias("theirs")
_WHOSE: Any = bindparam("whose")
_IS_BAD = and_(fraud_finding.c.deceived)


def _bad(other: Any, *where: Any) -> Hot:
    """People who were found to deceive, among those that a link leads to."""
    return Hot(select(fraud_finding.c.person_id).where(fraud_finding.c.person_id == other, _IS_BAD, *where).limit(MOST))


_SAME = and_(_THEIRS.c.kind == _MINE.c.kind, _THEIRS.c.value == _MINE.c.value, _MINE.c.kind != "address")
_OWN = blind_index.alias("own")
_ALSO_OWN = (_OWN.c.kind == _MINE.c.kind, _OWN.c.value == _MINE.c.value, _OWN.c.person_id == bindparam("but"))
_BAD_BY_HASH = _bad(_THEIRS.c.person_id, _MINE.c.person_id == _WHOSE, _SAME)
_BAD_BY_OTHER_HASH = _bad(_THEIRS.c.person_id, _MINE.c.person_id == _WHOSE, _SAME, ~exists().where(*_ALSO_OWN))
"""Beyond another person only by what is not shared with that person: who shares it too is one link away already."""
_BAD_AROUND = (
    _bad(picture_twin.c.other_id, picture_twin.c.person_id == _WHOSE),
    _bad(vouching.c.by_id, vouching.c.person_id == _WHOSE),
    _bad(vouching.c.person_id, vouching.c.by_id == _WHOSE),
)
_BAD = Hot(select(fraud_finding.c.person_id).where(fraud_finding.c.person_id == _WHOSE, _IS_BAD))
_NEVER_PAID = Hot(
    select(loan.c.id)
    .join_from(loan, loan_position, loan_position.c.loan_id == loan.c.id)
    .where(
        loan.c.person_id == _WHOSE,
        loan_position.c.days_past_due >= DEFAULT_DAYS,
        ~exists().where(payment.c.loan_id == loan.c.id),
    )
    .limit(1)
)
_SAME_ACCOUNT = (_MINE.c.kind == "payout_account", _THEIRS.c.kind == _MINE.c.kind, _THEIRS.c.value == _MINE.c.value)
_ACCOUNT_NEW = Hot(
    select(func.count().label("others")).where(
        _MINE.c.person_id == _WHOSE,
        *_SAME_ACCOUNT,
        _THEIRS.c.person_id != _WHOSE,
        person.c.id == _THEIRS.c.person_id,
        person.c.met_on >= bindparam("since", type_=person.c.met_on.type),
    )
)
_REFERRER = Hot(select(vouching.c.by_id).where(vouching.c.how == "referral", vouching.c.person_id == _WHOSE))
_ALSO_BROUGHT = Hot(
    select(vouching.c.person_id).where(
        vouching.c.by_id == _WHOSE,
        vouching.c.how == "referral",
        vouching.c.since >= bindparam("since", type_=vouching.c.since.type),
    )
)
_ASKED = Hot(
    select(application)
    .where(
        application.c.person_id == _WHOSE,
        application.c.made_on >= bindparam("since", type_=application.c.made_on.type),
    )
    .order_by(application.c.sequence)
)


def evidence(
    connection: Connection, vault: Vault, person_id: UUID, circle: Circle, today: date | None
) -> FraudEvidence:
    """What is known about this person; without `today` nothing that hangs on when it happened."""
    near = sorted(circle.near)
    bad = _bad_near(connection, person_id, circle)
    beyond = {other for one in near[:MOST_NEAR] for other in _bad_beyond(connection, one, person_id)}
    recent = {} if today is None else _recent(connection, vault, person_id, today)
    return FraudEvidence(
        household=len(circle.household),
        strangers=len(circle.strangers),
        bad_near=len(bad),
        bad_far=len(beyond - bad - {person_id}),
        defaults_near=sum(1 for other in near[:MOST_NEAR] if _NEVER_PAID.all(connection, whose=other)),
        referral_ring=ring(connection, "referral", person_id),
        guarantor_ring=ring(connection, "guarantee", person_id),
        denied=is_denied(connection, person_id),
        **recent,
    )


def _bad_near(connection: Connection, person_id: UUID, circle: Circle) -> set[UUID]:
    """Those one link away; of a shared address only where it is no crowd's."""
    found = {row.person_id for query in (_BAD_BY_HASH, *_BAD_AROUND) for row in query.all(connection, whose=person_id)}
    housed = circle.by("address") & circle.near
    found |= {other for other in sorted(housed)[:MOST_NEAR] if any(_BAD.all(connection, whose=other))}
    return found - {person_id}


def _bad_beyond(connection: Connection, one: UUID, person_id: UUID) -> set[UUID]:
    """Those one link away from `one`, who is one link away from the person."""
    by_hash = _BAD_BY_OTHER_HASH.all(connection, whose=one, but=person_id)
    around = (row for query in _BAD_AROUND for row in query.all(connection, whose=one))
    return {row.person_id for row in (*by_hash, *around)}


def _recent(connection: Connection, vault: Vault, person_id: UUID, today: date) -> dict[str, int]:
    came = _ACCOUNT_NEW.one(connection, whose=person_id, since=today - timedelta(days=ACCOUNT_DAYS))
    asked = _ASKED.all(connection, whose=person_id, since=today - timedelta(days=ASKING_DAYS))
    return {
        "account_new": int(came.others),
        "referred_lately": _also_brought(connection, person_id, today - timedelta(days=REFERRAL_DAYS)),
        "asked_lately": len(asked),
        "statements_changed": _told_otherwise([readers.application_of(vault, row) for row in asked]),
    }


def _also_brought(connection: Connection, person_id: UUID, since: date) -> int:
    """How many others the person's referrer brought since that day."""
    referrer = _REFERRER.one(connection, whose=person_id)
    if referrer is None:
        return 0
    brought = _ALSO_BROUGHT.all(connection, whose=referrer.by_id, since=since)
    return sum(1 for row in brought if row.person_id != person_id)


def _told_otherwise(asked: list[Any]) -> int:
    """How often, after a request was not granted, the next one told other means."""
    pairs = pairwise(asked)
    return sum(
        1
        for before, after in pairs
        if before.outcome in NOT_GRANTED and any(before.answers.get(k) != after.answers.get(k) for k in STATEMENTS)
    )
