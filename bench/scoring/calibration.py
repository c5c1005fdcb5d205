"""How far probabilities are from what happened, beside how far a perfect model of the same size would seem to be.

ECE is the mean distance between predicted and observed shares over bins, weighted by rows. Even a perfect model has one
above nothing, since outcomes are drawn: so ours is read beside the 95th percentile of what draws from its own
probabilities give. There are two ways of binning, and both are in use: ten bins of equal rows, and ten of equal width.
"""

from dataclasses import dataclass

import numpy as np

from bench.scoring.tables import Floats, Ints

BINS = 10
DRAWS = 400
SEED = 95


@dataclass(frozen=True)
class Fit:
    """`ece` is found, `perfect` is the 95th percentile of a perfectly calibrated model of that size."""

    ece: float
    perfect: float

    @property
    def holds(self) -> bool:
        """Whether chance alone explains the distance."""
        return self.ece <= self.perfect


def by_rows(pd: Floats) -> Ints:
    """Bins of equal rows in the order of the probabilities."""
    bins = np.empty(len(pd), dtype=np.int64)
    bins[np.argsort(pd, kind="stable")] = np.arange(len(pd)) * BINS // len(pd)
    return bins


def by_width(pd: Floats) -> Ints:
    """Bins of equal width between 0 and 1."""
    return np.minimum((pd * BINS).astype(np.int64), BINS - 1)


def ece(bad: Ints, pd: Floats, bins: Ints) -> float:
    """The distance as a fraction: 0.01 is one point of a hundred."""
    apart = np.bincount(bins, weights=bad - pd, minlength=BINS)
    return float(np.abs(apart).sum() / len(pd))


def fit(bad: Ints, pd: Floats, bins: Ints) -> Fit:
    """The distance of these rows beside what a perfect model of the same probabilities shows."""
    chance = np.random.default_rng(SEED)
    drawn = [ece((chance.random(len(pd)) < pd).astype(np.int64), pd, bins) for _ in range(DRAWS)]
    return Fit(ece(bad, pd, bins), float(np.quantile(drawn, 0.95)))
