"""Sums over the whole book, and who shares something with whom: what limits and suspicion are held against."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, func, select

from lending.chart import Account
from lending.money import Money
from lending.records import Exposure, PersonalLink
from storage.balances import balance
from storage.blind import PERSONAL_KINDS, bands, distance
from storage.schema import blind_index, document, loan, picture_band

ALIKE_BITS = 6
"""Two picture hashes that differ in at most this many bits are of the same picture."""


def exposure(connection: Connection, currency: str, today: date, about: Collection[UUID]) -> Exposure:
    """Outstanding, lent today and free in the pool, in one currency.

    Outstanding counts the principal that borrowers hold and what is promised to them or on its way. The pool is what
    lies in the bank less what was promised to others: to a person of `about` whose own loan waits for its payout, only
    what was promised earlier counts, so that money promised to somebody can still be paid to them.
    """
    outstanding = balance(connection, Account.LOAN_PRINCIPAL, currency)
    outstanding += _principal(connection, currency, loan.c.state.in_(("accepted", "paying_out")))
    lent = _principal(connection, currency, loan.c.accepted_on == today, loan.c.state != "cancelled")
    waiting = (loan.c.state == "accepted", loan.c.person_id.not_in(about))
    mine = select(func.min(loan.c.sequence)).where(loan.c.state == "accepted", loan.c.person_id.in_(about))
    first = connection.execute(mine).scalar_one() if about else None
    earlier = waiting if first is None else (*waiting, loan.c.sequence < first)
    pool = balance(connection, Account.BANK, currency) - _principal(connection, currency, *earlier)
    return Exposure(Money(outstanding, currency), Money(lent, currency), Money(pool, currency))


def _principal(connection: Connection, currency: str, *which: ColumnElement[bool]) -> int:
    query = select(func.coalesce(func.sum(loan.c.principal_minor), 0)).where(loan.c.currency == currency, *which)
    return int(connection.execute(query).scalar_one())


def links(connection: Connection, person_id: UUID) -> tuple[PersonalLink, ...]:
    """How many other people share the person's phone, national id, account or a picture; those shared with nobody
    are left out.
    """
    counts = {kind: _sharing(connection, person_id, kind) for kind in PERSONAL_KINDS}
    counts["picture"] = len(_picture_twins(connection, person_id))
    return tuple(PersonalLink(kind, others) for kind, others in counts.items() if others)


def _sharing(connection: Connection, person_id: UUID, kind: str) -> int:
    mine = select(blind_index.c.value).where(blind_index.c.person_id == person_id, blind_index.c.kind == kind)
    same = (blind_index.c.kind == kind, blind_index.c.value.in_(mine), blind_index.c.person_id != person_id)
    return int(connection.execute(select(func.count(func.distinct(blind_index.c.person_id))).where(*same)).scalar_one())


def _picture_twins(connection: Connection, person_id: UUID) -> set[UUID]:
    """The other people who handed in the same file, or a picture that looks the same."""
    query = select(document.c.content_index, document.c.picture_hash).where(document.c.person_id == person_id)
    twins: set[UUID] = set()
    for own in connection.execute(query).all():
        if own.content_index:
            same = (document.c.content_index == own.content_index, document.c.person_id != person_id)
            twins.update(connection.execute(select(document.c.person_id).where(*same)).scalars())
        if own.picture_hash:
            twins.update(_alike(connection, person_id, own.picture_hash))
    return twins


def _alike(connection: Connection, person_id: UUID, picture_hash: str) -> set[UUID]:
    """Those with a picture within six bits: it shares at least one of the seven pieces, so only those are compared."""
    found: set[UUID] = set()
    joined = picture_band.join(document, document.c.id == picture_band.c.document_id)
    for band, value in enumerate(bands(picture_hash)):
        piece = (picture_band.c.band == band, picture_band.c.value == value, document.c.person_id != person_id)
        query = select(document.c.person_id, document.c.picture_hash).select_from(joined).where(*piece)
        for row in connection.execute(query):
            if distance(picture_hash, row.picture_hash) <= ALIKE_BITS:
                found.add(row.person_id)
    return found
