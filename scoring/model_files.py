"""Reading a trained correction from its files; the one part of the decision that touches the disk, at start only.

A model is a directory with `card.json` and the booster that the card names. The card says what the model may see and
which scorecard it corrects, and holds the booster's SHA-256. Whatever is wrong, the scorecard decides alone: a lender
does not stop for a broken file. LightGBM is only imported when there is a model, and without scikit-learn, pandas and
pyarrow, which it would load where they are installed though it does not need them to predict.
"""

import hashlib
import importlib
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from scoring.correction import Correction, Row
from scoring.features import REGISTRY, Feature, fraud_feature, score_feature

CARD = "card.json"
NOT_NEEDED = ("sklearn", "pandas", "pyarrow")


@dataclass(frozen=True)
class Loaded:
    """A correction, or None and in `why_not` one line that says why there is none."""

    correction: Correction | None
    why_not: str = ""


@dataclass(frozen=True)
class BoostedCorrection:
    """A LightGBM booster with the names of its columns; categories are numbered in the card's order."""

    booster: Any
    features: tuple[str, ...]
    categories: Mapping[str, tuple[str, ...]]

    def log_odds(self, row: Row) -> float:
        """What the trees add to the log-odds of default; the scorecard's own are not in it."""
        return float(self.booster.predict(self._matrix(row), raw_score=True, num_threads=1)[0])

    def contributions(self, row: Row) -> dict[str, float]:
        """The same by feature (SHAP values of the trees), and under "" what the average row has."""
        values = self.booster.predict(self._matrix(row), pred_contrib=True, num_threads=1)[0]
        return {name: float(value) for name, value in zip((*self.features, ""), values, strict=True)}

    def _matrix(self, row: Row) -> npt.NDArray[np.float64]:
        return np.array([[self._number(name, row.get(name)) for name in self.features]], dtype=np.float64)

    def _number(self, name: str, value: Decimal | int | str | None) -> float:
        if value is None:
            return float("nan")
        if isinstance(value, str):
            known = self.categories.get(name, ())
            return float(known.index(value)) if value in known else float("nan")
        return float(value)


def load_correction(path: Path, scorecard: str | None = None) -> Correction | None:
    """The correction in the directory `path`, None where there is none that can be used."""
    return read_correction(path, scorecard).correction


def read_correction(path: Path, scorecard: str | None = None, *, fraud: bool = False) -> Loaded:
    """The correction in the directory `path`, or why there is none.

    `scorecard` is the fingerprint of the scorecard in use; a model that corrects another one is refused. `fraud` is
    whether it is a model of the fraud gate: each may see only the features of its own use.
    """
    if not (path / CARD).is_file():
        return Loaded(None, "there is no model file; the scorecard decides alone")
    try:
        card = json.loads((path / CARD).read_text(encoding="utf-8"))
        return Loaded(_from_card(card, path, scorecard, fraud_feature if fraud else score_feature))
    except Exception as broken:  # any failure of files, model or library must leave the scorecard deciding
        return Loaded(
            None, f"the model cannot be used ({type(broken).__name__}: {broken}); the scorecard decides alone"
        )


def _from_card(
    card: Mapping[str, Any], path: Path, scorecard: str | None, allowed: Callable[[str], Feature]
) -> Correction:
    if scorecard is not None and card["scorecard"] != scorecard:
        raise ValueError("it was trained on another scorecard")
    features = tuple(allowed(name).name for name in card["features"])
    file = path / Path(card["model_file"]).name
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() != card["sha256"]:
        raise ValueError("its file is not the one that its card describes")
    booster = lightgbm().Booster(model_str=content.decode("utf-8"))
    if tuple(booster.feature_name()) != features:
        raise ValueError("its columns are not those of its card")
    categories = {name: tuple(card["categories"][name]) for name in features if REGISTRY[name].kind == "category"}
    return Correction(str(card["version"]), BoostedCorrection(booster, features, categories))


def lightgbm() -> Any:
    """The library, imported without the three large ones that it would take along."""
    blocked = [name for name in NOT_NEEDED if name not in sys.modules]
    modules: dict[str, Any] = sys.modules
    for name in blocked:
        modules[name] = None
    try:
        return importlib.import_module("lightgbm")
    finally:
        for name in blocked:
            del modules[name]
