"""A limit that would be broken, as caps report it, and the refusal that follows from it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from lending.policy_pack import Number
from lending.problems import Problem


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that would be broken: the rule's path in the pack, the limit, and what was found."""

    rule: str
    limit: str
    found: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.found} is over the limit of {self.limit}"


class PostingRefused(Problem):
    """What would be written is over a limit, or was never agreed: it must not be posted. `breaches` say what it is."""

    def __init__(self, breaches: Sequence[Breach]) -> None:
        super().__init__("; ".join(str(breach) for breach in breaches))
        self.breaches = tuple(breaches)


def over(rule: str, limit: Number | None, found: Decimal) -> Iterator[Breach]:
    """The breach of `limit` by `found`, none where it holds or there is no such limit."""
    if limit is not None and found > limit.value:
        yield Breach(rule, format(limit.value, "f"), format(found, "f"))
