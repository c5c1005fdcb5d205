"""Bins for a scorecard: values of one feature gathered into few groups whose bad rates really differ.

Fine bins of equal mass come first, cut without looking at the target. They are then pooled: to a bad rate that rises or
falls (pool adjacent violators), or has one turn, or is free, whichever explains the target best for the bins it costs;
and neighbours whose difference could be chance are merged. A given direction is always kept. Categories are put in the
order of their shrunk bad rate and merged in the same way. Missing, and a level never seen, are bins of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from scoring.learning.pooling import Counts, merge_neighbours, one_turn, pool
from scoring.learning.table import Codes, Floats, Numbers

FINE = 64
"""Fine bins a number column at most."""
PRICE = 4.0
"""Deviance that each bin must earn when shapes are compared."""
TURN_COSTS = 6.0
FREE_COSTS = 14.0
"""By how much, in deviance, one turn or a free shape must explain more than a monotone one to be believed."""


@dataclass(frozen=True)
class FineBins:
    """Where a number column is cut (`edges`: a value from an edge upwards is above it), or how many levels there are.

    Codes 0..count-1 are the fine bins, `count` is missing, `count` + 1 a level that training did not see.
    """

    edges: tuple[float, ...]
    levels: int = 0

    @property
    def count(self) -> int:
        """How many fine bins there are beside missing and unseen."""
        return self.levels or len(self.edges) + 1

    def code(self, values: Floats) -> Numbers:
        """The fine bin of each value of the matrix column."""
        gone = np.isnan(values)
        if self.levels:
            codes = np.where(gone, 0, values).astype(np.int64)
            codes = np.where(codes >= self.levels, self.count + 1, codes)
        else:
            codes = np.searchsorted(np.array(self.edges), values, side="right")
        return np.where(gone, self.count, codes)


def fine_bins(values: Floats, levels: int) -> FineBins:
    """Fine bins for a matrix column; a number (`levels` 0) is cut at equal mass, with frequent values alone."""
    if levels:
        return FineBins((), levels)
    known, counts = np.unique(values[~np.isnan(values)], return_counts=True)
    if len(known) > FINE:
        middle = np.cumsum(counts) - counts / 2
        portion = np.floor(middle / (counts.sum() / FINE))
        first = np.flatnonzero(np.diff(portion)) + 1
    else:
        first = np.arange(1, len(known))
    return FineBins(tuple(float((known[at - 1] + known[at]) / 2) for at in first))


def count(codes: Codes, bad: Floats, bins: int) -> tuple[Floats, Floats]:
    """Bads and rows in each of `bins` fine bins (missing and unseen included by the caller's number)."""
    return np.bincount(codes, bad, bins).astype(np.float64), np.bincount(codes, minlength=bins).astype(np.float64)


def groups(bads: Floats, rows: Floats, bins: FineBins, direction: int, shrink: float) -> list[list[int]]:
    """Fine bins that belong together, in order; only bins 0..count-1, missing and unseen stand for themselves.

    `direction` is +1 where the bad rate must rise with the value, -1 where it must fall, 0 where it is not known.
    `shrink` is how many average rows are added to a level before levels are put in order.
    """
    present = [place for place in range(bins.count) if rows[place] > 0]
    if not present:
        return []
    overall = float(bads.sum() / rows.sum())
    if bins.levels:
        rate = (bads[present] + shrink * overall) / (rows[present] + shrink)
        present = [present[at] for at in np.argsort(rate, kind="stable")]
    counts = [Counts(float(bads[place]), float(rows[place])) for place in present]
    return [[present[at] for at in block] for block in _shaped(counts, direction, bool(bins.levels))]


def _shaped(counts: Sequence[Counts], direction: int, nominal: bool) -> list[list[int]]:
    """Blocks of positions in `counts` under the best believable shape."""
    if nominal:
        return merge_neighbours(counts, [[at] for at in range(len(counts))])
    if direction:
        return merge_neighbours(counts, pool(counts, direction))
    shapes = [
        (pool(counts, 1), 0.0),
        (pool(counts, -1), 0.0),
        (one_turn(counts, 1), TURN_COSTS),
        (one_turn(counts, -1), TURN_COSTS),
        ([[at] for at in range(len(counts))], FREE_COSTS),
    ]
    merged = [(merge_neighbours(counts, blocks), cost) for blocks, cost in shapes]
    return min(merged, key=lambda shape: _deviance(counts, shape[0]) + shape[1])[0]


def _deviance(counts: Sequence[Counts], blocks: Sequence[Sequence[int]]) -> float:
    """Twice the negative log likelihood of the blocks' bad rates, with the price of each block."""
    return sum(Counts.together(counts[at] for at in block).deviance + PRICE for block in blocks)
