"""The running balance of each account: what its postings add up to, without adding them up.

On SQLite one thread writes, and an account has one row. On PostgreSQL many turns book at once, and one row for the bank
would make them all wait for each other: there an account has many rows, and a turn changes the one that the number of
its journal entry points to. To read a balance is to add them up.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, insert, select, update

from lending.chart import Account
from storage.schema import ledger_balance
from storage.upsert import add_to

SHARDS = 64
"""Rows of an account on PostgreSQL. Of eight turns that book at once, some two meet in about every third round."""


def carry(connection: Connection, lines: Sequence[dict[str, Any]], entry: UUID) -> None:
    """Carries the lines of a journal entry into the balances of their accounts."""
    sums: dict[tuple[str, str, str], int] = defaultdict(int)
    for line in lines:
        sums[line["account"], line["rail"], line["currency"]] += line["amount_minor"]
    for (account, rail, currency), minor in sorted(sums.items()):
        key = {"account": account, "rail": rail, "currency": currency}
        if connection.dialect.name == "sqlite":
            _change(connection, key, minor)
        else:
            add_to(connection, ledger_balance, {**key, "shard": entry.int % SHARDS}, "balance_minor", minor)


def balance(connection: Connection, account: Account, currency: str) -> int:
    """What lies on an account, over all rails, in minor units."""
    b = ledger_balance.c
    query = select(func.coalesce(func.sum(b.balance_minor), 0)).where(
        b.account == account.value, b.currency == currency
    )
    return int(connection.execute(query).scalar_one())


def _change(connection: Connection, key: dict[str, str], minor: int) -> None:
    b = ledger_balance.c
    this = (b.account == key["account"], b.rail == key["rail"], b.currency == key["currency"], b.shard == 0)
    done = connection.execute(update(ledger_balance).where(*this).values(balance_minor=b.balance_minor + minor))
    if done.rowcount == 0:
        connection.execute(insert(ledger_balance), {**key, "shard": 0, "balance_minor": minor})
