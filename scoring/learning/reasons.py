"""The features that speak most against a row, by what they add to its log-odds compared with the average row."""

from collections.abc import Sequence

import numpy as np

from scoring.learning.table import Floats


def adverse(contributions: Floats, names: Sequence[str], count: int) -> list[list[str]]:
    """For each row at most `count` names, the worst first; only what raises the risk is named."""
    order = np.argsort(-contributions, axis=1, kind="stable")[:, :count]
    return [[names[at] for at in places if row[at] > 0] for places, row in zip(order, contributions, strict=True)]
