"""Sums over the whole book, and who shares something with whom: what limits and suspicion are held against."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, and_, bindparam, func, literal, or_, select

from lending.chart import Account
from lending.money import Money
from lending.records import Exposure, PersonalLink
from storage.balances import balance
from storage.blind import PERSONAL_KINDS, bands, distance
from storage.hot import Hot
from storage.schema import blind_index, document, loan, picture_band

ALIKE_BITS = 6
"""Two picture hashes that differ in at most this many bits are of the same picture."""
NOBODY = UUID(int=0)
"""Stands for a person in a place where there is none: a turn is about two people at most."""


def _principal(*which: ColumnElement[bool]) -> Hot:
    total = func.coalesce(func.sum(loan.c.principal_minor), 0).label("minor")
    return Hot(select(total).where(loan.c.currency == bindparam("currency"), *which))


def _bound(column: Column[Any], name: str) -> ColumnElement[Any]:
    return bindparam(name, type_=column.type)


_ACCEPTED = loan.c.state == "accepted"
_ABOUT = [_bound(loan.c.person_id, "one"), _bound(loan.c.person_id, "other")]
_OTHERS = (_ACCEPTED, *(loan.c.person_id != person for person in _ABOUT))
_PROMISED = _principal(loan.c.state.in_((literal("accepted"), literal("paying_out"))))
_LENT = _principal(loan.c.accepted_on == _bound(loan.c.accepted_on, "today"), loan.c.state != "cancelled")
_FIRST = Hot(
    select(func.min(loan.c.sequence).label("place")).where(_ACCEPTED, or_(*(loan.c.person_id == p for p in _ABOUT)))
)
_WAITING = _principal(*_OTHERS)
_WAITING_BEFORE = _principal(*_OTHERS, loan.c.sequence < bindparam("place"))

_MINE, _THEIRS = blind_index.alias("mine"), blind_index.alias("theirs")
_SHARED = Hot(
    select(_THEIRS.c.kind, func.count(func.distinct(_THEIRS.c.person_id)).label("others"))
    .join_from(_MINE, _THEIRS, and_(_THEIRS.c.kind == _MINE.c.kind, _THEIRS.c.value == _MINE.c.value))
    .where(_MINE.c.person_id == bindparam("whose"), _THEIRS.c.person_id != bindparam("whose"))
    .group_by(_THEIRS.c.kind)
)
_PICTURES = Hot(
    select(document.c.content_index, document.c.picture_hash).where(document.c.person_id == bindparam("whose"))
)
_ANOTHERS = document.c.person_id != bindparam("whose")
_SAME_FILE = Hot(select(document.c.person_id).where(document.c.content_index == bindparam("content"), _ANOTHERS))
_SAME_PIECE = Hot(
    select(document.c.person_id, document.c.picture_hash)
    .join_from(picture_band, document, document.c.id == picture_band.c.document_id)
    .where(picture_band.c.band == bindparam("band"), picture_band.c.value == bindparam("value"), _ANOTHERS)
)


def exposure(connection: Connection, currency: str, today: date, about: Collection[UUID]) -> Exposure:
    """Outstanding, lent today and free in the pool, in one currency.

    Outstanding counts the principal that borrowers hold and what is promised to them or on its way. The pool is what
    lies in the bank less what was promised to others: to a person of `about` whose own loan waits for its payout, only
    what was promised earlier counts, so that money promised to somebody can still be paid to them.
    """
    one, other = (*about, NOBODY, NOBODY)[:2]
    assert len(about) <= 2, "a turn is about two people at most"
    outstanding = balance(connection, Account.LOAN_PRINCIPAL, currency)
    outstanding += _PROMISED.one(connection, currency=currency).minor
    lent = _LENT.one(connection, currency=currency, today=today).minor
    first = _FIRST.one(connection, one=one, other=other).place
    waiting: dict[str, Any] = {"currency": currency, "one": one, "other": other}
    if first is None:
        promised = _WAITING.one(connection, **waiting).minor
    else:
        promised = _WAITING_BEFORE.one(connection, **waiting, place=first).minor
    pool = balance(connection, Account.BANK, currency) - int(promised)
    return Exposure(Money(int(outstanding), currency), Money(int(lent), currency), Money(pool, currency))


def links(connection: Connection, person_id: UUID) -> tuple[PersonalLink, ...]:
    """How many other people share the person's phone, national id, account or a picture; those shared with nobody
    are left out.
    """
    shared = {row.kind: row.others for row in _SHARED.all(connection, whose=person_id)}
    counts = {kind: shared.get(kind, 0) for kind in PERSONAL_KINDS}
    counts["picture"] = len(_picture_twins(connection, person_id))
    return tuple(PersonalLink(kind, others) for kind, others in counts.items() if others)


def _picture_twins(connection: Connection, person_id: UUID) -> set[UUID]:
    """The other people who handed in the same file, or a picture that looks the same."""
    twins: set[UUID] = set()
    for own in _PICTURES.all(connection, whose=person_id):
        if own.content_index:
            same = _SAME_FILE.all(connection, whose=person_id, content=own.content_index)
            twins.update(row.person_id for row in same)
        if own.picture_hash:
            twins.update(_alike(connection, person_id, own.picture_hash))
    return twins


def _alike(connection: Connection, person_id: UUID, picture_hash: str) -> set[UUID]:
    """Those with a picture within six bits: it shares at least one of the seven pieces, so only those are compared."""
    return {
        row.person_id
        for band, value in enumerate(bands(picture_hash))
        for row in _SAME_PIECE.all(connection, whose=person_id, band=band, value=value)
        if distance(picture_hash, row.picture_hash) <= ALIKE_BITS
    }
