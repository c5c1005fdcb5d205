"""A table to learn from: named columns of numbers or of categories, and which rows went bad.

It is the same for everybody who is measured. Missing is missing (NaN, or the code -1); nobody gets a filled-in value.
Only numpy is needed, so that the program's own environment and that of the peers both read it.
"""

import csv
import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

MISSING_CODE = -1


@dataclass(frozen=True)
class Categories:
    """A nominal column: `codes` number the `levels`, and -1 is missing."""

    codes: Ints
    levels: tuple[str, ...]

    def texts(self) -> list[str | None]:
        """The column as words, None where it is missing."""
        return [None if code == MISSING_CODE else self.levels[code] for code in self.codes]


@dataclass(frozen=True)
class Table:
    """Rows by columns. `bad` is 1 for a row that went bad.

    `directions` says of some numbers what more of them is known to do to the risk before any data is seen: 1 more
    risk, -1 less. `when` is a moment per row (seconds) where the source has one; it is never a feature.
    """

    name: str
    bad: Ints
    numbers: Mapping[str, Floats]
    categories: Mapping[str, Categories]
    directions: Mapping[str, int] = field(default_factory=dict)
    when: Floats | None = None

    def __len__(self) -> int:
        return len(self.bad)

    @property
    def features(self) -> tuple[str, ...]:
        """The columns' names, numbers first."""
        return (*self.numbers, *self.categories)

    def rows(self, chosen: Ints) -> "Table":
        """The chosen rows, in the order given; levels keep their numbers."""
        return Table(
            self.name,
            self.bad[chosen],
            {name: column[chosen] for name, column in self.numbers.items()},
            {name: Categories(column.codes[chosen], column.levels) for name, column in self.categories.items()},
            self.directions,
            None if self.when is None else self.when[chosen],
        )


def read_columns(path: Path) -> dict[str, list[str]]:
    """The columns of a gzip-compressed CSV file as texts, by the names of its header."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        header = next(reader)
        columns = list(zip(*reader, strict=True))
    return {name: list(column) for name, column in zip(header, columns, strict=True)}


def records(columns: Mapping[str, Sequence[str]]) -> Iterator[dict[str, str]]:
    """The same, row by row."""
    for values in zip(*columns.values(), strict=True):
        yield dict(zip(columns, values, strict=True))


def is_numeric(texts: Sequence[str]) -> bool:
    """Whether everything that is there is a number."""
    try:
        numbers(texts)
    except ValueError:
        return False
    return True


def numbers(texts: Sequence[str]) -> Floats:
    """Texts as numbers, NaN where there is nothing."""
    return np.array([float(text) if text else np.nan for text in texts], dtype=np.float64)


def categories(texts: Sequence[str]) -> Categories:
    """Texts as numbered levels, in the order of the alphabet."""
    levels = tuple(sorted({text for text in texts if text}))
    numbered = {level: code for code, level in enumerate(levels)}
    return Categories(np.array([numbered.get(text, MISSING_CODE) for text in texts], dtype=np.int64), levels)
