"""LightGBM as it comes, tuned, tuned with monotone directions, and five slow early-stopped models averaged."""

# mypy: disable-error-code="import-not-found,import-untyped"

from typing import Any

import lightgbm as lgb
import numpy as np

from bench.scoring.peers.frames import FitPredict, coded
from bench.scoring.peers.search import Settings, Space, inner_folds, search
from bench.scoring.tables import Floats, Table

QUIET: Settings = {
    "objective": "binary",
    "metric": "binary_logloss",
    "verbose": -1,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
}
MOST_ROUNDS = 2000
PATIENCE = 50
BAGS = 5
SPACE: Space = {
    "learning_rate": (0.02, 0.05),
    "num_leaves": (4, 8, 16, 31),
    "min_data_in_leaf": (5, 20, 60, 150),
    "feature_fraction": (0.3, 0.5, 0.8),
    "bagging_fraction": (0.6, 0.8, 1.0),
    "bagging_freq": (1,),
    "lambda_l2": (0.0, 1.0, 5.0, 20.0),
    "cat_smooth": (10.0, 50.0),
}


def _data(table: Table, like: Any = None) -> Any:
    matrix, nominal = coded(table)
    return lgb.Dataset(matrix, table.bad, categorical_feature=nominal, reference=like, free_raw_data=False)


def _stopped(train: Table, held: Table, settings: Settings) -> Any:
    """Trained on one, stopped early on the other."""
    learned = _data(train)
    stop = lgb.early_stopping(PATIENCE, verbose=False)
    return lgb.train(QUIET | settings, learned, MOST_ROUNDS, valid_sets=[_data(held, learned)], callbacks=[stop])


def default(train: Table, test: Table, seed: int) -> Floats:
    """A hundred rounds of 31 leaves, learning rate 0.1."""
    model = lgb.train(QUIET | {"seed": seed}, _data(train), 100)
    return np.asarray(model.predict(coded(test)[0]))


def _tuned(train: Table, test: Table, seed: int, fixed: Settings) -> Floats:
    def trial(learned: Table, held: Table, settings: Settings) -> tuple[float, int]:
        model = _stopped(learned, held, settings | fixed | {"seed": seed})
        return model.best_score["valid_0"]["binary_logloss"], model.best_iteration

    best = search(train, SPACE, trial, seed)
    model = lgb.train(QUIET | best.settings | fixed | {"seed": seed}, _data(train), best.rounds)
    return np.asarray(model.predict(coded(test)[0]))


def tuned(train: Table, test: Table, seed: int) -> Floats:
    """The search's best."""
    return _tuned(train, test, seed, {})


def tuned_monotone(train: Table, test: Table, seed: int) -> Floats:
    """The same with the known directions as constraints."""
    signs = [train.directions.get(name, 0) for name in train.features]
    return _tuned(train, test, seed, {"monotone_constraints": signs, "monotone_constraints_method": "intermediate"})


def bagged(train: Table, test: Table, seed: int) -> Floats:
    """Five models, each stopped on a fifth of its own; no search. Leaves grow with the rows."""
    leaves = 6 if len(train) < 2_000 else 12 if len(train) < 20_000 else 24
    slow: Settings = {"learning_rate": 0.03, "num_leaves": leaves, "feature_fraction": 0.5, "lambda_l2": 5.0}
    matrix = coded(test)[0]
    total = np.zeros(len(test))
    for split in inner_folds(train.bad, BAGS, seed):
        settings = slow | {"seed": seed + split.number}
        model = _stopped(train.rows(split.train), train.rows(split.test), settings)
        total += model.predict(matrix, raw_score=True)
    return np.asarray(1 / (1 + np.exp(-total / BAGS)))


PEERS: dict[str, FitPredict] = {
    "LightGBM, default": default,
    "LightGBM, tuned": tuned,
    "LightGBM, tuned, monotone": tuned_monotone,
    "LightGBM, 5 bagged, early-stopped": bagged,
}
