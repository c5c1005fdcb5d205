"""The pretend bank's books on disk: a bank that forgot a payout over a restart would pay it twice.

Written whole, before the bank answers, into a file that its owner alone can read; the old one stays until the new one
is complete.
"""

import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from lending.money import Money
from sandbox.bank import Books, Payout, PayoutOrder, Transfer, payout_json, transfer_json
from sandbox.model import Json

VERSION = 1


class BankRecord:
    """The file of one bank."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)

    def save(self, books: Books, waiting: Iterable[str]) -> None:
        """Writes the books, and the ids of the transfers whose notices the lender has not taken."""
        told = {
            "version": VERSION,
            "opening": books.opening_minor_units,
            "lender": {currency: str(balance) for currency, balance in books.lender.items()},
            "accounts": [[account, str(held), held.currency] for (account, _), held in books.accounts.items()],
            "payouts": [payout_json(p) | {"due_at": _instant(p.due_at)} for p in books.payouts.values()],
            "transfers": [transfer_json(transfer) for transfer in books.transfers],
            "faults": list(books.faults),
            "waiting": list(waiting),
        }
        new = self._path.with_name(self._path.name + ".new")
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(json.dumps(told, ensure_ascii=False).encode())
        new.replace(self._path)

    def load(self) -> tuple[Books, list[str]]:
        """The books as they were left, and whose notices wait; new books when there is no record.

        Raises ValueError for a record that is not ours.
        """
        if not self._path.exists():
            return Books(), []
        told = json.loads(self._path.read_bytes())
        if told.get("version") != VERSION:
            raise ValueError(f"{self._path}: not a record of this version of the bank; move it away to begin anew")
        books = Books(told["opening"])
        books.lender = {currency: Money.parse(balance, currency) for currency, balance in told["lender"].items()}
        books.accounts = {(name, currency): Money.parse(held, currency) for name, held, currency in told["accounts"]}
        books.payouts = {row["key"]: _payout(row) for row in told["payouts"]}
        books.transfers = [_transfer(row) for row in told["transfers"]]
        books.play_next(told["faults"])
        return books, told["waiting"]


def _instant(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _payout(row: Json) -> Payout:
    amount = Money.parse(row["amount"], row["currency"])
    order = PayoutOrder(row["key"], amount, row["account"], row["name"], row["reference"])
    due_at = datetime.fromisoformat(row["due_at"]) if row["due_at"] else None
    return Payout(order, row["id"], row["asked"], row["done"], row["status"], row.get("reason", ""), due_at)


def _transfer(row: Json) -> Transfer:
    amount = Money.parse(row["amount"], row["currency"])
    return Transfer(row["id"], row["from"], amount, row["reference"], datetime.fromisoformat(row["booked_at"]))
