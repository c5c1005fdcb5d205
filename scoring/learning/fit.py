"""Fitting a model to a table: scorecard, boosting, blend and calibration, each chosen on rows it has not seen."""

from dataclasses import replace
from typing import Any

import numpy as np

from scoring.learning import calibration
from scoring.learning.blend import weights
from scoring.learning.boost import Problem
from scoring.learning.candidates import CARD, LINEAR, Crossed, cross, folds_for, shapes_for
from scoring.learning.checks import checked_target, usable
from scoring.learning.fitted import Bag, FittedModel
from scoring.learning.linear import fit_linear
from scoring.learning.logistic import mean_loss, sigmoid
from scoring.learning.metrics import figures
from scoring.learning.schema import Schema
from scoring.learning.settings import FitSettings
from scoring.learning.table import Floats, Table
from scoring.learning.woe_card import binned, fit_card


def fit(table: Table, target: Floats, settings: FitSettings | None = None) -> FittedModel:
    """The model of these rows; `target` is 1 for a bad row and 0 for a good one.

    The same table, target and settings give the same model to the bit. Raises `ProblemWithInput` where nothing sound
    can be learnt: one class only, too few rows, a direction for a column that is not a number.
    """
    given = settings or FitSettings()
    bad = checked_target(table, target)
    prepared = usable(table, bad, given)
    schema = Schema.learn(prepared.table)
    matrix = schema.encode(prepared.table).matrix
    levels = tuple(len(one.levels) if one.levels is not None else 0 for one in schema.features)
    directions = tuple(given.monotone.get(name, 0) for name in schema.names)
    problem = Problem(matrix, bad, levels, directions, given.threads)
    data = binned(matrix, levels, directions)
    rarer = int(min(bad.sum(), len(bad) - bad.sum()))
    shapes = shapes_for(len(bad), rarer, len(levels), bool(problem.nominal), given.swift)
    crossed = cross(problem, data, shapes, 5 if given.swift else folds_for(len(bad)), given.seed, prepared.groups)
    card = fit_card(data, bad, np.arange(len(bad)), np.random.default_rng([given.seed, 77]))
    linear = fit_linear(matrix, bad, levels, directions, np.arange(len(bad)))
    model = FittedModel(schema, card, 0.0, linear, 0.0, (), calibration.Calibration(), given.scale, {}, prepared.notes)
    return _blended(model, crossed, {name: shape.from_card for name, shape in shapes.items()}, bad, given.seed)


def _blended(model: FittedModel, crossed: Crossed, from_card: dict[str, bool], bad: Floats, seed: int) -> FittedModel:
    """The model with weights, bags and calibration from the cross-fitted log-odds."""
    names = list(crossed.log_odds)
    stacked = np.column_stack([crossed.log_odds[name] for name in names])
    found, pull = weights(stacked, bad, np.random.default_rng([seed, 79]))
    share = dict(zip(names, found, strict=True))
    mixed = stacked @ np.array([share[name] for name in names])
    chosen, losses = calibration.choose(mixed, bad, np.random.default_rng([seed, 78]))
    bags = tuple(
        Bag(name, float(share[name]), None if from_card[name] else crossed.start, members)
        for name, members in crossed.members.items()
        if share[name] > 0
    )
    choice: dict[str, Any] = {
        "weights": {name: float(share[name]) for name in names},
        "given_up": [name for name in from_card if name not in crossed.members],
        "pull_to_equal_shares": pull,
        "log_loss": {
            **{name: mean_loss(bad, crossed.log_odds[name]) for name in names},
            "blend": mean_loss(bad, mixed),
        },
        "calibration": {"chosen": chosen.kind, "log_loss": losses},
    }
    metrics = {"cross_fitted": figures(bad, sigmoid(chosen.apply(mixed))), "rows": len(bad), "bad": int(bad.sum())}
    return replace(
        model,
        card_weight=float(share[CARD]),
        linear_weight=float(share[LINEAR]),
        bags=bags,
        calibration=chosen,
        choice=choice,
        metrics=metrics,
    )
