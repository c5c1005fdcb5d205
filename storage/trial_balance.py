"""The trial balance as of any day: what each account stood at, by the day of booking or the day that things count from.

By booking date it is what the books said that evening, and never changes once the period is closed. By value date it is
what is known today about that evening.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from lending.chart import Account, grows_by_debit
from lending.money import Money
from storage.schema import posting


@dataclass(frozen=True)
class Line:
    """An account on a rail: what it stood at, a debit being positive."""

    account: Account
    rail: str
    amount: Money

    @property
    def on_its_side(self) -> Money:
        """The same as people read it: positive on the side on which the account grows."""
        return self.amount if grows_by_debit(self.account) else -self.amount


def trial_balance(connection: Connection, as_of: date, *, by_value_date: bool = False) -> tuple[Line, ...]:
    """Every account that is not at nothing, in the order of the chart. All amounts of a currency add up to zero."""
    c = posting.c
    day = c.value_date if by_value_date else c.booked_on
    query = select(c.account, c.rail, c.currency, func.sum(c.amount_minor)).where(day <= as_of)
    rows = connection.execute(query.group_by(c.account, c.rail, c.currency)).all()
    order = list(Account)
    lines = [Line(Account(account), rail, Money(int(minor), code)) for account, rail, code, minor in rows if minor]
    return tuple(sorted(lines, key=lambda line: (line.amount.currency, order.index(line.account), line.rail)))
