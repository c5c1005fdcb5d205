"""The candidates of a fit: which shapes of boosting are tried on a table of this size, and their cross-fitted log-odds.

Rows are cut into folds. For each fold every candidate is fitted to the others and predicts the rows that it has not
seen: this is what blending and calibration learn from, and the boosters made on the way are the bag that serves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from scoring.learning.boost import Member, Problem, Shape, train_member
from scoring.learning.fitted import log_odds_of
from scoring.learning.folds import stratified
from scoring.learning.linear import fit_linear
from scoring.learning.table import Flags, Floats, Numbers
from scoring.learning.woe_card import Binned, fit_card

CLEARLY = 2.5
"""Standard errors of the paired difference on the first fold after which a shape is given up on a large table."""
CARD, LINEAR = "card", "linear"
MANY = 15_000
"""Rows from which trees may be larger and folds fewer."""
FEW_BADS, VERY_FEW_BADS = 1000, 200
HUGE = 400_000
"""Rows beyond which one shape and three folds are enough: models of so many rows hardly differ."""


@dataclass(frozen=True)
class Crossed:
    """Cross-fitted log-odds of each candidate by name, and the boosters of each that is boosted."""

    log_odds: Mapping[str, Floats]
    members: Mapping[str, tuple[Member, ...]]
    start: float


def shapes_for(rows: int, bads: int, features: int, nominal: bool, swift: bool = False) -> dict[str, Shape]:
    """The shapes tried: small trees where rows or bads (of the rarer class) are few, larger ones where they are many.

    With very few bads each tree sees few features, too: on 118 frauds that took the AUC of trees from 0.85 to 0.86.

    `random` draws its cuts at random (extremely randomised trees), which errs elsewhere than the others do. `encoded`
    is for categories (`nominal`): it reads them as shrunk bad rates.
    """
    few = rows < MANY or bads < FEW_BADS
    leaves, seen = (4, 4.5) if bads < VERY_FEW_BADS else (8, 8.0) if few else (24, 24.0)
    smallest, rate = (5, 0.06) if few else (50, 0.05)
    share = min(max(seen / features, 0.1), 0.5)
    if swift:
        return {"plain": Shape(min(leaves, 8), smallest, features=share, rate=0.1)}
    plain = Shape(leaves, smallest, features=share, rate=rate)
    if rows > HUGE:
        return {"plain": replace(plain, smallest=100, rate=0.1)}
    shapes = {
        "plain": plain,
        "random": replace(plain, leaves=2 * leaves, extra=True),
        "from_card": replace(plain, from_card=True),
    }
    if nominal:
        shapes["encoded"] = replace(plain, leaves=2 * leaves, extra=few, encode=True)
    return shapes


def folds_for(rows: int) -> int:
    """More folds where rows are few: each model of a bag then learns from nearly all of them."""
    return 10 if rows < MANY else 5 if rows <= HUGE else 3


def cross(
    problem: Problem, data: Binned, shapes: Mapping[str, Shape], folds: int, seed: int, groups: Numbers | None
) -> Crossed:
    """All candidates on all folds; on a large table what is clearly behind after the first one goes no further."""
    rows = len(problem.bad)
    start = log_odds_of(float(np.clip(problem.bad.mean(), 1e-6, 1 - 1e-6)))
    fold = stratified(problem.bad, folds, np.random.default_rng(seed), groups)
    found = {CARD: _crossed_card(problem, data, fold, seed), LINEAR: _crossed_linear(problem, fold)}
    begins = {name: found[CARD] if shape.from_card else np.full(rows, start) for name, shape in shapes.items()}
    bags: dict[str, list[Member]] = {name: [] for name in shapes}
    boosted = {name: begin.copy() for name, begin in begins.items()}
    running = list(shapes)
    for number in range(folds):
        here = fold == number
        for place, name in enumerate(shapes):
            if name in running:
                one = train_member(problem, shapes[name], ~here, begins[name], _seed(seed, number, place))
                boosted[name][here] += one.raw(problem.matrix[here])
                bags[name].append(one)
        if number == 0 and rows >= MANY:
            running = _still_in(running, boosted, problem.bad, here)
    kept = {name: boosted[name] for name in running}
    return Crossed({**found, **kept}, {name: tuple(bags[name]) for name in running}, start)


def _still_in(names: list[str], boosted: Mapping[str, Floats], bad: Floats, here: Flags) -> list[str]:
    """After the first fold of a large table: the shapes that are not clearly worse than the best one."""
    losses = {name: np.logaddexp(0.0, boosted[name][here]) - bad[here] * boosted[name][here] for name in names}
    best = min(losses.values(), key=lambda loss: float(loss.mean()))
    behind = {name: loss - best for name, loss in losses.items()}
    return [
        name for name, loss in behind.items() if loss.mean() <= CLEARLY * loss.std() / np.sqrt(np.count_nonzero(here))
    ]


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
