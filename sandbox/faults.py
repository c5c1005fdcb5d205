"""Faults that the Bot API plays when asked to: refusals, outages, slowness, answers that never arrive."""

from collections import deque
from dataclasses import dataclass

KINDS = ("429", "500", "502", "403", "400", "slow", "drop_after_accept", "drop_before")


@dataclass(frozen=True)
class Fault:
    """One fault. `amount` is in seconds: what `429` asks to wait, how long `slow` takes."""

    kind: str
    amount: float = 0

    @classmethod
    def parse(cls, text: str) -> "Fault":
        """Reads `429:3`, `slow:0.5`, `500`... Raises ValueError for anything else."""
        kind, _, amount = text.partition(":")
        if kind not in KINDS:
            raise ValueError(f"unknown fault {kind!r}: one of {', '.join(KINDS)}")
        seconds = float(amount) if amount else 1.0
        if not 0 <= seconds <= 3600:
            raise ValueError(f"a fault of {seconds} seconds is not between 0 and 3600")
        return cls(kind, seconds)


class Faults:
    """What goes wrong next: a queue per method, and one for whatever method is called (but for getUpdates).

    A polling bot asks for updates all the time; it meets a fault there only when the fault names `getUpdates`.
    """

    def __init__(self) -> None:
        self._queues: dict[str | None, deque[Fault]] = {}

    def plan(self, faults: list[str], method: str | None = None) -> None:
        """Adds faults for the next calls, one each. Raises ValueError before adding any when one is unknown."""
        parsed = [Fault.parse(text) for text in faults]
        self._queues.setdefault(method.lower() if method else None, deque()).extend(parsed)

    def next(self, method: str) -> Fault | None:
        """The fault this call meets, if any."""
        own = self._queues.get(method.lower())
        if own:
            return own.popleft()
        common = self._queues.get(None)
        return common.popleft() if common and method.lower() != "getupdates" else None

    def clear(self) -> None:
        self._queues.clear()

    def planned(self) -> dict[str, list[str]]:
        """What is still to come, by method; "*" is any method."""
        return {key or "*": [f"{f.kind}:{f.amount:g}" for f in queue] for key, queue in self._queues.items() if queue}
