"""One more thing that happened to a loan, as its fold reads it: from the fact, in the order of writing."""

from uuid import UUID

from sqlalchemy import bindparam, func, select

from lending.facts.base import Fact
from lending.happened_fact import change_to_json, happened_of
from storage.hot import Hot
from storage.schema import loan_event
from storage.writing import Writing, minor_of

_LAST = Hot(
    select(func.coalesce(func.max(loan_event.c.place), 0).label("place")).where(
        loan_event.c.loan_id == bindparam("loan_id")
    )
)


def happens(w: Writing, loan_id: UUID, fact: Fact) -> None:
    """Adds the event that the fact is."""
    event = happened_of(fact)
    assert event is not None, "the fact happens to a loan"
    w.add(
        loan_event,
        loan_id=loan_id,
        place=_LAST.one(w.connection, loan_id=loan_id).place + 1,
        external_key=event.id,
        kind=event.kind,
        on_day=event.on,
        booked_on=event.written_on,
        part=event.of,
        change=change_to_json(event.change) if event.change else None,
        until_day=event.until,
        **minor_of(amount=event.amount),
    )
