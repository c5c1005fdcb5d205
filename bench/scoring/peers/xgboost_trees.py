"""XGBoost as it comes, and tuned."""

# mypy: disable-error-code="import-not-found,import-untyped"

import numpy as np
import xgboost as xgb

from bench.scoring.peers.frames import FitPredict, frame
from bench.scoring.peers.search import Settings, Space, search
from bench.scoring.tables import Floats, Table

QUIET: Settings = {"objective": "binary:logistic", "eval_metric": "logloss", "nthread": 1, "tree_method": "hist"}
MOST_ROUNDS = 2000
PATIENCE = 50
SPACE: Space = {
    "eta": (0.02, 0.05),
    "max_depth": (2, 3, 4, 6),
    "min_child_weight": (1.0, 5.0, 20.0, 50.0),
    "colsample_bytree": (0.3, 0.5, 0.8),
    "subsample": (0.6, 0.8, 1.0),
    "lambda": (1.0, 5.0, 20.0),
    "gamma": (0.0, 0.5),
    "max_cat_to_onehot": (4, 64),
}


def _data(table: Table) -> xgb.DMatrix:
    return xgb.DMatrix(frame(table), table.bad, enable_categorical=True, nthread=1)


def default(train: Table, test: Table, seed: int) -> Floats:
    """A hundred rounds of depth 6, eta 0.3."""
    model = xgb.train(QUIET | {"seed": seed}, _data(train), 100)
    return np.asarray(model.predict(_data(test)), dtype=np.float64)


def tuned(train: Table, test: Table, seed: int) -> Floats:
    """The search's best."""

    def trial(learned: Table, held: Table, settings: Settings) -> tuple[float, int]:
        watched = [(_data(held), "held")]
        model = xgb.train(
            QUIET | settings | {"seed": seed},
            _data(learned),
            MOST_ROUNDS,
            evals=watched,
            early_stopping_rounds=PATIENCE,
            verbose_eval=False,
        )
        return float(model.best_score), int(model.best_iteration) + 1

    best = search(train, SPACE, trial, seed)
    model = xgb.train(QUIET | best.settings | {"seed": seed}, _data(train), best.rounds)
    return np.asarray(model.predict(_data(test)), dtype=np.float64)


PEERS: dict[str, FitPredict] = {"XGBoost, default": default, "XGBoost, tuned": tuned}
