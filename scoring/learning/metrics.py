"""How good probabilities of default are: the usual figures, on numpy alone.

Ties are treated as ties everywhere: rows with the same probability enter or leave together. `ece` is the expected
calibration error over ten bins of equal mass (rows sorted by probability, cut into ten parts as equal as can be).
"""

import numpy as np

from lending.problems import ProblemWithInput
from scoring.learning.table import Floats

ECE_BINS = 10
AT_FPR = 0.05
SUREST = 1e-15


def figures(bad: Floats, pd: Floats) -> dict[str, float]:
    """Every figure by its name; `bad` is 1 or 0 a row, `pd` a probability a row. Both classes must occur."""
    fpr, tpr, taken = _curve(bad, pd)
    auc = float(np.trapezoid(tpr, fpr))
    return {
        "auc": auc,
        "ks": float(np.max(np.abs(tpr - fpr))),
        "gini": 2.0 * auc - 1.0,
        "brier": float(np.mean((pd - bad) ** 2)),
        "log_loss": log_loss(bad, pd),
        "ece": ece(bad, pd),
        "pr_auc": _average_precision(tpr, taken, float(np.sum(bad))),
        "tpr_at_5fpr": float(np.max(tpr[fpr <= AT_FPR])),
    }


def auc(bad: Floats, score: Floats) -> float:
    """The chance that a bad row scores above a good one, ties half: the area under the ROC curve."""
    fpr, tpr, _ = _curve(bad, score)
    return float(np.trapezoid(tpr, fpr))


def log_loss(bad: Floats, pd: Floats) -> float:
    """Mean negative log likelihood in nats; probabilities are kept 1e-15 away from 0 and 1."""
    sure = np.clip(pd, SUREST, 1.0 - SUREST)
    return float(-np.mean(bad * np.log(sure) + (1.0 - bad) * np.log1p(-sure)))


def ece(bad: Floats, pd: Floats, bins: int = ECE_BINS) -> float:
    """Expected calibration error: |mean pd - bad rate| a bin, weighted by rows; bins of equal mass."""
    order = np.argsort(pd, kind="stable")
    gaps = [abs(float(np.sum(pd[part] - bad[part]))) for part in np.array_split(order, bins)]
    return sum(gaps) / len(pd)


def _curve(bad: Floats, score: Floats) -> tuple[Floats, Floats, Floats]:
    """False and true positive rates from (0, 0) to (1, 1), one point a distinct score, and how many rows are taken."""
    bads = float(np.sum(bad))
    goods = len(bad) - bads
    if bads == 0 or goods == 0:
        raise ProblemWithInput("target", "both classes must occur to measure a score")
    order = np.argsort(-score, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(score[order])), len(score) - 1)
    hits = np.cumsum(bad[order])[ends]
    taken = ends + 1.0
    return (
        np.append(0.0, (taken - hits) / goods),
        np.append(0.0, hits / bads),
        np.append(0.0, taken),
    )


def _average_precision(tpr: Floats, taken: Floats, bads: float) -> float:
    """Precision averaged over the steps in recall, without interpolation."""
    precision = tpr[1:] * bads / taken[1:]
    return float(np.sum(np.diff(tpr) * precision))
