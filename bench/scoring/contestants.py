"""Who is measured: by which module, in which environment. Named here without loading any of their libraries."""

from dataclasses import dataclass

from bench.scoring.catalogue import TABLES

OURS = "microloan"

EVERYWHERE = tuple(TABLES)
DIRECTED = ("german", "mobile_loans", "taiwan", "gmsc")
"""Tables of which directions are known; elsewhere a monotone model is the same as one without."""


@dataclass(frozen=True)
class Contestant:
    """`module` has it under `name` in PEERS; `ours` runs in the program's own environment; `tables` are where it is."""

    name: str
    module: str
    ours: bool = False
    tables: tuple[str, ...] = EVERYWHERE


def _peers(module: str, *names: str) -> tuple[Contestant, ...]:
    return tuple(Contestant(name, f"bench.scoring.peers.{module}") for name in names)


CONTESTANTS: tuple[Contestant, ...] = (
    Contestant(OURS, "bench.scoring.ours", ours=True),
    *_peers("plain", "logistic regression, one-hot", "random forest, 500"),
    *_peers("scorecards", "optbinning scorecard", "toad scorecard"),
    *_peers("xgboost_trees", "XGBoost, default", "XGBoost, tuned"),
    *_peers("catboost_trees", "CatBoost, default", "CatBoost, early-stopped"),
    *_peers("lightgbm_trees", "LightGBM, default", "LightGBM, tuned"),
    Contestant("LightGBM, tuned, monotone", "bench.scoring.peers.lightgbm_trees", tables=DIRECTED),
    *_peers("lightgbm_trees", "LightGBM, 5 bagged, early-stopped"),
)
