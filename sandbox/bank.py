"""The pretend bank's books: accounts, payouts by idempotency key, transfers, and the faults it will play.

Pure state: the time and the ids are handed in, and nothing is sent from here. It is stricter than most banks, so that a
lender who is careless with a key is found out: the same key with another body is an error even when the first try was
lost.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from lending.money import Money

Fault = Literal["timeout_done", "timeout_not_done", "refuse", "delay", "says_done"]
Status = Literal["unknown", "pending", "done", "refused"]

FAULTS: tuple[Fault, ...] = ("timeout_done", "timeout_not_done", "refuse", "delay", "says_done")
DELAY = timedelta(seconds=60)
"""How long a delayed payout stays pending, by the clock."""


class OtherOrderUnderThisKey(ValueError):
    """A payout key came back with another amount, currency, account, name or reference."""


@dataclass(frozen=True)
class PayoutOrder:
    """What the lender asks the bank to pay; the amount is above zero."""

    key: str
    amount: Money
    account: str
    name: str
    reference: str


@dataclass(frozen=True)
class Payout:
    """What the bank knows of one key: how often it was asked and paid (never more than once), how it stands."""

    order: PayoutOrder
    id: str
    asked: int = 0
    done: int = 0
    status: Status = "unknown"
    reason: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True)
class Answer:
    """The bank's word on a payout; `lost` when the answer does not reach the lender (it sees a timeout)."""

    payout: Payout
    lost: bool = False


@dataclass(frozen=True)
class Transfer:
    """Money that a person sent to the lender; `id` is the event's id in the notice."""

    id: str
    person: int
    amount: Money
    reference: str
    booked_at: datetime


@dataclass
class Books:
    """All that the bank remembers. An account is opened in a currency the first time it is used."""

    opening_minor_units: int = 100_000_000
    lender: dict[str, Money] = field(default_factory=dict)
    accounts: dict[tuple[str, str], Money] = field(default_factory=dict)
    payouts: dict[str, Payout] = field(default_factory=dict)
    transfers: list[Transfer] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)

    def lender_balance(self, currency: str) -> Money:
        """The lender's balance; before the first movement it is the opening balance."""
        return self.lender.get(currency, Money(self.opening_minor_units, currency))

    def play_next(self, faults: Iterable[Fault]) -> None:
        """Queues faults: each is played once, by the next order that is not settled yet."""
        self.faults.extend(faults)

    def pay_out(self, order: PayoutOrder, new_id: str, now: datetime) -> Answer:
        """Takes an order; pays once for a key however often it is asked.

        Raises OtherOrderUnderThisKey when the key was used for something else.
        """
        known = self.payouts.get(order.key) or Payout(order, new_id)
        if known.order != order:
            raise OtherOrderUnderThisKey(f"key {order.key} was used for another payout")
        known = self._keep(replace(known, asked=known.asked + 1))
        if known.status != "unknown":
            return Answer(self._settle(known, now))
        fault = self.faults.popleft() if self.faults else None
        if fault == "timeout_not_done":
            return Answer(known, lost=True)
        if fault == "says_done":
            return Answer(replace(known, status="done"))
        return Answer(self._decide(known, fault, now), lost=fault == "timeout_done")

    def look_up(self, key: str, now: datetime) -> Payout | None:
        """How the payout stands; None for a key the bank has never heard of."""
        known = self.payouts.get(key)
        return self._settle(known, now) if known else None

    def transfer(self, transfer: Transfer) -> None:
        """Credits the lender with money a person sent; the pretend person's own purse has no bottom."""
        currency = transfer.amount.currency
        self.lender[currency] = self.lender_balance(currency) + transfer.amount
        self.transfers.append(transfer)

    def _decide(self, payout: Payout, fault: Fault | None, now: datetime) -> Payout:
        order = payout.order
        if fault == "refuse":
            return self._keep(replace(payout, status="refused", reason="the account does not accept payments"))
        if order.amount > self.lender_balance(order.amount.currency):
            return self._keep(replace(payout, status="refused", reason="the lender's balance is too small"))
        if fault == "delay":
            return self._keep(replace(payout, status="pending", due_at=now + DELAY))
        return self._pay(payout)

    def _settle(self, payout: Payout, now: datetime) -> Payout:
        if payout.status == "pending" and payout.due_at is not None and now >= payout.due_at:
            return self._pay(payout)
        return payout

    def _pay(self, payout: Payout) -> Payout:
        amount = payout.order.amount
        self.lender[amount.currency] = self.lender_balance(amount.currency) - amount
        account = (payout.order.account, amount.currency)
        self.accounts[account] = self.accounts.get(account, Money.zero(amount.currency)) + amount
        return self._keep(replace(payout, status="done", done=payout.done + 1, due_at=None))

    def _keep(self, payout: Payout) -> Payout:
        self.payouts[payout.order.key] = payout
        return payout


def sum_above_zero(amount: str, currency: str) -> Money:
    """An amount as a request words it; ValueError (one clear line) unless it is a sum above zero."""
    sum_ = Money.parse(amount, currency)
    if sum_ <= Money.zero(currency):
        raise ValueError("amount: must be above zero")
    return sum_


def statement(books: Books, home: str) -> dict[str, object]:
    """The books as JSON, amounts as major-unit strings; `home` is the currency of the lender's first account."""
    currencies = sorted({home, *books.lender})
    return {
        "lender": {
            "balance": str(books.lender_balance(home)),
            "currency": home,
            "balances": {c: str(books.lender_balance(c)) for c in currencies},
        },
        "accounts": {
            account: {c: str(held) for (a, c), held in books.accounts.items() if a == account}
            for account in dict.fromkeys(a for a, _ in books.accounts)
        },
        "payouts": [payout_json(p) for p in books.payouts.values()],
        "transfers": [transfer_json(t) for t in books.transfers],
        "faults": list(books.faults),
    }


def payout_json(payout: Payout) -> dict[str, object]:
    """One payout for a reader: the order, how often it was asked and done, how it stands."""
    order = payout.order
    row: dict[str, object] = {
        "key": order.key,
        "id": payout.id,
        "amount": str(order.amount),
        "currency": order.amount.currency,
        "account": order.account,
        "name": order.name,
        "reference": order.reference,
        "asked": payout.asked,
        "done": payout.done,
        "status": payout.status,
    }
    return row | ({"reason": payout.reason} if payout.reason else {})


def answer_json(payout: Payout) -> dict[str, object]:
    """The bank's answer to an order or a look-up."""
    if payout.status == "done":
        return {"status": "done", "id": payout.id}
    if payout.status == "refused":
        return {"status": "refused", "reason": payout.reason}
    return {"status": payout.status}


def transfer_json(transfer: Transfer) -> dict[str, object]:
    """One transfer for a reader."""
    return {
        "id": transfer.id,
        "from": transfer.person,
        "amount": str(transfer.amount),
        "currency": transfer.amount.currency,
        "reference": transfer.reference,
        "booked_at": transfer.booked_at.isoformat(),
    }
