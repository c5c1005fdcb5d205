"""CatBoost as it comes, and stopped early on a fifth of the training rows."""

# mypy: disable-error-code="import-not-found,import-untyped"

from typing import Any

import numpy as np
from catboost import CatBoostClassifier, Pool

from bench.scoring.peers.frames import FitPredict, worded_frame
from bench.scoring.peers.search import Settings, inner_folds
from bench.scoring.tables import Floats, Table

QUIET: Settings = {"thread_count": 1, "verbose": False, "allow_writing_files": False, "loss_function": "Logloss"}
PATIENCE = 100


def _pool(table: Table) -> Any:
    return Pool(worded_frame(table), table.bad, cat_features=list(table.categories))


def default(train: Table, test: Table, seed: int) -> Floats:
    """A thousand rounds of depth 6, at the rate that the library chooses."""
    model = CatBoostClassifier(**QUIET, random_seed=seed).fit(_pool(train))
    return np.asarray(model.predict_proba(_pool(test), thread_count=1)[:, 1])


def stopped(train: Table, test: Table, seed: int) -> Floats:
    """At most two thousand rounds, the best of them kept."""
    split = next(inner_folds(train.bad, 5, seed))
    model = CatBoostClassifier(**QUIET, random_seed=seed, iterations=2000, od_type="Iter", od_wait=PATIENCE)
    model.fit(_pool(train.rows(split.train)), eval_set=_pool(train.rows(split.test)), use_best_model=True)
    return np.asarray(model.predict_proba(_pool(test), thread_count=1)[:, 1])


PEERS: dict[str, FitPredict] = {"CatBoost, default": default, "CatBoost, early-stopped": stopped}
