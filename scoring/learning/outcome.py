"""Which rows went bad: the target column of a table as 1, 0 and not known."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lending.problems import ProblemWithInput
from scoring.learning.reading import as_number
from scoring.learning.table import Column, Flags, Floats, Table

MANY_VALUES = 20


@dataclass(frozen=True)
class Outcome:
    """`bad` is 1.0 or 0.0 a row, `known` where the target says anything; `notes` is what a person should check."""

    bad: Floats
    known: Flags
    notes: tuple[str, ...]


def outcome(table: Table, target: str, bad_value: str) -> Outcome:
    """The rows whose target is `bad_value` are bad, all others good. Numbers are compared as numbers: 1 is 1.0."""
    column = table.column(target)
    bad = _equal(column, bad_value)
    if not bad.any():
        raise ProblemWithInput(target, f"no row has the bad value {bad_value!r}; {_there(column)}")
    return Outcome(bad.astype(np.float64), column.known, tuple(_notes(column, bad)))


def _equal(column: Column, value: str) -> Flags:
    if column.codes is not None:
        at = column.levels.index(value) if value in column.levels else -2
        return np.asarray(column.codes == at)
    number = as_number(value)
    assert column.numbers is not None
    return np.asarray(column.numbers == (np.nan if number is None else number))


def _values(column: Column) -> list[str]:
    """The distinct values that occur, as texts."""
    if column.codes is not None:
        return [column.levels[code] for code in np.unique(column.codes[column.known])]
    assert column.numbers is not None
    firsts = Column(column.name, numbers=np.unique(column.numbers[column.known]))
    return [text for text in firsts.texts() if text is not None]


def _there(column: Column) -> str:
    values = _values(column)
    if len(values) > MANY_VALUES:
        return f"it has {len(values)} different values, too many for an outcome"
    return "it has " + ", ".join(values) if values else "it is empty"


def _notes(column: Column, bad: Flags) -> Iterator[str]:
    unknown = int(np.count_nonzero(~column.known))
    if unknown:
        yield f"{column.name}: {unknown} rows have no outcome and are left out"
    if len(_values(column)) > 2:
        good = int(np.count_nonzero(column.known & ~bad))
        yield f"{column.name}: has more than two values; the {good} rows with another than the bad one count as good"
