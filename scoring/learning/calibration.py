"""Calibration: what probabilities a log-odds score really stands for, chosen by cross-validated log loss.

`none` leaves the score, `platt` moves and stretches its log-odds, `beta` (Kull et al. 2017) bends the two ends
separately; `isotonic` follows any rising shape and is tried only where rows are many, since it memorises otherwise.
A choice other than `none` must beat it by more than its own error, so that nothing is bent without cause.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.learning.folds import stratified
from scoring.learning.logistic import LARGEST_LOG_ODDS, mean_loss, ridge
from scoring.learning.pooling import Counts, pool
from scoring.learning.table import Floats

MANY = 20_000
"""Rows from which isotonic calibration is tried; below 5,000 it was measured to hurt."""
FOLDS = 10
ISOTONIC_BINS = 200


@dataclass(frozen=True)
class Calibration:
    """A rising map of log-odds: `kind` and its numbers."""

    kind: str = "none"
    numbers: tuple[float, ...] = ()

    def apply(self, log_odds: Floats) -> Floats:
        """Calibrated log-odds."""
        if self.kind == "platt":
            return self.numbers[0] + self.numbers[1] * log_odds
        if self.kind == "beta":
            return np.asarray(self.numbers[0] + _beta_columns(log_odds) @ np.array(self.numbers[1:]))
        if self.kind == "isotonic":
            half = len(self.numbers) // 2
            return np.interp(log_odds, self.numbers[:half], self.numbers[half:])
        return log_odds

    def as_json(self) -> dict[str, Any]:
        """For the file."""
        return {"kind": self.kind, "numbers": list(self.numbers)}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> "Calibration":
        """From the file."""
        return cls(given["kind"], tuple(float(number) for number in given["numbers"]))


def choose(log_odds: Floats, bad: Floats, chance: np.random.Generator) -> tuple[Calibration, dict[str, float]]:
    """The calibration for cross-fitted log-odds, and the cross-validated log loss of each that was tried."""
    kinds = ["none", "platt", "beta", *(["isotonic"] if len(bad) >= MANY else [])]
    fold = stratified(bad, FOLDS, chance)
    losses = {kind: np.zeros(len(bad)) for kind in kinds}
    for number in range(FOLDS):
        here = fold == number
        for kind in kinds:
            found = fit_calibration(kind, log_odds[~here], bad[~here]).apply(log_odds[here])
            losses[kind][here] = np.logaddexp(0.0, found) - bad[here] * found
    chosen = "none"
    for kind in kinds[1:]:
        gain = losses[chosen] - losses[kind]
        if gain.mean() > gain.std() / np.sqrt(len(bad)):
            chosen = kind
    return fit_calibration(chosen, log_odds, bad), {kind: float(loss.mean()) for kind, loss in losses.items()}


def fit_calibration(kind: str, log_odds: Floats, bad: Floats) -> Calibration:
    """The calibration of this kind for these rows. A little ridge pulls it towards changing nothing."""
    if kind == "platt":
        columns = np.column_stack([np.ones(len(bad)), log_odds])
        return Calibration(kind, tuple(ridge(columns, bad, np.array([0.0, 1.0]), np.array([0.0, 1.0]))))
    if kind == "beta":
        columns = np.column_stack([np.ones(len(bad)), _beta_columns(log_odds)])
        found = ridge(columns, bad, np.array([0.0, 1.0, 1.0]), np.array([0.0, 1.0, 1.0]))
        if min(found[1:]) < 0:
            return fit_calibration("platt", log_odds, bad)
        return Calibration(kind, tuple(found))
    return _isotonic(log_odds, bad) if kind == "isotonic" else Calibration()


def _beta_columns(log_odds: Floats) -> Floats:
    """ln p and -ln(1-p): equal weights on both give back the log-odds."""
    bounded = np.clip(log_odds, -LARGEST_LOG_ODDS, LARGEST_LOG_ODDS)
    return np.column_stack([-np.logaddexp(0.0, -bounded), np.logaddexp(0.0, bounded)])


def _isotonic(log_odds: Floats, bad: Floats) -> Calibration:
    """Rising steps over bins of equal mass, joined by lines through their middles."""
    parts = np.array_split(np.argsort(log_odds, kind="stable"), ISOTONIC_BINS)
    counts = [Counts(float(bad[part].sum()) + 0.5, len(part) + 1.0) for part in parts]
    blocks = pool(counts, 1)
    middles = [float(np.mean(log_odds[np.concatenate([parts[at] for at in block])])) for block in blocks]
    rates = [Counts.together(counts[at] for at in block).rate for block in blocks]
    return Calibration("isotonic", (*middles, *(float(np.log(rate / (1 - rate))) for rate in rates)))


def loss_of(calibration: Calibration, log_odds: Floats, bad: Floats) -> float:
    """Mean log loss after the calibration."""
    return mean_loss(bad, calibration.apply(log_odds))
