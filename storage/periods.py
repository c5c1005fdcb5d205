"""Periods that are closed: nothing is booked in them any more, so their trial balance by booking date never changes.

What is found out later about a closed period has its value date there and is booked on the day it is written: it
changes the period that is open. So a trial balance of a closed period by value date may still grow: it is what is known
today.
"""

from datetime import date

from sqlalchemy import Connection, func, select

from storage.hot import Hot
from storage.schema import due, period_close

DAY_CLOSE = "day_close"
"""The kind of the due row that stands for the close of a day until it is over; its key is the day."""


class PeriodIsClosed(Exception):
    """A fact with a booking date in a closed period: the program is wrong and must not write."""


_THROUGH = Hot(select(func.max(period_close.c.through).label("through")))


def closed_through(connection: Connection) -> date | None:
    """The last day on which nothing is booked any more."""
    found: date | None = _THROUGH.one(connection).through
    return found


def check_open(connection: Connection, booked_on: date) -> None:
    """Raises PeriodIsClosed for a booking date that is in a closed period."""
    through = closed_through(connection)
    if through is not None and booked_on <= through:
        raise PeriodIsClosed(f"{booked_on} is in a period that was closed through {through}")


def why_not_closed(connection: Connection, through: date, today: date) -> str:
    """Why the days up to and with `through` cannot be closed on `today`, the lender's day; empty where they can.

    Each day must have had its own close (`storage/daily_close.py`), and each month its entries: they are booked on days
    in which nothing could be booked any more.
    """
    if through >= today:
        return f"is not over yet: today is {today}"
    last = closed_through(connection)
    if last is not None and through <= last:
        return f"was closed before, through {last}"
    waiting = [due.c.kind == DAY_CLOSE, due.c.state.in_(("planned", "claimed")), due.c.key <= through.isoformat()]
    first = connection.execute(select(func.min(due.c.key)).where(*waiting)).scalar_one_or_none()
    return f"{first} had no close of the day yet: the lender makes it after midnight or at its start" if first else ""
