"""Logistic regression over one-hot columns, and a random forest of 500 trees: what everybody tries first."""

# mypy: disable-error-code="import-not-found,import-untyped"

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

from bench.scoring.peers.frames import FitPredict, one_hot, worded_frame
from bench.scoring.tables import Floats, Table


def logistic(train: Table, test: Table, seed: int) -> Floats:
    """Standardised numbers, the library's own regularisation."""
    encoder = one_hot(train, scaled=True)
    model = LogisticRegression(max_iter=2000, random_state=seed)
    model.fit(encoder.fit_transform(worded_frame(train)), train.bad)
    return np.asarray(model.predict_proba(encoder.transform(worded_frame(test)))[:, 1])


def forest(train: Table, test: Table, seed: int) -> Floats:
    """Leaves of at least five rows, which fits better than leaves of one."""
    encoder = one_hot(train, scaled=False)
    model = RandomForestClassifier(n_estimators=500, min_samples_leaf=5, n_jobs=1, random_state=seed)
    model.fit(encoder.fit_transform(worded_frame(train)), train.bad)
    return np.asarray(model.predict_proba(encoder.transform(worded_frame(test)))[:, 1])


PEERS: dict[str, FitPredict] = {"logistic regression, one-hot": logistic, "random forest, 500": forest}
