"""Facts about trust in the books: what a nightly check found, and when money may not move, and may again."""

from dataclasses import dataclass
from uuid import UUID

from lending.facts.base import Fact


@dataclass(frozen=True, kw_only=True)
class BooksChecked(Fact):
    """The whole book was verified. `entries` is how many journal entries there were, `findings` how many were wrong,
    `checks` the names of the rules that were broken.
    """

    entries: int
    findings: int
    checks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MoneyStopped(Fact):
    """No money may leave until a person says so. `reason`: verify, restored or rolled_back; `checks` are the names of
    the broken rules, where rules were broken.
    """

    stop_id: UUID
    reason: str
    checks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MoneyReleased(Fact):
    """Money may move again, as far as this stop goes: `by` and `second` are two people, by their Telegram ids."""

    stop_id: UUID
    by: int
    second: int
