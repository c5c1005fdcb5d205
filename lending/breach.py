"""A limit that would be broken, as caps report it."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from lending.policy_pack import Number


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that would be broken: the rule's path in the pack, the limit, and what was found."""

    rule: str
    limit: str
    found: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.found} is over the limit of {self.limit}"


def over(rule: str, limit: Number | None, found: Decimal) -> Iterator[Breach]:
    """The breach of `limit` by `found`, none where it holds or there is no such limit."""
    if limit is not None and found > limit.value:
        yield Breach(rule, format(limit.value, "f"), format(found, "f"))
