"""A plain ridge logistic regression as one more voice in the blend: straight where the card has steps.

Numbers are cut at their first and last percentile, put on a log scale where they are very skewed, and standardised;
raw, it breaks on data like card utilisation (AUC 0.70 where the card has 0.86). Categories have a term for each level,
missing cells one of their own. A coefficient against a known direction is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.learning.folds import at_most
from scoring.learning.logistic import ridge
from scoring.learning.table import Floats, Numbers

RIDGE = 2.0
MOST_LEVELS = 40
"""Levels of a category with a term of their own: the most frequent ones. The others count as average."""
ENOUGH = 200_000
"""Rows that it is fitted to at most: there are few coefficients."""
SKEWED = 2.0


@dataclass(frozen=True)
class Straight:
    """How a number becomes a column: cut to `low`..`high`, on a log scale or not, less `middle`, over `spread`."""

    low: float
    high: float
    logged: bool
    middle: float
    spread: float

    def apply(self, values: Floats) -> Floats:
        """The column; a missing value is NaN still."""
        cut = np.clip(values, self.low, self.high)
        scaled = np.sign(cut) * np.log1p(np.abs(cut)) if self.logged else cut
        return np.asarray((scaled - self.middle) / self.spread)


@dataclass(frozen=True)
class Term:
    """What one feature adds: `slope` times the straight number, or `levels` by code; `missing` where it is absent."""

    straight: Straight | None
    slope: float
    levels: Floats
    missing: float

    def adds(self, values: Floats) -> Floats:
        """The log-odds that each value of a matrix column adds."""
        gone = np.isnan(values)
        if self.straight is not None:
            return np.where(gone, self.missing, self.slope * self.straight.apply(np.where(gone, 0.0, values)))
        known = np.append(self.levels, 0.0)
        at = np.minimum(np.where(gone, 0, values).astype(np.int64), len(self.levels))
        return np.where(gone, self.missing, known[at])


@dataclass(frozen=True)
class LinearModel:
    """An intercept, and a term for each feature in the schema's order."""

    intercept: float
    terms: tuple[Term, ...]

    def log_odds(self, matrix: Floats) -> Floats:
        """The log-odds of bad of each row."""
        total = np.full(len(matrix), self.intercept)
        for at, term in enumerate(self.terms):
            total += term.adds(matrix[:, at])
        return total

    def contributions(self, matrix: Floats) -> Floats:
        """What each feature adds, rows x features."""
        return np.stack([term.adds(matrix[:, at]) for at, term in enumerate(self.terms)], axis=1)

    def as_json(self) -> dict[str, Any]:
        """For the file."""
        return {"intercept": self.intercept, "terms": [_term_json(term) for term in self.terms]}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> "LinearModel":
        """From the file."""
        return cls(float(given["intercept"]), tuple(_term(one) for one in given["terms"]))


def fit_linear(
    matrix: Floats, bad: Floats, levels: Sequence[int], directions: Sequence[int], rows: Numbers
) -> LinearModel:
    """The regression of these rows; `levels` is 0 for a number, `directions` 0 where not known."""
    part = at_most(rows, bad, ENOUGH, np.random.default_rng(0))
    seen, truth = matrix[part], bad[part]
    cuts = [_levels(seen[:, at], count) if count else _straight(seen[:, at]) for at, count in enumerate(levels)]
    columns, places, ways = [np.ones(len(truth))], [-1], [0]
    for at, cut in enumerate(cuts):
        for column, way in _columns(seen[:, at], cut, directions[at]):
            columns.append(column)
            places.append(at)
            ways.append(way)
    beta = _signed(np.column_stack(columns), truth, np.array(ways))
    parts = [beta[np.array(places) == at] for at in range(len(levels))]
    terms = [_made(cut, part, count) for cut, part, count in zip(cuts, parts, levels, strict=True)]
    return LinearModel(float(beta[0]), tuple(terms))


def _levels(values: Floats, count: int) -> Numbers:
    """The codes of the most frequent levels, in order."""
    rows = np.bincount(values[~np.isnan(values)].astype(np.int64), minlength=count)
    return np.sort(np.argsort(-rows, kind="stable")[:MOST_LEVELS])


def _straight(values: Floats) -> Straight:
    known = values[~np.isnan(values)]
    if len(known) < 2:
        return Straight(0.0, 0.0, False, 0.0, 1.0)
    low, high = (float(cut) for cut in np.quantile(known, [0.01, 0.99]))
    cut = np.clip(known, low, high)
    deviation = float(cut.std()) or 1.0
    logged = bool(abs(np.mean(((cut - cut.mean()) / deviation) ** 3)) > SKEWED)
    scaled = np.sign(cut) * np.log1p(np.abs(cut)) if logged else cut
    return Straight(low, high, logged, float(scaled.mean()), float(scaled.std()) or 1.0)


def _columns(values: Floats, cut: Straight | Numbers, direction: int) -> list[tuple[Floats, int]]:
    """A feature's columns, each with its known direction; the last is for missing."""
    gone = np.isnan(values)
    if isinstance(cut, Straight):
        found = [(np.where(gone, 0.0, cut.apply(np.where(gone, 0.0, values))), direction)]
    else:
        found = [((values == code).astype(np.float64), 0) for code in cut]
    return [*found, (gone.astype(np.float64), 0)]


def _signed(matrix: Floats, bad: Floats, ways: Numbers) -> Floats:
    """Coefficients, without those that come out against their direction."""
    active = np.ones(matrix.shape[1], dtype=bool)
    penalty = np.full(matrix.shape[1], RIDGE)
    penalty[0] = 0.0
    while True:
        beta = np.zeros(matrix.shape[1])
        beta[active] = ridge(matrix[:, active], bad, penalty[active], np.zeros(int(active.sum())))
        against = beta * ways < 0
        if not against.any():
            return beta
        active &= ~against


def _made(cut: Straight | Numbers, part: Floats, levels: int) -> Term:
    if isinstance(cut, Straight):
        return Term(cut, float(part[0]), np.zeros(0), float(part[-1]))
    adds = np.zeros(levels)
    adds[cut] = part[:-1]
    return Term(None, 0.0, adds, float(part[-1]))


def _term_json(term: Term) -> dict[str, Any]:
    one = term.straight
    shape = None if one is None else [one.low, one.high, one.logged, one.middle, one.spread]
    return {"straight": shape, "slope": term.slope, "levels": term.levels.tolist(), "missing": term.missing}


def _term(given: Mapping[str, Any]) -> Term:
    straight = None if given["straight"] is None else Straight(*given["straight"])
    return Term(straight, float(given["slope"]), np.array(given["levels"], dtype=np.float64), float(given["missing"]))
