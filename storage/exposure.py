"""Sums over the whole book: what limits are held against."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, bindparam, func, literal, or_, select

from lending.chart import Account
from lending.money import Money
from lending.records import Exposure
from storage.balances import balance
from storage.hot import Hot
from storage.schema import loan

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
