"""A scorecard from data: features in bins, each bin's weight of evidence, and a ridge logistic regression over them.

The weight of evidence of a bin is the log-odds of its bad rate less those of all rows, so higher is worse. A bin's rate
is shrunk towards the average by a few rows' worth of information, so that a bin of three people says little. The
regression sees cross-fitted weights of evidence (each row's from bins made without it), so that a feature which only
seems to separate gets no coefficient; the card then uses bins made from all rows. Coefficients are never negative:
a card must not turn round what its own bins say.
"""

from dataclasses import dataclass

import numpy as np

from scoring.learning.binning import FineBins, count, fine_bins, groups
from scoring.learning.folds import at_most, stratified
from scoring.learning.logistic import non_negative_ridge
from scoring.learning.table import Codes, Floats, Numbers

SHRINK = 2.0
"""How much information a bin is shrunk by, in rows of the average times p(1-p)."""
CROSS = 5
ENOUGH = 200_000
"""Rows that the coefficients are fitted to at most; bins are counted from all."""
RIDGE = 8.0
TOWARDS = 0.5
"""Penalty on a coefficient's distance from where it is expected: 1 were features independent, 0 were they useless."""


@dataclass(frozen=True)
class Binned:
    """The training rows in fine bins: `codes` rows x features, and how each feature is cut."""

    bins: tuple[FineBins, ...]
    codes: Codes
    directions: tuple[int, ...]


@dataclass(frozen=True)
class WoeCard:
    """For each feature the log-odds that each fine bin adds (missing and unseen last), and the intercept."""

    bins: tuple[FineBins, ...]
    adds: tuple[Floats, ...]
    intercept: float

    def contributions(self, matrix: Floats) -> Floats:
        """What each feature adds to the log-odds of bad, rows x features."""
        parts = [add[one.code(matrix[:, at])] for at, (one, add) in enumerate(zip(self.bins, self.adds, strict=True))]
        return np.stack(parts, axis=1) if parts else np.zeros((len(matrix), 0))

    def log_odds(self, matrix: Floats) -> Floats:
        """The log-odds of bad of each row of a matrix."""
        total = np.full(len(matrix), self.intercept)
        for at, (one, add) in enumerate(zip(self.bins, self.adds, strict=True)):
            total += add[one.code(matrix[:, at])]
        return total

    def of_codes(self, codes: Codes) -> Floats:
        """The same from fine bins already known."""
        total = np.full(len(codes), self.intercept)
        for at, add in enumerate(self.adds):
            total += add[codes[:, at]]
        return total


def binned(matrix: Floats, levels: tuple[int, ...], directions: tuple[int, ...]) -> Binned:
    """Fine bins for each column (`levels` is 0 for a number), cut without the target, so they leak nothing."""
    bins = tuple(fine_bins(matrix[:, at], level) for at, level in enumerate(levels))
    stacked = np.empty((len(matrix), len(bins)), dtype=np.int32, order="F")
    for at, one in enumerate(bins):
        stacked[:, at] = one.code(matrix[:, at])
    return Binned(bins, stacked, directions)


def fit_card(data: Binned, bad: Floats, rows: Numbers, chance: np.random.Generator) -> WoeCard:
    """The card of these rows alone."""
    part = at_most(rows, bad, ENOUGH, chance)
    codes, truth = data.codes[part], bad[part]
    fold = stratified(truth, CROSS, chance)
    crossed = np.zeros((len(part), len(data.bins)))
    for at, one in enumerate(data.bins):
        for number in range(CROSS):
            here = fold == number
            table = _evidence(codes[~here, at], truth[~here], one, data.directions[at])
            crossed[here, at] = table[codes[here, at]]
    beta = _coefficients(crossed, truth)
    evidence = (
        _evidence(data.codes[rows, at], bad[rows], one, data.directions[at]) for at, one in enumerate(data.bins)
    )
    return WoeCard(data.bins, tuple(b * one for b, one in zip(beta[1:], evidence, strict=True)), float(beta[0]))


def _coefficients(evidence: Floats, bad: Floats) -> Floats:
    matrix = np.column_stack([np.ones(len(bad)), evidence])
    penalty = np.full(matrix.shape[1], RIDGE)
    penalty[0] = 0.0
    expected = np.full(matrix.shape[1], TOWARDS)
    expected[0] = 0.0
    return non_negative_ridge(matrix, bad, penalty, expected)


def _evidence(codes: Codes, bad: Floats, bins: FineBins, direction: int) -> Floats:
    """The weight of evidence of each fine bin, missing and unseen; what has no rows says nothing."""
    bads, rows = count(codes, bad, bins.count + 2)
    overall = min(max(float(bads.sum() / rows.sum()), 1e-6), 1 - 1e-6)
    added = SHRINK / (overall * (1.0 - overall))
    woe = np.zeros(bins.count + 2)
    together = [*groups(bads, rows, bins, direction, added), [bins.count]]
    for block in together:
        b, n = float(bads[block].sum()), float(rows[block].sum())
        rate = (b + added * overall) / (n + added)
        woe[block] = np.log(rate / (1.0 - rate)) - np.log(overall / (1.0 - overall))
    return woe if bins.levels else _bridged(woe, rows, bins.count)


def _bridged(woe: Floats, rows: Floats, bins: int) -> Floats:
    """A fine bin of a number that has no rows here belongs to its nearest neighbour below, or above at the bottom."""
    present = np.flatnonzero(rows[:bins] > 0)
    if len(present):
        nearest = present[np.clip(np.searchsorted(present, np.arange(bins), side="right") - 1, 0, None)]
        woe[:bins] = woe[nearest]
    return woe
