"""What a payment rail is: it pays money out once for a key, tells how a payout stands, and tells of money that came in.

A rail never decides anything about a loan. What it says is carried into the turn as an event.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from lending.money import Money


class PayoutStatus(StrEnum):
    """How a payout stands. UNKNOWN is the answer to a look-up only: the rail has never heard of the key."""

    DONE = "done"
    REFUSED = "refused"
    PENDING = "pending"
    UNCLEAR = "unclear"
    UNKNOWN = "unknown"

    @property
    def final(self) -> bool:
        return self in (PayoutStatus.DONE, PayoutStatus.REFUSED)


@dataclass(frozen=True)
class PayoutOrder:
    """Money to be paid out. `key` makes it happen once, however often it is ordered; `reference` is ours."""

    key: str
    amount: Money
    account: str
    name: str
    reference: str


@dataclass(frozen=True)
class PayoutAnswer:
    """The rail's word. `provider_id` is its own number for a payout that is done, `reason` its word for a refusal."""

    status: PayoutStatus
    provider_id: str = ""
    reason: str = ""


@dataclass(frozen=True)
class MoneyNotice:
    """Money that came in. `event_id` is once for ever at this rail; `payer` is personal."""

    event_id: str
    kind: str
    amount: Money
    reference: str
    payer: str
    value_date: date
    booked_at: datetime


class NoticeRefused(ValueError):
    """A notice that cannot be taken: `status` is the HTTP status to answer with, `str()` one clear line."""

    def __init__(self, status: int, line: str) -> None:
        super().__init__(line)
        self.status = status


@dataclass(frozen=True)
class Capabilities:
    """What a rail can do; what it cannot is not offered to anybody."""

    pays_out: bool
    looks_up: bool
    tells_of_money: bool


class Rail(Protocol):
    """One provider. Its methods do not raise for what a provider does: silence is the answer UNCLEAR."""

    name: str
    capabilities: Capabilities

    async def order_payout(self, order: PayoutOrder) -> PayoutAnswer:
        """Asks for the money to be paid out; the same key is paid once."""
        ...

    async def ask(self, key: str) -> PayoutAnswer:
        """How the payout with this key stands."""
        ...

    def read_notice(self, headers: Mapping[str, str], body: bytes, now: datetime) -> MoneyNotice:
        """A genuine notice; raises NoticeRefused for a forged, old or garbled one. `headers` by lower-case name."""
        ...


@dataclass(frozen=True)
class Answer:
    """An HTTP answer: its status, and its body as JSON (None where it is not JSON)."""

    status: int
    body: Any


class Lost(Exception):
    """No answer came. `sent` is False only where the request surely never left."""

    def __init__(self, sent: bool) -> None:
        super().__init__("no answer" if sent else "not sent")
        self.sent = sent


class Transport(Protocol):
    """How a rail reaches its provider: over HTTP, or in tests by a call within the process. Raises Lost."""

    async def post(self, path: str, body: Mapping[str, Any]) -> Answer: ...

    async def get(self, path: str) -> Answer: ...
