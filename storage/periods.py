"""Periods that are closed: nothing is booked in them any more, so their trial balance by booking date never changes.

What is found out later about a closed period has its value date there and is booked on the day it is written: it
changes the period that is open.
"""

from datetime import date

from sqlalchemy import Connection, func, select

from storage.hot import Hot
from storage.schema import period_close


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
