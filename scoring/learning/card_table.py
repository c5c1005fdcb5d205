"""The scorecard as a table that people read, and back again to the bit.

Each feature has its bins with what they add: `log_odds` exactly, `points` rounded for the eye. Neighbouring fine bins
that add the same are one bin of the table. Points grow as the risk falls.
"""

from collections.abc import Mapping, Sequence
from math import log
from typing import Any

import numpy as np

from scoring.learning.binning import FineBins
from scoring.learning.schema import Feature, Schema
from scoring.learning.settings import PointScale
from scoring.learning.table import Floats
from scoring.learning.woe_card import WoeCard


def as_table(card: WoeCard, schema: Schema, scale: PointScale) -> dict[str, Any]:
    """The whole card for the file."""
    parts = zip(schema.features, card.bins, card.adds, strict=True)
    return {
        "base_points": scale.base_points,
        "base_odds": scale.base_odds,
        "points_to_double": scale.to_double,
        "start": {"log_odds": card.intercept, "points": scale.whole_points(card.intercept)},
        "features": [_feature(feature, bins, adds, scale) for feature, bins, adds in parts],
    }


def from_table(given: Mapping[str, Any], schema: Schema) -> WoeCard:
    """The card from the file; its features are those of the schema, in that order."""
    made = [_read(one, feature) for one, feature in zip(given["features"], schema.features, strict=True)]
    return WoeCard(tuple(bins for bins, _ in made), tuple(adds for _, adds in made), float(given["start"]["log_odds"]))


def scale_from(given: Mapping[str, Any]) -> PointScale:
    """The scale that the table's points are on."""
    return PointScale(int(given["base_points"]), float(given["base_odds"]), float(given["points_to_double"]))


def _feature(feature: Feature, bins: FineBins, adds: Floats, scale: PointScale) -> dict[str, Any]:
    missing, unseen = (_add(float(value), scale) for value in adds[bins.count :])
    rows = _bands(bins, adds, scale) if feature.levels is None else _level_groups(feature.levels, adds, scale)
    return {"feature": feature.name, "bins": rows, "missing": missing, "unseen": unseen}


def _add(log_odds: float, scale: PointScale) -> dict[str, Any]:
    return {"log_odds": log_odds, "points": round(-log_odds * scale.to_double / log(2.0))}


def _bands(bins: FineBins, adds: Floats, scale: PointScale) -> list[dict[str, Any]]:
    """Bands from `at_least` (None: from the beginning) upwards."""
    lower = (None, *bins.edges)
    kept = [at for at in range(bins.count) if at == 0 or adds[at] != adds[at - 1]]
    return [{"at_least": lower[at], **_add(float(adds[at]), scale)} for at in kept]


def _level_groups(levels: Sequence[str], adds: Floats, scale: PointScale) -> list[dict[str, Any]]:
    """Levels that add the same, best first."""
    return [
        {"levels": [level for level, add in zip(levels, adds, strict=False) if add == one], **_add(float(one), scale)}
        for one in np.unique(adds[: len(levels)])
    ]


def _read(one: Mapping[str, Any], feature: Feature) -> tuple[FineBins, Floats]:
    last = [one["missing"]["log_odds"], one["unseen"]["log_odds"]]
    if feature.levels is None:
        edges = tuple(float(row["at_least"]) for row in one["bins"][1:])
        return FineBins(edges), np.array([row["log_odds"] for row in one["bins"]] + last, dtype=np.float64)
    of_level = {level: row["log_odds"] for row in one["bins"] for level in row["levels"]}
    adds = [of_level[level] for level in feature.levels]
    return FineBins((), len(feature.levels)), np.array(adds + last, dtype=np.float64)
