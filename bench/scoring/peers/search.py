"""A modest random search inside the training rows: the same number of tries for every library that is tuned.

A try is trained on a part of the training rows and stopped early on the rest; the log loss there decides. On small
tables it is the mean over three such splits. The winner is trained again on all training rows for as many rounds as it
took on average.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np

from bench.scoring.folds import Fold, fold_numbers
from bench.scoring.tables import Ints, Table

Settings = dict[str, Any]
Space = Mapping[str, Sequence[Any]]
Trial = Callable[[Table, Table, Settings], tuple[float, int]]
"""Trains on the first, stops early on the second: the log loss there, and the rounds that it took."""

MANY_ROWS = 20_000
TRIES, TRIES_OF_MANY = 16, 6
PARTS = 4
SPLITS = 3


@dataclass(frozen=True)
class Best:
    """What the search settled on."""

    settings: Settings
    rounds: int


def inner_folds(bad: Ints, parts: int, seed: int) -> Iterator[Fold]:
    """Stratified splits of the training rows."""
    numbers = fold_numbers(bad, parts, seed)
    for number in range(parts):
        yield Fold(number, np.flatnonzero(numbers != number), np.flatnonzero(numbers == number))


def drawn(space: Space, tries: int, seed: int) -> list[Settings]:
    """So many points of the space."""
    chance = np.random.default_rng(seed)
    return [{name: values[int(chance.integers(len(values)))] for name, values in space.items()} for _ in range(tries)]


def search(train: Table, space: Space, trial: Trial, seed: int) -> Best:
    """The best of the points drawn from `space`."""
    many = len(train) > MANY_ROWS
    splits = list(inner_folds(train.bad, PARTS, seed))[: 1 if many else SPLITS]
    parts = [(train.rows(split.train), train.rows(split.test)) for split in splits]
    best, least = Best({}, 1), float("inf")
    for settings in drawn(space, TRIES_OF_MANY if many else TRIES, seed):
        found = [trial(learned, held, settings) for learned, held in parts]
        loss = fmean(one[0] for one in found)
        if loss < least:
            best, least = Best(settings, max(1, round(fmean(one[1] for one in found)))), loss
    return best
