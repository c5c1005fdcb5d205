"""Scorecards of weight-of-evidence bins under a logistic regression: optbinning's, with optimal bins, and toad's."""

# mypy: disable-error-code="import-not-found,import-untyped"

import warnings

import numpy as np
import toad
from optbinning import BinningProcess
from sklearn.linear_model import LogisticRegression

from bench.scoring.peers.frames import FitPredict, worded_frame
from bench.scoring.tables import Floats, Table

MANY_ROWS = 20_000
"""From here on toad's chi-merge takes minutes a column, and its decision-tree bins are used."""


def optbinning_card(train: Table, test: Table, seed: int) -> Floats:
    """Monotone optimal bins; missing values and unseen categories weigh what was observed of them."""
    process = BinningProcess(list(train.features), categorical_variables=list(train.categories))
    known = {"metric": "woe", "metric_missing": "empirical", "metric_special": "empirical"}
    weights = process.fit_transform(worded_frame(train)[list(train.features)], train.bad, **known)
    model = LogisticRegression(max_iter=2000, random_state=seed).fit(weights, train.bad)
    asked = process.transform(worded_frame(test)[list(train.features)], **known)
    return np.asarray(model.predict_proba(asked)[:, 1])


def toad_card(train: Table, test: Table, seed: int) -> Floats:
    """Bins of at least a twentieth of the rows, one of their own for what is missing."""
    warnings.simplefilter("ignore")
    learned, asked = worded_frame(train), worded_frame(test)
    method = "dt" if len(train) > MANY_ROWS else "chi"
    bins = toad.transform.Combiner()
    bins.fit(learned, train.bad, method=method, min_samples=0.05, empty_separate=True)
    weight = toad.transform.WOETransformer()
    weights = weight.fit_transform(bins.transform(learned), train.bad)
    model = LogisticRegression(max_iter=2000, random_state=seed).fit(weights, train.bad)
    return np.asarray(model.predict_proba(weight.transform(bins.transform(asked)))[:, 1])


PEERS: dict[str, FitPredict] = {"optbinning scorecard": optbinning_card, "toad scorecard": toad_card}
