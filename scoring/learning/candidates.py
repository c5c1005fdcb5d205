"""The candidates of a fit: which shapes of boosting are tried on a table of this size, and their cross-fitted log-odds.

Rows are cut into folds, more than once where they are few. In each fold every candidate predicts the rows that it has
not seen; averaged over the repeats this is what blending and calibration learn from, and the boosters made on the way
are the bag that serves.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.learning.boost import Member, Problem, Shape, train_member
from scoring.learning.fitted import log_odds_of
from scoring.learning.folds import stratified
from scoring.learning.table import Floats, Numbers
from scoring.learning.woe_card import Binned, fit_card

FOLDS = 5
CARD = "card"


@dataclass(frozen=True)
class Crossed:
    """Cross-fitted log-odds of each candidate by name, and the boosters of each that is boosted."""

    log_odds: Mapping[str, Floats]
    members: Mapping[str, tuple[Member, ...]]
    start: float


def shapes_for(rows: int, bads: int, nominal: bool) -> dict[str, Shape]:
    """The shapes tried: small trees where bads are few, larger ones where there is much to learn."""
    smallest = 20 if rows < 20_000 else 50
    wide = 8 if bads < 2000 else 16
    shapes = {
        "plain": Shape(wide, smallest),
        "from_card": Shape(4 if bads < 2000 else wide, smallest, from_card=True),
    }
    if nominal:
        shapes["encoded"] = Shape(wide, smallest, encode=True)
    return shapes


def repeats_for(rows: int) -> int:
    """How many times the rows are cut anew."""
    return 3 if rows < 6000 else 2 if rows < 15_000 else 1


def cross(
    problem: Problem, data: Binned, shapes: Mapping[str, Shape], repeats: int, seed: int, groups: Numbers | None
) -> Crossed:
    """All candidates on all folds of all repeats."""
    rows = len(problem.bad)
    start = log_odds_of(float(np.clip(problem.bad.mean(), 1e-6, 1 - 1e-6)))
    found = {name: np.zeros(rows) for name in (CARD, *shapes)}
    members: dict[str, list[Member]] = {name: [] for name in shapes}
    for repeat in range(repeats):
        fold = stratified(problem.bad, FOLDS, np.random.default_rng([seed, repeat]), groups)
        card = _crossed_card(problem, data, fold, [seed, repeat])
        found[CARD] += card / repeats
        for place, (name, shape) in enumerate(shapes.items()):
            begin = card if shape.from_card else np.full(rows, start)
            for number in range(FOLDS):
                here = fold == number
                member = train_member(problem, shape, ~here, begin, _seed(seed, repeat, number, place))
                found[name][here] += (begin[here] + member.raw(problem.matrix[here])) / repeats
                members[name].append(member)
    return Crossed(found, {name: tuple(bag) for name, bag in members.items()}, start)


def _crossed_card(problem: Problem, data: Binned, fold: Numbers, seed: list[int]) -> Floats:
    found = np.zeros(len(problem.bad))
    for number in range(FOLDS):
        here = fold == number
        card = fit_card(data, problem.bad, np.flatnonzero(~here), np.random.default_rng([*seed, number]))
        found[here] = card.of_codes(data.codes[here])
    return found


def _seed(*parts: int) -> int:
    """One number for LightGBM from several, so that no two boosters share their chance."""
    return int(np.random.SeedSequence(parts).generate_state(1)[0] >> 1)
