"""A table as typed columns: numbers, categories, and cells that are missing.

A number column is float64 with NaN where a cell is missing. A category column is int32 codes into its levels, -1 where
a cell is missing. Nothing here knows files, targets or models.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from lending.problems import ProblemWithInput

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]
Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

MISSING = -1
"""The code of a missing cell in a category column."""


@dataclass(frozen=True, eq=False)
class Column:
    """One column: `numbers` for a number, `codes` into `levels` for a category; the other one is None."""

    name: str
    numbers: Floats | None = None
    codes: Codes | None = None
    levels: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """`number` or `category`."""
        return "number" if self.codes is None else "category"

    @property
    def known(self) -> Flags:
        """Where a cell is not missing."""
        if self.codes is not None:
            return np.asarray(self.codes != MISSING)
        assert self.numbers is not None
        return ~np.isnan(self.numbers)

    def take(self, rows: npt.NDArray[np.integer] | Flags) -> "Column":
        """The same column with these rows alone; levels stay, so that codes keep their meaning."""
        if self.codes is not None:
            return replace(self, codes=self.codes[rows])
        assert self.numbers is not None
        return replace(self, numbers=self.numbers[rows])

    def texts(self) -> list[str | None]:
        """Each cell as text, None where it is missing; a whole number has no decimal point."""
        if self.codes is not None:
            return [None if code == MISSING else self.levels[code] for code in self.codes]
        assert self.numbers is not None
        return [None if np.isnan(value) else text_of(float(value)) for value in self.numbers]


@dataclass(frozen=True, eq=False)
class Table:
    """Columns of one length, in the order of the file, and `notes`: what was noticed when they were read."""

    columns: tuple[Column, ...]
    rows: int
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, columns: Mapping[str, Sequence[str | None] | Floats]) -> "Table":
        """A table from memory: numpy numbers become number columns, sequences of texts and None categories."""
        made = tuple(_column(name, values) for name, values in columns.items())
        lengths = {len(values) for values in columns.values()}
        if len(lengths) != 1:
            raise ProblemWithInput("table", "the columns are not of one length")
        return cls(made, lengths.pop())

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of this name; a `ProblemWithInput` names it if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise ProblemWithInput(name, "the table has no such column")

    def without(self, names: Iterable[str]) -> "Table":
        """The table without these columns, which must be there."""
        gone = [self.column(name).name for name in names]
        return replace(self, columns=tuple(column for column in self.columns if column.name not in gone))

    def take(self, rows: npt.NDArray[np.integer] | Flags) -> "Table":
        """The table with these rows alone, by number or by a flag for each."""
        columns = tuple(column.take(rows) for column in self.columns)
        count = int(np.count_nonzero(rows)) if rows.dtype == np.bool_ else len(rows)
        return replace(self, columns=columns, rows=count)


def text_of(value: float) -> str:
    """A number as a file would have it: `3`, not `3.0`, and the shortest text that reads back the same."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _column(name: str, values: Sequence[str | None] | Floats) -> Column:
    if isinstance(values, np.ndarray) and values.dtype.kind in "fiub":
        return Column(name, numbers=values.astype(np.float64))
    cells = [None if cell is None else str(cell) for cell in values]
    levels = sorted({cell for cell in cells if cell is not None})
    number = {level: code for code, level in enumerate(levels)}
    codes = np.array([MISSING if cell is None else number[cell] for cell in cells], dtype=np.int32)
    return Column(name, codes=codes, levels=tuple(levels))
