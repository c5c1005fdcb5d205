"""Boosted trees as this field needs them: slow, small, early stopped, bagged over folds, the same bits every time.

One member is trained on all folds but one and stopped where the log loss of that one is lowest, so that its prediction
there is honest, and the members of all folds together are the bag that serves: their log-odds are averaged.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from scoring.learning.encoding import TargetEncoding, cross_fitted, fit_encoding
from scoring.learning.table import Flags, Floats
from scoring.model_files import lightgbm

MOST_ROUNDS = 3000


@dataclass(frozen=True)
class Shape:
    """One way to grow trees: how many `leaves`, rows in the smallest leaf, `l2`, share of features a tree sees."""

    leaves: int
    smallest: int
    l2: float = 5.0
    features: float = 0.5
    rate: float = 0.03
    from_card: bool = False
    encode: bool = False
    rows: float = 0.8
    depth: int = -1
    extra: bool = False


@dataclass(frozen=True)
class Problem:
    """The rows to learn from: matrix, target, which columns are categories with how many levels, known directions."""

    matrix: Floats
    bad: Floats
    levels: tuple[int, ...]
    directions: tuple[int, ...]
    threads: int = 1

    @property
    def nominal(self) -> dict[int, int]:
        """Places of category columns, with their number of levels."""
        return {at: count for at, count in enumerate(self.levels) if count}


@dataclass(frozen=True)
class Member:
    """One booster of a bag, how many of its trees count, and the encoding that its categories need, if any."""

    booster: Any
    rounds: int
    encoding: TargetEncoding | None = None

    def raw(self, matrix: Floats) -> Floats:
        """What its trees say, in log-odds; the start (a constant, or a card) is not in it."""
        seen = matrix if self.encoding is None else self.encoding.apply(matrix)
        found = self.booster.predict(seen, raw_score=True, num_threads=1, num_iteration=self.rounds)
        return np.asarray(found, dtype=np.float64)

    def contributions(self, matrix: Floats) -> Floats:
        """The same by feature (SHAP values), the last column being what the average row has."""
        seen = matrix if self.encoding is None else self.encoding.apply(matrix)
        found = self.booster.predict(seen, pred_contrib=True, num_threads=1, num_iteration=self.rounds)
        return np.asarray(found, dtype=np.float64)

    def text(self) -> str:
        """The trees that count, as LightGBM writes them."""
        return str(self.booster.model_to_string(num_iteration=self.rounds))


def train_member(problem: Problem, shape: Shape, train: Flags, start: Floats, seed: int) -> Member:
    """A booster from the rows flagged in `train`, stopped on the others; `start` is where each row begins."""
    library = lightgbm()
    inside, outside = problem.matrix[train], problem.matrix[~train]
    encoding = None
    if shape.encode:
        encoding = fit_encoding(inside, problem.bad[train], problem.nominal)
        inside = cross_fitted(inside, problem.bad[train], problem.nominal, np.random.default_rng(seed))
        outside = encoding.apply(outside)
    categories = [] if shape.encode else list(problem.nominal)
    options = {"categorical_feature": categories, "free_raw_data": True, "params": {"verbose": -1}}
    data = library.Dataset(inside, problem.bad[train], init_score=start[train], **options)
    check = library.Dataset(outside, problem.bad[~train], init_score=start[~train], reference=data, **options)
    patience = max(50, int(3.0 / shape.rate))
    stop = library.early_stopping(patience, verbose=False)
    parameters = _parameters(problem, shape, seed)
    booster = library.train(parameters, data, MOST_ROUNDS, valid_sets=[check], callbacks=[stop])
    return Member(booster, max(int(booster.best_iteration), 1), encoding)


def _parameters(problem: Problem, shape: Shape, seed: int) -> dict[str, Any]:
    given: dict[str, Any] = {
        "objective": "binary",
        "metric": "binary_logloss",
        "boost_from_average": False,
        "learning_rate": shape.rate,
        "num_leaves": shape.leaves,
        "max_depth": shape.depth,
        "min_data_in_leaf": shape.smallest,
        "min_sum_hessian_in_leaf": 1.0,
        "lambda_l2": shape.l2,
        "feature_fraction": shape.features,
        "bagging_fraction": shape.rows,
        "bagging_freq": 1,
        "max_bin": 255,
        "extra_trees": shape.extra,
        "cat_smooth": 10.0,
        "cat_l2": 10.0,
        "min_data_per_group": 20,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": problem.threads,
        "verbose": -1,
    }
    if any(problem.directions):
        given["monotone_constraints"] = list(problem.directions)
        given["monotone_constraints_method"] = "intermediate"
    return given
