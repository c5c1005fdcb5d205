"""Holds our figures against scikit-learn's on drawn rows, with ties and without.

`python -m bench.scoring.peers.metrics` ends with status 0 where all agree to nine digits; otherwise an assertion names
the figure.
"""

# mypy: disable-error-code="import-not-found,import-untyped"

import numpy as np
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score, roc_curve

from bench.scoring.figures import FALSE_ALARMS, figures
from bench.scoring.tables import Floats, Ints


def theirs(bad: Ints, pd: Floats) -> dict[str, float]:
    """The same figures by scikit-learn."""
    alarms, hits, _ = roc_curve(bad, pd, drop_intermediate=False)
    return {
        "auc": roc_auc_score(bad, pd),
        "ks": float(np.max(hits - alarms)),
        "pr_auc": average_precision_score(bad, pd),
        "tpr_at_5fpr": float(hits[alarms <= FALSE_ALARMS].max()),
        "brier": brier_score_loss(bad, pd),
        "log_loss": log_loss(bad, pd),
    }


def main() -> None:
    """Draws tables of several sizes, half of them with many ties."""
    chance = np.random.default_rng(1)
    for rows in (40, 400, 4_000):
        for digits in (1, 15):
            risk = np.clip(np.round(chance.beta(1, 4, rows), digits), 0.01, 0.99)
            bad = (chance.random(rows) < risk).astype(np.int64)
            ours = figures(bad, risk).as_dict()
            for name, figure in theirs(bad, risk).items():
                assert abs(ours[name] - figure) < 1e-9, f"{name}: ours {ours[name]}, theirs {figure}"
    print("figures agree with scikit-learn's")


if __name__ == "__main__":
    main()
