"""What is measured of predicted probabilities of default: order, sharpness and fit.

These are our own few lines of numpy, so that every contestant is measured by one thing. `make bench` holds them against
scikit-learn's in the peers' environment before it prints a figure (`peers/metrics.py`).
"""

from dataclasses import asdict, dataclass

import numpy as np

from bench.scoring.tables import Floats, Ints

LEAST = 1e-6
"""Probabilities are held this far from 0 and 1 for the log loss, so that one sure mistake is not infinite."""
FALSE_ALARMS = 0.05


@dataclass(frozen=True)
class Figures:
    """Of one set of rows. More is better for `auc`, `ks`, `pr_auc` and `tpr_at_5fpr`; less for `brier`, `log_loss`."""

    auc: float
    ks: float
    pr_auc: float
    tpr_at_5fpr: float
    brier: float
    log_loss: float

    def as_dict(self) -> dict[str, float]:
        """By name."""
        return asdict(self)


LESS_IS_BETTER = frozenset({"brier", "log_loss"})


def figures(bad: Ints, pd: Floats) -> Figures:
    """The figures of these rows; both outcomes must be there, and every probability must be one."""
    if len(bad) != len(pd) or not np.all((pd >= 0) & (pd <= 1)):
        raise ValueError("there is one probability between 0 and 1 for each row")
    if len(np.unique(bad)) != 2:
        raise ValueError("both outcomes must be there")
    hits, alarms, flagged = _curve(bad, pd)
    held = np.clip(pd, LEAST, 1 - LEAST)
    return Figures(
        auc=float(np.trapezoid(hits, alarms)),
        ks=float(np.max(hits - alarms)),
        pr_auc=_average_precision(hits, flagged, int(bad.sum())),
        tpr_at_5fpr=float(hits[alarms <= FALSE_ALARMS].max()),
        brier=float(np.mean((pd - bad) ** 2)),
        log_loss=float(-np.mean(np.where(bad == 1, np.log(held), np.log1p(-held)))),
    )


def _curve(bad: Ints, pd: Floats) -> tuple[Floats, Floats, Floats]:
    """Share of bad rows and of good ones at or above each distinct probability, and how many rows; from nobody on."""
    order = np.argsort(-pd, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(pd[order])), len(pd) - 1)
    caught = np.cumsum(bad[order])[ends]
    flagged = ends + 1.0
    goods = len(bad) - bad.sum()
    hits = np.concatenate([[0.0], caught / bad.sum()])
    alarms = np.concatenate([[0.0], (flagged - caught) / goods])
    return hits, alarms, np.concatenate([[0.0], flagged])


def _average_precision(hits: Floats, flagged: Floats, bads: int) -> float:
    """Precision at each distinct probability, weighted by the bad rows found there (no interpolation)."""
    return float(np.sum(np.diff(hits) * (hits[1:] * bads / flagged[1:])))
