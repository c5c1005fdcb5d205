"""Pooling neighbouring bins: to a monotone bad rate, to one with a single turn, and until the rest really differ.

Pool adjacent violators (Ayer et al. 1955) gives the most likely monotone rates. Bads and rows are counts; deviance is
twice the negative log likelihood of a bin under its own bad rate.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

DIFFERENT = 1.5
"""Neighbours stay apart if merging them would raise the deviance by more. Rates are shrunk, so a bin too many costs
little, and coarser bins measured worse."""
SMALLEST_SHARE = 0.02
FEWEST = 5.0
"""A bin has at least this share of the rows, and this many of the rarer class in expectation."""
MOST = 12


@dataclass(frozen=True, slots=True)
class Counts:
    """Bads among rows."""

    bads: float
    rows: float

    @property
    def rate(self) -> float:
        """The bad rate."""
        return self.bads / self.rows

    @property
    def deviance(self) -> float:
        """Twice the negative log likelihood under the own bad rate; 0 where all rows are alike."""
        goods = self.rows - self.bads
        if self.bads <= 0 or goods <= 0:
            return 0.0
        return -2.0 * (self.bads * log(self.bads / self.rows) + goods * log(goods / self.rows))

    def plus(self, other: "Counts") -> "Counts":
        """Both in one bin."""
        return Counts(self.bads + other.bads, self.rows + other.rows)

    @classmethod
    def together(cls, parts: Iterable["Counts"]) -> "Counts":
        """All in one bin."""
        bads = rows = 0.0
        for part in parts:
            bads, rows = bads + part.bads, rows + part.rows
        return cls(bads, rows)


def pool(counts: Sequence[Counts], direction: int) -> list[list[int]]:
    """Blocks of neighbours whose bad rates rise (+1) or fall (-1) strictly from block to block."""
    blocks: list[list[int]] = []
    sums: list[Counts] = []
    for at, one in enumerate(counts):
        blocks.append([at])
        sums.append(one)
        while len(sums) > 1 and (sums[-1].rate - sums[-2].rate) * direction <= 0:
            last, last_sum = blocks.pop(), sums.pop()
            blocks[-1] += last
            sums[-1] = sums[-1].plus(last_sum)
    return blocks


def one_turn(counts: Sequence[Counts], first: int) -> list[list[int]]:
    """The most likely blocks that go one way (`first`: +1 up, -1 down) and then, after one turn, the other way."""
    forward = _prefix_deviances(counts, first)
    backward = _prefix_deviances(counts[::-1], first)[::-1]
    split = min(range(len(counts) + 1), key=lambda at: forward[at] + backward[at])
    tail = [[at + split for at in block] for block in pool(counts[split:], -first)]
    return pool(counts[:split], first) + tail


def _prefix_deviances(counts: Sequence[Counts], direction: int) -> list[float]:
    """For each n the deviance of the first n bins once they are pooled in this direction."""
    sums: list[Counts] = []
    total, found = 0.0, [0.0]
    for one in counts:
        current = one
        while sums and (current.rate - sums[-1].rate) * direction <= 0:
            last = sums.pop()
            total -= last.deviance
            current = last.plus(current)
        sums.append(current)
        total += current.deviance
        found.append(total)
    return found


def merge_neighbours(counts: Sequence[Counts], blocks: Sequence[Sequence[int]]) -> list[list[int]]:
    """Merges the closest neighbours until every bin is large enough, they differ, and there are not too many."""
    merged = [list(block) for block in blocks]
    sums = [Counts.together(counts[at] for at in block) for block in merged]
    whole = Counts.together(sums)
    rarer = min(whole.rate, 1.0 - whole.rate)
    smallest = max(SMALLEST_SHARE * whole.rows, min(FEWEST / max(rarer, 1e-9), whole.rows / 4))
    losses = [_loss(one, other) for one, other in pairwise(sums)]
    while losses:
        at = _next_merge(sums, losses, smallest)
        if at is None:
            break
        merged[at] += merged.pop(at + 1)
        sums[at] = sums[at].plus(sums.pop(at + 1))
        losses.pop(at)
        if at > 0:
            losses[at - 1] = _loss(sums[at - 1], sums[at])
        if at < len(losses):
            losses[at] = _loss(sums[at], sums[at + 1])
    return merged


def _loss(one: Counts, other: Counts) -> float:
    """By how much merging raises the deviance."""
    return one.plus(other).deviance - one.deviance - other.deviance


def _next_merge(sums: Sequence[Counts], losses: Sequence[float], smallest: float) -> int | None:
    """Which pair to merge next: the closest one; if all differ enough, the one of a bin that is too small."""
    closest = min(range(len(losses)), key=losses.__getitem__)
    if losses[closest] < DIFFERENT or len(sums) > MOST:
        return closest
    small = min(range(len(sums)), key=lambda at: sums[at].rows)
    if sums[small].rows >= smallest:
        return None
    neighbours = [at for at in (small - 1, small) if 0 <= at < len(losses)]
    return min(neighbours, key=losses.__getitem__)
