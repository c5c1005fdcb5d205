"""What a model was trained on: its columns, their kinds and levels; and how a table becomes the numbers that it reads.

The matrix has one float64 column a feature: numbers as they are, categories as the number of their level, NaN where a
cell is missing. A level that training did not see gets the number after the last one: new is not the same as missing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lending.problems import ProblemWithInput
from scoring.learning.reading import as_number
from scoring.learning.table import MISSING, Column, Floats, Table

LARGEST = 1e300
"""What stands for infinity: beyond every finite number that a table holds."""


@dataclass(frozen=True)
class Feature:
    """One column of a model: a number, or a category with its known levels."""

    name: str
    levels: tuple[str, ...] | None = None

    @property
    def is_category(self) -> bool:
        """Whether it has levels rather than numbers."""
        return self.levels is not None


@dataclass(frozen=True)
class Encoded:
    """A table as a matrix of rows x features, and notes on what was met that training did not know."""

    matrix: Floats
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Schema:
    """The features in the order of the matrix."""

    features: tuple[Feature, ...]

    @classmethod
    def learn(cls, table: Table) -> "Schema":
        """The schema of a training table: its columns, with the levels that occur in these rows."""
        return cls(tuple(Feature(column.name, _levels(column)) for column in table.columns))

    @property
    def names(self) -> tuple[str, ...]:
        """The features' names in order."""
        return tuple(feature.name for feature in self.features)

    @property
    def categories(self) -> tuple[int, ...]:
        """The places of the category columns in the matrix."""
        return tuple(place for place, feature in enumerate(self.features) if feature.is_category)

    def encode(self, table: Table) -> Encoded:
        """The matrix of a table; a feature without its column raises `ProblemWithInput`, other columns are ignored."""
        absent = [name for name in self.names if name not in table.names]
        if absent:
            raise ProblemWithInput(", ".join(absent), "the table has no such column, and the model needs it")
        matrix = np.empty((table.rows, len(self.features)), dtype=np.float64)
        notes: list[str] = []
        for place, feature in enumerate(self.features):
            column = table.column(feature.name)
            matrix[:, place] = _numbers(column, notes) if feature.levels is None else _codes(column, feature, notes)
        return Encoded(matrix, tuple(notes))

    def as_json(self) -> list[dict[str, Any]]:
        """For the file."""
        return [
            {"name": one.name} if one.levels is None else {"name": one.name, "levels": list(one.levels)}
            for one in self.features
        ]

    @classmethod
    def from_json(cls, given: Sequence[Mapping[str, Any]]) -> "Schema":
        """From the file."""
        return cls(tuple(Feature(one["name"], tuple(one["levels"]) if "levels" in one else None) for one in given))


def _levels(column: Column) -> tuple[str, ...] | None:
    if column.codes is None:
        return None
    occurring = np.unique(column.codes[column.codes != MISSING])
    return tuple(sorted(column.levels[code] for code in occurring))


def _numbers(column: Column, notes: list[str]) -> Floats:
    """Numbers with infinities as the largest there are; words where numbers belong count as missing."""
    if column.codes is None:
        assert column.numbers is not None
        return np.clip(column.numbers, -LARGEST, LARGEST)
    read = [as_number(level) for level in column.levels]
    of_level = np.array([np.nan if value is None else value for value in read] + [np.nan])
    is_word = np.array([value is None for value in read] + [False])
    words = int(np.count_nonzero(is_word[column.codes]))
    if words:
        notes.append(f"{column.name}: {words} cells are not numbers and count as missing")
    return np.asarray(np.clip(of_level[column.codes], -LARGEST, LARGEST))


def _codes(column: Column, feature: Feature, notes: list[str]) -> Floats:
    """Codes of the schema's levels; a new level gets the number after the last."""
    assert feature.levels is not None
    if column.codes is None:
        column = _as_category(column)
    assert column.codes is not None
    known = {level: float(code) for code, level in enumerate(feature.levels)}
    new = float(len(known))
    of_level = np.array([known.get(level, new) for level in column.levels] + [np.nan])
    codes = of_level[column.codes]
    strangers = int(np.count_nonzero(codes == new))
    if strangers:
        notes.append(
            f"{column.name}: {strangers} cells have a category that training did not see; it counts as unknown"
        )
    return np.asarray(codes, dtype=np.float64)


def _as_category(column: Column) -> Column:
    """A column that happens to hold numbers alone, where training had words."""
    return Table.of({column.name: column.texts()}).columns[0]
