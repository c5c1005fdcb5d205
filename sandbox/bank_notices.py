"""The pretend bank's signed notices: one for each transfer, in order, again and again until the lender takes it.

A notice that is refused holds back the ones after it, because the lender is promised their order.
"""

import hashlib
import hmac
import json
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

import aiohttp
from starlette.datastructures import Headers

from sandbox.bank import Transfer

Deliver = Callable[[Mapping[str, str], bytes], Awaitable[int]]
"""Hands headers and body to the lender and returns the HTTP status; may raise OSError or TimeoutError."""

TIMESTAMP = "X-Microloan-Timestamp"
SIGNATURE = "X-Microloan-Signature"


def notice_body(transfer: Transfer) -> bytes:
    """The notice of a transfer as JSON bytes; the same transfer always gives the same bytes."""
    notice = {
        "event_id": transfer.id,
        "kind": "transfer",
        "amount": str(transfer.amount),
        "currency": transfer.amount.currency,
        "reference": transfer.reference,
        "payer": f"P{transfer.person}",
        "value_date": transfer.booked_at.date().isoformat(),
        "booked_at": transfer.booked_at.isoformat(),
    }
    return json.dumps(notice, ensure_ascii=False).encode()


def signed_headers(key: bytes, body: bytes, now: datetime) -> Headers:
    """Timestamp (unix seconds) and hex HMAC-SHA256 over timestamp, a dot and the body; names in any case."""
    stamp = str(int(now.timestamp()))
    signature = hmac.new(key, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return Headers({"Content-Type": "application/json", TIMESTAMP: stamp, SIGNATURE: signature})


class Notices:
    """The queue of notices on their way to the lender, and the record of how often each was tried."""

    def __init__(self, key: bytes, deliver: Deliver | None) -> None:
        self._key = key
        self._deliver = deliver
        self._waiting: deque[tuple[str, bytes]] = deque()
        self.tried: dict[str, int] = {}
        self.taken: dict[str, int] = {}

    @property
    def waiting(self) -> int:
        """How many notices the lender has not taken yet."""
        return len(self._waiting)

    @property
    def waiting_ids(self) -> list[str]:
        """The ids of their transfers, in the order in which they will go out."""
        return [event_id for event_id, _ in self._waiting]

    def add(self, transfer: Transfer) -> None:
        """Puts the transfer's notice at the end of the queue."""
        self._waiting.append((transfer.id, notice_body(transfer)))

    async def deliver_waiting(self, now: datetime) -> bool:
        """Tries the queue in order until it is empty or the lender does not take one; true when it is empty.

        Each try is signed anew, since a signature is good for five minutes only.
        """
        while self._waiting:
            event_id, body = self._waiting[0]
            if not await self._try(event_id, body, now):
                return False
            if self._waiting and self._waiting[0] == (event_id, body):
                self._waiting.popleft()
        return True

    async def _try(self, event_id: str, body: bytes, now: datetime) -> bool:
        if self._deliver is None:
            return False
        self.tried[event_id] = self.tried.get(event_id, 0) + 1
        try:
            status = await self._deliver(signed_headers(self._key, body, now), body)
        except (OSError, TimeoutError, aiohttp.ClientError):
            return False
        if 200 <= status < 300:
            self.taken[event_id] = self.taken.get(event_id, 0) + 1
            return True
        return False


def deliver_to(url: str, timeout_seconds: float = 10) -> Deliver:
    """A delivery by HTTP POST to the lender's notice address."""

    async def deliver(headers: Mapping[str, str], body: bytes) -> int:
        limit = aiohttp.ClientTimeout(total=timeout_seconds)
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.post(url, data=body, headers=dict(headers)) as answer,
        ):
            return answer.status

    return deliver
