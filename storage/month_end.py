"""The end of a month: one accrual entry for each product, currency and bucket, and what is set aside for losses.

The sums come from the positions in one pass of whole numbers; each position has the interest of its month's end worked
out by the fold. Loans that were written to after that day are folded to it. The accrual is taken out again the next
day, in the same turn, so that both stand or neither. Provisions stay, and only their change is booked.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Connection, case, func, select

from lending.facts.accounting import AccrualBooked, AccrualReversed, PeriodClosed, ProvisionBooked
from lending.facts.base import Dated, Fact
from lending.money import Money
from lending.position import position
from lending.provisioning import Provisions
from lending.rounding import RoundingMode, round_value
from storage import inbox, positions
from storage.record import record
from storage.schema import closing_entry, loan, loan_position
from storage.vault import HOUSE, Vault

Key = tuple[str, str, str, bool, bool]
"""Product, currency, booked bucket, whether interest is suspended, whether a reschedule is not cured."""


@dataclass(frozen=True)
class Sums:
    """Of the loans of one key, in smallest units."""

    loans: int = 0
    principal: int = 0
    receivable: int = 0
    paid_ahead: int = 0

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.loans + other.loans,
            self.principal + other.principal,
            self.receivable + other.receivable,
            self.paid_ahead + other.paid_ahead,
        )


def sums(connection: Connection, month_end: date) -> dict[Key, Sums]:
    """What was owed and earned at the end of a month, by key. The day must have been closed."""
    p = loan_position.c
    keys = (p.product, p.currency, p.booked_bucket, p.suspended != "", p.rescheduled)
    ahead, earned = case((p.accrued_minor < 0, -p.accrued_minor), else_=0), case((p.accrued_minor > 0, p.accrued_minor))
    amounts = (func.count(), func.sum(p.principal_minor), func.sum(func.coalesce(earned, 0)), func.sum(ahead))
    owed = (p.principal_minor != 0) | (p.accrued_minor != 0)
    query = select(*keys, *amounts).where(p.month_end == month_end, owed).group_by(*keys)
    found: dict[Key, Sums] = {}
    for product, currency, bucket, suspended, rescheduled, *minors in connection.execute(query):
        key = (product, currency, bucket, bool(suspended), bool(rescheduled))
        found[key] = Sums(*(int(minor) for minor in minors))
    for key, one in _written_to_since(connection, month_end):
        found[key] = found.get(key, Sums()) + one
    return found


def _written_to_since(connection: Connection, month_end: date) -> Iterable[tuple[Key, Sums]]:
    """Loans whose position has left the month behind, each as it was then known to be."""
    late = select(loan).join(loan_position, loan_position.c.loan_id == loan.c.id)
    for row in connection.execute(late.where(loan_position.c.month_end > month_end)).all():
        if row.disbursed_on is None or row.disbursed_on > month_end:
            continue
        terms, penalty, happened, servicing = positions.ground_of(connection, row)
        then = [event for event in happened if event.written_on <= month_end]
        found = position(terms, penalty, then, month_end, servicing)
        if found.principal or found.accrued:
            key = (row.product, row.currency, row.bucket or "current", bool(row.suspended), found.rescheduled)
            yield key, Sums(1, found.principal, max(0, found.accrued), max(0, -found.accrued))


def book_month_end(
    connection: Connection, vault: Vault, month_end: date, at: datetime, rates: Provisions | None = None
) -> tuple[Fact, ...]:
    """Books accrual, its reversal and provisions of a month whose last day was closed; once for ever.

    `rates` are the lender's; without them the common ones. Nothing when it was booked before. The entries belong to the
    last evening of the month, by value date and by booking date, though the close that writes them runs after midnight:
    the month must be open.
    """
    if _is_booked(connection, month_end):
        return ()
    found = sums(connection, month_end)
    facts = [*_accruals(found, month_end), *_provisions(connection, found, month_end, rates or Provisions())]
    if facts:
        inbox.first_time(connection, f"month:{month_end.isoformat()}", at)
        record(connection, vault, facts, at, f"month:{month_end.isoformat()}")
    return tuple(facts)


def close_period(connection: Connection, vault: Vault, through: date, at: datetime, by: int | None = None) -> None:
    """Closes all days up to and with `through`. Raises IllegalTransition when that was done before."""
    fact = PeriodClosed(dated=Dated.on(through + timedelta(days=1)), through=through, by=by)
    inbox.first_time(connection, f"period:{through.isoformat()}", at)
    record(connection, vault, [fact], at, f"period:{through.isoformat()}")


def _is_booked(connection: Connection, month_end: date) -> bool:
    c = closing_entry.c
    return connection.execute(select(c.id).where(c.month_end == month_end).limit(1)).first() is not None


def _id(kind: str, month_end: date, *key: object) -> UUID:
    return uuid5(HOUSE, f"{kind}:{month_end.isoformat()}:{':'.join(str(part) for part in key)}")


def _accruals(found: Mapping[Key, Sums], month_end: date) -> Iterable[Fact]:
    """By product, currency, bucket and suspense: rescheduled loans are in the same entry."""
    merged: dict[tuple[str, str, str, bool], Sums] = {}
    for (*named, suspended, _rescheduled), one in found.items():
        group = (str(named[0]), str(named[1]), str(named[2]), bool(suspended))
        merged[group] = merged.get(group, Sums()) + one
    for (product, currency, bucket, suspended), one in sorted(merged.items()):
        if not one.receivable and not one.paid_ahead:
            continue
        amounts = {"receivable": Money(one.receivable, currency), "paid_ahead": Money(one.paid_ahead, currency)}
        about: dict[str, Any] = {
            "entry_id": _id("accrual", month_end, product, currency, bucket, suspended),
            "suspended": suspended,
            **amounts,
        }
        entry: dict[str, Any] = {
            "month_end": month_end,
            "product": product,
            "bucket": bucket,
            "loans": one.loans,
        }
        yield AccrualBooked(dated=Dated.on(month_end), **entry, **about)
        yield AccrualReversed(dated=Dated.on(month_end + timedelta(days=1)), **about)


def _provisions(
    connection: Connection, found: Mapping[Key, Sums], month_end: date, rates: Provisions
) -> Iterable[Fact]:
    """What is held for each bucket, and the change since the month before; a bucket that emptied frees what it had."""
    merged: dict[tuple[str, str, str, bool], Sums] = {}
    for (product, currency, bucket, suspended, rescheduled), one in found.items():
        income = Sums(one.loans, one.principal, 0 if suspended else one.receivable)
        key = (product, currency, bucket, rescheduled)
        merged[key] = merged.get(key, Sums()) + income
    before = _held(connection, month_end)
    for key in sorted(merged.keys() | before.keys()):
        product, currency, bucket, rescheduled = key
        one, own = merged.get(key, Sums()), rates.of(product)
        percent = max(own.percent[bucket], own.rescheduled) if rescheduled else own.percent[bucket]
        base = one.principal + one.receivable
        held = round_value(base * Fraction(percent) / 100, RoundingMode.CEILING)
        if not held and not before.get(key, 0):
            continue
        base_, held_, change = (Money(m, currency) for m in (base, held, held - before.get(key, 0)))
        yield ProvisionBooked(
            dated=Dated.on(month_end),
            entry_id=_id("provision", month_end, *key),
            month_end=month_end,
            product=product,
            bucket=bucket,
            rescheduled=rescheduled,
            loans=one.loans,
            percent=str(percent),
            base=base_,
            held=held_,
            change=change,
        )


def _held(connection: Connection, month_end: date) -> dict[tuple[str, str, str, bool], int]:
    """What was held after the last month end before this one."""
    c = closing_entry.c
    mine = (c.kind == "provision", c.month_end < month_end)
    last = select(func.max(c.month_end)).where(*mine).scalar_subquery()
    query = select(c.product, c.currency, c.bucket, c.mark, c.amount_minor).where(*mine, c.month_end == last)
    return {(row[0], row[1], row[2], row[3] == "rescheduled"): int(row[4]) for row in connection.execute(query)}
