"""The evidence of deceit about one person, counted: what stands in the tables, from links to how often was asked.

Windows are days before today: a number that is never forgotten would follow honest people for years.
"""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, and_, bindparam, exists, select

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
SECOND_HOPS = 32
"""So many people one link away are looked beyond."""
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
_BAD_AROUND = (
    _bad(_THEIRS.c.person_id, _MINE.c.person_id == _WHOSE, _SAME),
    _bad(picture_twin.c.other_id, picture_twin.c.person_id == _WHOSE),
    _bad(vouching.c.by_id, vouching.c.person_id == _WHOSE),
    _bad(vouching.c.person_id, vouching.c.by_id == _WHOSE),
)
_BAD = Hot(select(fraud_finding.c.deceived).where(fraud_finding.c.person_id == _WHOSE))
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
_MET = Hot(select(person.c.met_on).where(person.c.id == _WHOSE))
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
    bad = {other for other in near if any(row.deceived for row in _BAD.all(connection, whose=other))}
    beyond = {other for one in near[:SECOND_HOPS] for other in _bad_around(connection, one)}
    recent = {} if today is None else _recent(connection, vault, person_id, circle, today)
    return FraudEvidence(
        household=len(circle.household),
        strangers=len(circle.strangers),
        bad_near=len(bad),
        bad_far=len(beyond - bad - {person_id}),
        defaults_near=sum(1 for other in near if _NEVER_PAID.all(connection, whose=other)),
        referral_ring=ring(connection, "referral", person_id),
        guarantor_ring=ring(connection, "guarantee", person_id),
        denied=is_denied(connection, person_id),
        **recent,
    )


def _bad_around(connection: Connection, person_id: UUID) -> set[UUID]:
    return {row.person_id for query in _BAD_AROUND for row in query.all(connection, whose=person_id)}


def _recent(connection: Connection, vault: Vault, person_id: UUID, circle: Circle, today: date) -> dict[str, int]:
    came = [_MET.one(connection, whose=other).met_on for other in circle.by("payout_account")]
    asked = _ASKED.all(connection, whose=person_id, since=today - timedelta(days=ASKING_DAYS))
    return {
        "account_new": sum(1 for day in came if day >= today - timedelta(days=ACCOUNT_DAYS)),
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
