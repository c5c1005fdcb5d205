"""Money that was counted, or that a bank's statement says is there: the books follow it, and say by how much."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from lending.chart import Account
from lending.facts.base import Dated
from lending.facts.loans import MoneyCounted
from lending.money import Money
from storage import inbox
from storage.record import record
from storage.schema import ledger_balance
from storage.vault import Vault

POOL = "pool"
"""The account that loans are paid out of and repayments come to."""


def booked(connection: Connection, rail: str, currency: str) -> Money:
    """What the books say lies there."""
    b = ledger_balance.c
    here: tuple[Any, ...] = (b.account == Account.BANK.value, b.rail == rail, b.currency == currency)
    minor = connection.execute(select(func.coalesce(func.sum(b.balance_minor), 0)).where(*here)).scalar_one()
    return Money(int(minor), currency)


def book_count(
    connection: Connection, vault: Vault, counted: Money, today: date, at: datetime, by: int | None = None
) -> Money:
    """Books what `counted` is more, or less, than the pool is said to hold; returns that. Raises PeriodIsClosed."""
    over = counted - booked(connection, POOL, counted.currency)
    key = f"count:{at.isoformat()}"
    fact = MoneyCounted(dated=Dated.on(today), key=key, rail=POOL, counted=counted, over=over, by=by)
    inbox.first_time(connection, key, at)
    record(connection, vault, [fact], at, key)
    return over
