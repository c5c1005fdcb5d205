"""How much each candidate counts: weights for their log-odds, never negative, found on cross-fitted predictions.

The weights minimise log loss with a pull towards equal shares. How strong the pull is, is chosen by cross-validation,
the strongest one that is not clearly worse than the best: with few rows candidates count alike, which is hard to beat,
and with many the data decide. A candidate whose weight is hardly anything is left out, for it would cost time in every
decision.
"""

import numpy as np

from scoring.learning.folds import stratified
from scoring.learning.logistic import non_negative_ridge
from scoring.learning.table import Floats, Numbers

PULLS = (1000.0, 100.0, 20.0, 3.0)
"""Penalties on a weight's distance from an equal share, in units of the log likelihood, the strongest first."""
CLEARLY = 0.5
"""Standard errors of the paired difference by which a weaker pull must win."""
FOLDS = 10
NEGLIGIBLE = 0.05


def weights(log_odds: Floats, bad: Floats, chance: np.random.Generator) -> tuple[Floats, float]:
    """The weight of each candidate (a column of `log_odds`, cross-fitted), summing to one, and the pull chosen."""
    fold = stratified(bad, FOLDS, chance)
    losses = [_crossed_loss(log_odds, bad, pull, fold) for pull in PULLS]
    best = min(losses, key=lambda loss: float(loss.mean()))
    for pull, loss in zip(PULLS, losses, strict=True):
        worse = loss - best
        if worse.mean() <= CLEARLY * worse.std() / np.sqrt(len(bad)):
            return pulled_weights(log_odds, bad, pull), pull
    raise AssertionError("the best pull is no worse than itself")


def pulled_weights(log_odds: Floats, bad: Floats, pull: float) -> Floats:
    """The weights under this pull; the smallest go first, until none is negligible."""
    kept = np.arange(log_odds.shape[1])
    while True:
        share = np.full(len(kept), 1.0 / len(kept))
        found = _fitted(log_odds[:, kept], bad, share, pull)
        found = found / found.sum() if found.sum() > 0 else share
        if found.min() >= NEGLIGIBLE or len(kept) == 1:
            whole = np.zeros(log_odds.shape[1])
            whole[kept] = found
            return whole
        kept = np.delete(kept, int(found.argmin()))


def _crossed_loss(log_odds: Floats, bad: Floats, pull: float, fold: Numbers) -> Floats:
    """The log loss of each row under the weights of the folds that it is not in."""
    loss = np.zeros(len(bad))
    for number in range(FOLDS):
        here = fold == number
        mixed = log_odds[here] @ pulled_weights(log_odds[~here], bad[~here], pull)
        loss[here] = np.logaddexp(0.0, mixed) - bad[here] * mixed
    return loss


def _fitted(log_odds: Floats, bad: Floats, share: Floats, pull: float) -> Floats:
    matrix = np.column_stack([np.ones(len(bad)), log_odds])
    penalty = np.concatenate([[0.0], np.full(log_odds.shape[1], pull)])
    return non_negative_ridge(matrix, bad, penalty, np.concatenate([[0.0], share]))[1:]
