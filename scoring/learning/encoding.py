"""Categories as one number: the shrunk log-odds of their bad rate, for columns with many levels and few bads.

Training rows get the number that the other folds give (cross-fitted), so that trees cannot read a row's own outcome
from it; everybody else gets the number of the whole training part.
"""

from dataclasses import dataclass

import numpy as np

from scoring.learning.folds import stratified
from scoring.learning.table import Floats

SHRINK = 4.0
"""How much information a level is shrunk by, in rows of the average times p(1-p)."""
CROSS = 5


@dataclass(frozen=True)
class TargetEncoding:
    """For each category column (by its place) the number of each level; a missing or new one has the average's, 0."""

    tables: dict[int, Floats]

    def apply(self, matrix: Floats) -> Floats:
        """The matrix with numbers in place of level codes; a missing cell stays missing."""
        changed = matrix.copy()
        for place, table in self.tables.items():
            changed[:, place] = _looked_up(matrix[:, place], table)
        return changed


def fit_encoding(matrix: Floats, bad: Floats, levels: dict[int, int]) -> TargetEncoding:
    """The encoding of these rows; `levels` says how many levels the column at each place has."""
    return TargetEncoding({place: _table(matrix[:, place], bad, count) for place, count in levels.items()})


def cross_fitted(matrix: Floats, bad: Floats, levels: dict[int, int], chance: np.random.Generator) -> Floats:
    """The matrix of training rows, each encoded by the folds that it is not in."""
    fold = stratified(bad, CROSS, chance)
    changed = matrix.copy()
    for number in range(CROSS):
        here = fold == number
        changed[here] = fit_encoding(matrix[~here], bad[~here], levels).apply(matrix[here])
    return changed


def _table(codes: Floats, bad: Floats, levels: int) -> Floats:
    known = ~np.isnan(codes)
    at = np.minimum(codes[known].astype(np.int64), levels)
    bads = np.bincount(at, bad[known], levels + 1)
    rows = np.bincount(at, minlength=levels + 1)
    overall = float(np.clip(np.mean(bad), 1e-6, 1 - 1e-6))
    added = SHRINK / (overall * (1.0 - overall))
    rate = (bads + added * overall) / (rows + added)
    return np.asarray(np.log(rate / (1.0 - rate)) - np.log(overall / (1.0 - overall)))


def _looked_up(codes: Floats, table: Floats) -> Floats:
    gone = np.isnan(codes)
    at = np.minimum(np.where(gone, 0, codes).astype(np.int64), len(table) - 1)
    return np.where(gone, np.nan, table[at])
