"""What went over the wire between the lender and the world next door, kept there in memory and on disk.

The world next door is never killed, so this is the record that the lender's own books are held against: every message
that a person saw, every update that was handed out, every question that was still unanswered when the lender died.
"""

import json
import time
from collections import Counter
from collections.abc import Collection
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sandbox.updates import Waiting

Json = dict[str, Any]
SHOWING = {"sendMessage": "text", "sendDocument": "caption", "sendInvoice": "invoice"}
ALBUMS = ("sendPhoto", "sendMediaGroup")
UNKEPT = "pre_checkout_query"
"""The one kind of update that leaves no inbox key: it is a question, and nothing is kept of it."""
POLLED: ContextVar[float] = ContextVar("POLLED", default=0.0)
"""When the request arrived that is being answered: the poll of a lender who has died since is answered to nobody."""


@dataclass
class Call:
    """One question of the lender: when it arrived here, and when its answer was given (None: not yet)."""

    name: str
    received: float
    answered: float | None = None

    def open_at(self, moment: float) -> bool:
        return self.received <= moment and (self.answered is None or self.answered > moment)


@dataclass
class Wire:
    """Instants are Unix time of the machine, whatever the clock of the played world says."""

    path: Path
    calls: list[Call] = field(default_factory=list)
    notices: list[Call] = field(default_factory=list)
    handed: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Update number -> when it was last asked for, and when it was handed out then."""

    def __post_init__(self) -> None:
        self._file = self.path.open("a", encoding="utf-8")

    def observed(self, what: str, name: str, payload: Any) -> None:
        """The world's observer: keeps what was shown to people, handed to the lender, and paid by invoice."""
        if what == "answer" and name == "getUpdates":
            for update in payload:
                self._hand_out(update)
        elif what == "answer" and name in SHOWING:
            self._write(what="shown", chat=payload["chat"]["id"], text=_words(payload))
        elif what == "answer" and name in ALBUMS:
            first = payload[0] if isinstance(payload, list) else payload
            self._write(what="album", chat=first["chat"]["id"], text="")
        elif what == "update" and "successful_payment" in payload:
            self._write(what="paid", chat=payload["chat"]["id"], **_charge(payload["successful_payment"]))

    def expired(self, update: Waiting) -> None:
        """Telegram has forgotten it: a press of a button that nobody took for two and a half minutes."""
        self._write(what="expired", number=update.update_id, kind=update.kind)

    def _hand_out(self, update: Json) -> None:
        number, kind = int(update["update_id"]), next(name for name in update if name != "update_id")
        self._write(what="handed", number=number, kind=kind)
        if kind != UNKEPT:
            self.handed[number] = (POLLED.get(), time.time())

    def _write(self, **line: Any) -> None:
        self._file.write(json.dumps({"at": time.time(), **line}, ensure_ascii=False) + "\n")
        self._file.flush()

    def at(self, moment: float, since: float, unconfirmed: Collection[int]) -> Json:
        """What was under way when the lender was killed; `since` is when that lender was started."""
        return {
            "calls": Counter(call.name for call in self.calls if call.open_at(moment)),
            "handed": [n for n in unconfirmed if self._had(n, moment, since)],
            "notices": [notice.name for notice in self.notices if notice.open_at(moment)],
        }

    def _had(self, number: int, moment: float, since: float) -> bool:
        asked, given = self.handed.get(number, (0.0, 0.0))
        return since <= asked and given <= moment

    def forget_ended(self, before: float) -> None:
        """What ended long ago is of no kill's concern; the file keeps it."""
        for calls in (self.calls, self.notices):
            calls[:] = [call for call in calls if call.answered is None or call.answered > before]


def _words(message: Json) -> str:
    if "invoice" in message:
        return f"{message['invoice']['title']}\n{message['invoice']['description']}"
    return str(message.get("text") or message.get("caption") or "")


def _charge(payment: Json) -> Json:
    return {
        "charge": payment["provider_payment_charge_id"],
        "telegram_charge": payment["telegram_payment_charge_id"],
        "amount": payment["total_amount"],
    }


def lines(path: Path) -> list[Json]:
    """All that was kept, the oldest first."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
