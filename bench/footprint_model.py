"""A small trained model, so that what a model costs can be measured: trained here, in a blink, on drawn numbers."""

import hashlib
import json
from pathlib import Path

import numpy as np

from bot.configuration_check import load
from scoring.applicant import OCCUPATIONS
from scoring.model_files import CARD, lightgbm

FEATURES = ["occupation", "occupation_months", "debt_share"]
ROWS = 2000
BASE_LOG_ODDS = -2.0


def write_model(folder: Path, config: Path) -> None:
    """Writes the model's card and its booster, made for the scorecard of this configuration."""
    folder.mkdir(parents=True)
    model = _trained()
    (folder / "model.txt").write_text(model, encoding="utf-8")
    card = {
        "version": "bench-1",
        "scorecard": load(config, {}).sections.scoring.scorecard.fingerprint,
        "model_file": "model.txt",
        "sha256": hashlib.sha256(model.encode()).hexdigest(),
        "features": FEATURES,
        "categories": {"occupation": list(OCCUPATIONS)},
    }
    (folder / CARD).write_text(json.dumps(card), encoding="utf-8")


def _trained() -> str:
    """Thirty small trees that learned how much riskier a short time at work is."""
    chance = np.random.default_rng(7)
    rows = np.column_stack([chance.integers(0, 6, ROWS), chance.integers(0, 80, ROWS), chance.random(ROWS)])
    card = np.full(ROWS, BASE_LOG_ODDS)
    truth = card + np.where(rows[:, 1] < 30, 1.5, -1.5)
    bad = (chance.random(ROWS) < 1 / (1 + np.exp(-truth))).astype(float)
    library = lightgbm()
    data = library.Dataset(rows, bad, init_score=card, feature_name=FEATURES)
    quiet = {"objective": "binary", "num_leaves": 4, "verbose": -1, "num_threads": 1, "deterministic": True}
    return str(library.train(quiet, data, 30).model_to_string())
