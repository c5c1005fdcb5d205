"""What facts of the books as a whole change: entries at the end of a month, and periods that are closed."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select, update

from lending.facts.accounting import AccrualBooked, AccrualReversed, PeriodClosed, ProvisionBooked
from lending.facts.base import Fact
from storage.schema import closing_entry, period_close
from storage.writing import IllegalTransition, Writing, minor_of


def _accrued(w: Writing, f: AccrualBooked) -> None:
    w.add(
        closing_entry,
        id=f.entry_id,
        kind="accrual",
        month_end=f.month_end,
        product=f.product,
        bucket=f.bucket,
        mark="suspended" if f.suspended else "",
        loans=f.loans,
        reversed=False,
        **minor_of(amount=f.receivable, other=f.paid_ahead),
    )


def _reversed(w: Writing, f: AccrualReversed) -> None:
    this = (closing_entry.c.id == f.entry_id, closing_entry.c.reversed.is_(False))
    if w.connection.execute(update(closing_entry).where(*this).values(reversed=True)).rowcount != 1:
        raise IllegalTransition("closing_entry: is taken out once")


def _provided(w: Writing, f: ProvisionBooked) -> None:
    w.add(
        closing_entry,
        id=f.entry_id,
        kind="provision",
        month_end=f.month_end,
        product=f.product,
        bucket=f.bucket,
        mark="rescheduled" if f.rescheduled else "",
        loans=f.loans,
        reversed=False,
        **minor_of(amount=f.held, other=f.base),
    )


def _closed(w: Writing, f: PeriodClosed) -> None:
    """Periods are closed in their order, and never opened again."""
    last = w.connection.execute(select(func.max(period_close.c.through))).scalar_one_or_none()
    if last is not None and f.through <= last:
        raise IllegalTransition("period_close: was closed already")
    w.add(period_close, through=f.through, closed_at=w.at)


TABLE: Mapping[type[Fact], Any] = {
    AccrualBooked: _accrued,
    AccrualReversed: _reversed,
    ProvisionBooked: _provided,
    PeriodClosed: _closed,
}
