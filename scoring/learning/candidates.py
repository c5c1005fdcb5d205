"""The candidates of a fit: which shapes of boosting are tried on a table of this size, and their cross-fitted log-odds.

Rows are cut into folds. For each fold every candidate is fitted to the others and predicts the rows that it has not
seen: this is what blending and calibration learn from, and the boosters made on the way are the bag that serves.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.learning.boost import Member, Problem, Shape, train_member
from scoring.learning.fitted import log_odds_of
from scoring.learning.folds import stratified
from scoring.learning.linear import fit_linear
from scoring.learning.table import Floats, Numbers
from scoring.learning.woe_card import Binned, fit_card

CARD, LINEAR = "card", "linear"
MANY = 15_000
"""Rows from which trees may be larger and folds fewer."""
HUGE = 400_000
"""Rows beyond which one shape and three folds are enough: models of so many rows hardly differ."""


@dataclass(frozen=True)
class Crossed:
    """Cross-fitted log-odds of each candidate by name, and the boosters of each that is boosted."""

    log_odds: Mapping[str, Floats]
    members: Mapping[str, tuple[Member, ...]]
    start: float


def shapes_for(rows: int, nominal: bool, swift: bool = False) -> dict[str, Shape]:
    """The shapes tried: small trees where rows are few, larger ones where there is much to learn.

    `random` draws its cuts at random (extremely randomised trees), which errs elsewhere than the others do.
    """
    if swift:
        return {"plain": Shape(8, 5 if rows < MANY else 50, rate=0.1)}
    if rows < MANY:
        shapes = {
            "plain": Shape(8, 5, rate=0.06),
            "random": Shape(16, 5, rate=0.06, extra=True),
            "from_card": Shape(8, 5, rate=0.06, from_card=True),
        }
        if nominal:
            shapes["encoded"] = Shape(16, 5, rate=0.06, extra=True, encode=True)
        return shapes
    if rows > HUGE:
        return {"plain": Shape(24, 100, rate=0.1)}
    return {
        "plain": Shape(24, 50, rate=0.1),
        "random": Shape(48, 20, rate=0.1, extra=True),
        "from_card": Shape(16, 50, rate=0.1, from_card=True),
    }


def folds_for(rows: int) -> int:
    """More folds where rows are few: each model of a bag then learns from nearly all of them."""
    return 10 if rows < MANY else 5 if rows <= HUGE else 3


def cross(
    problem: Problem, data: Binned, shapes: Mapping[str, Shape], folds: int, seed: int, groups: Numbers | None
) -> Crossed:
    """All candidates on all folds."""
    rows = len(problem.bad)
    start = log_odds_of(float(np.clip(problem.bad.mean(), 1e-6, 1 - 1e-6)))
    fold = stratified(problem.bad, folds, np.random.default_rng(seed), groups)
    found = {CARD: _crossed_card(problem, data, fold, seed), LINEAR: _crossed_linear(problem, fold)}
    members: dict[str, tuple[Member, ...]] = {}
    for place, (name, shape) in enumerate(shapes.items()):
        begin = found[CARD] if shape.from_card else np.full(rows, start)
        found[name] = begin.copy()
        bag = []
        for number in range(folds):
            here = fold == number
            bag.append(train_member(problem, shape, ~here, begin, _seed(seed, number, place)))
            found[name][here] += bag[-1].raw(problem.matrix[here])
        members[name] = tuple(bag)
    return Crossed(found, members, start)


def _crossed_card(problem: Problem, data: Binned, fold: Numbers, seed: int) -> Floats:
    found = np.zeros(len(fold))
    for number in np.unique(fold):
        here = fold == number
        card = fit_card(data, problem.bad, np.flatnonzero(~here), np.random.default_rng([seed, int(number)]))
        found[here] = card.of_codes(data.codes[here])
    return found


def _crossed_linear(problem: Problem, fold: Numbers) -> Floats:
    found = np.zeros(len(fold))
    for number in np.unique(fold):
        here = fold == number
        model = fit_linear(problem.matrix, problem.bad, problem.levels, problem.directions, np.flatnonzero(~here))
        found[here] = model.log_odds(problem.matrix[here])
    return found


def _seed(*parts: int) -> int:
    """One number for LightGBM from several, so that no two boosters share their chance."""
    return int(np.random.SeedSequence(parts).generate_state(1)[0] >> 1)
