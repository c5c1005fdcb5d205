"""How much each candidate counts: weights for their log-odds, never negative, found on cross-fitted predictions.

The weights minimise log loss with a pull towards equal shares that sum to one: with few rows the candidates count
alike, which is hard to beat, and with many the data decide. A candidate whose weight is hardly anything is left out,
for it would cost time in every decision.
"""

import numpy as np

from scoring.learning.logistic import non_negative_ridge
from scoring.learning.table import Floats

PULL = 50.0
"""Penalty on a weight's distance from an equal share, in units of the log likelihood."""
NEGLIGIBLE = 0.05


def weights(log_odds: Floats, bad: Floats) -> Floats:
    """The weight of each candidate (a column of `log_odds`, cross-fitted); they sum to one."""
    count = log_odds.shape[1]
    kept = np.arange(count)
    while True:
        share = np.full(len(kept), 1.0 / len(kept))
        found = _fitted(log_odds[:, kept], bad, share)
        small = found < NEGLIGIBLE
        if not small.any() or len(kept) == 1:
            whole = np.zeros(count)
            whole[kept] = found / found.sum() if found.sum() > 0 else share
            return whole
        kept = kept[found > found.min()] if len(kept) > 1 else kept


def _fitted(log_odds: Floats, bad: Floats, share: Floats) -> Floats:
    matrix = np.column_stack([np.ones(len(bad)), log_odds])
    penalty = np.concatenate([[0.0], np.full(log_odds.shape[1], PULL)])
    return non_negative_ridge(matrix, bad, penalty, np.concatenate([[0.0], share]))[1:]
