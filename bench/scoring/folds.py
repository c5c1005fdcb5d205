"""The folds: everybody is measured on the same rows, drawn once from a fixed seed.

Stratified: each fold has the bad rows that it should have, to within one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bench.scoring.tables import Ints

FOLDS = 5
SEED = 20_261_124


@dataclass(frozen=True)
class Fold:
    """Rows to learn from, and rows to be asked about."""

    number: int
    train: Ints
    test: Ints


def fold_numbers(bad: Ints, folds: int, seed: int) -> Ints:
    """The fold of each row, 0 to `folds` - 1."""
    chance = np.random.default_rng(seed)
    numbers = np.empty(len(bad), dtype=np.int64)
    start = 0
    for outcome in (0, 1):
        rows = chance.permutation(np.flatnonzero(bad == outcome))
        numbers[rows] = (start + np.arange(len(rows))) % folds
        start += len(rows)
    return numbers


def folds_of(bad: Ints, repeats: int = 1) -> Iterator[Fold]:
    """The folds of a table with these outcomes: five, and with more `repeats` five more each, drawn anew."""
    for repeat in range(repeats):
        numbers = fold_numbers(bad, FOLDS, SEED + repeat)
        for number in range(FOLDS):
            train, test = np.flatnonzero(numbers != number), np.flatnonzero(numbers == number)
            yield Fold(repeat * FOLDS + number, train, test)
