"""The running balance of each account: what its postings add up to, without adding them up.

On SQLite one thread writes, and an account has one row. On PostgreSQL many turns book at once, and one row for the bank
would make them all wait for each other: there an account has many rows, and a turn changes the one that the number of
its journal entry points to. To read a balance is to add them up.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, bindparam, func, select, update

from lending.chart import Account
from storage.hot import Hot, adding
from storage.schema import ledger_balance
from storage.upsert import add_to

SHARDS = 64
"""Rows of an account on PostgreSQL. Of eight turns that book at once, some two meet in about every third round."""

_MORE = Hot(
    update(ledger_balance)
    .where(*(ledger_balance.c[name] == bindparam(f"this_{name}") for name in ("account", "rail", "currency", "shard")))
    .values(balance_minor=ledger_balance.c.balance_minor + bindparam("more"))
)


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


_LIES = Hot(
    select(func.coalesce(func.sum(ledger_balance.c.balance_minor), 0).label("minor")).where(
        ledger_balance.c.account == bindparam("account"), ledger_balance.c.currency == bindparam("currency")
    )
)


def balance(connection: Connection, account: Account, currency: str) -> int:
    """What lies on an account, over all rails, in minor units."""
    return int(_LIES.one(connection, account=account.value, currency=currency).minor)


def _change(connection: Connection, key: dict[str, str], minor: int) -> None:
    if (
        _MORE.run(connection, {**{f"this_{name}": part for name, part in key.items()}, "this_shard": 0, "more": minor})
        == 0
    ):
        adding(ledger_balance).run(connection, {**key, "shard": 0, "balance_minor": minor})
