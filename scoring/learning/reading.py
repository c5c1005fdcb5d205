"""Text lines to a table: which columns are numbers is found in a first pass, the cells are filled in a second.

A column is a number only if each cell that says anything is one; a single word makes it a category, and a note says so
where it looks like a slip. Two passes keep memory at eight bytes a number and four a category, so that millions of rows
fit. Cell contents never stand in a note: they may be somebody's personal data.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import isinf, nan

import numpy as np

from lending.problems import ProblemWithInput
from scoring.learning.table import MISSING, Codes, Column, Floats, Table

ROWS_AT_ONCE = 20_000
NO_NUMBER = frozenset({"", "NA", "N/A", "#N/A", "NaN", "nan", "null", "NULL", "None"})
"""What stands for a missing number. In a category column only the empty cell is missing: `None` may mean something."""
A_SLIP = 0.05
"""Below this share of words a column of numbers has slips in it, and is noted."""

Lines = Callable[[], Iterable[str]]
"""The file's lines from the start, each time it is called."""


@dataclass
class _Seen:
    """What the first pass found in a column."""

    numbers: int = 0
    words: int = 0
    first_word: int = 0
    infinite: int = 0
    missing_words: int = 0


@dataclass
class _Filling:
    """A column on its way: preallocated numbers, or codes with the levels met so far."""

    name: str
    numbers: list[Floats] = field(default_factory=list)
    codes: list[Codes] = field(default_factory=list)
    levels: dict[str, int] = field(default_factory=dict)


def read(lines: Lines, categories: Iterable[str] = ()) -> Table:
    """The table that the lines hold; the columns named in `categories` are categories whatever they look like.

    Raises `ProblemWithInput` for a table that cannot be read: no header, a name twice, a row of another length.
    """
    names, rows, seen = _first_pass(lines)
    forced = set(categories)
    is_number = [name not in forced and not found.words for name, found in zip(names, seen, strict=True)]
    fillings = [_Filling(name) for name in names]
    for _, chunk in _chunks(lines, len(names)):
        for filling, number, cells in zip(fillings, is_number, zip(*chunk, strict=True), strict=True):
            _fill(filling, number, cells)
    columns = tuple(_made(filling, number) for filling, number in zip(fillings, is_number, strict=True))
    return Table(columns, rows, tuple(_notes(names, seen, forced, rows)))


def as_number(cell: str) -> float | None:
    """The cell as a number, NaN where it is missing, None where it is a word. `1_000` is a word."""
    if cell in NO_NUMBER:
        return nan
    if "_" in cell:
        return None
    try:
        return float(cell)
    except ValueError:
        return None


def _header(lines: Lines) -> list[str]:
    names = [name.strip() for name in next(iter(csv.reader(lines())), [])]
    if not names:
        raise ProblemWithInput("table", "it is empty: the first line must name the columns")
    if "" in names:
        raise ProblemWithInput("table", f"column {names.index('') + 1} has no name in the first line")
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ProblemWithInput(twice[0], "the first line names this column more than once")
    return names


def _chunks(lines: Lines, width: int) -> Iterator[tuple[int, list[list[str]]]]:
    """The rows in portions, each with the number of its first row; every row must have `width` cells."""
    reader = csv.reader(lines())
    try:
        next(reader)
        start = 1
        while portion := list(islice(reader, ROWS_AT_ONCE)):
            chunk = [row for row in portion if row]
            for offset, row in enumerate(chunk):
                if len(row) != width:
                    wrong = f"row {start + offset} has {len(row)} cells, the first line {width}"
                    raise ProblemWithInput("table", wrong)
            if chunk:
                yield start, chunk
            start += len(chunk)
    except csv.Error as error:
        raise ProblemWithInput("table", f"line {reader.line_num} cannot be read as CSV ({error})") from None


def _first_pass(lines: Lines) -> tuple[list[str], int, list[_Seen]]:
    names = _header(lines)
    seen = [_Seen() for _ in names]
    rows = 0
    for start, chunk in _chunks(lines, len(names)):
        rows += len(chunk)
        for found, cells in zip(seen, zip(*chunk, strict=True), strict=True):
            _look(found, cells, start)
    if not rows:
        raise ProblemWithInput("table", "it has no rows below the first line")
    return names, rows, seen


def _look(found: _Seen, cells: Sequence[str], start: int) -> None:
    for offset, raw in enumerate(cells):
        cell = raw.strip()
        value = as_number(cell)
        if value is None:
            found.words += 1
            found.first_word = found.first_word or start + offset
        elif value != value:
            found.missing_words += cell != ""
        else:
            found.numbers += 1
            found.infinite += isinf(value)


def _fill(filling: _Filling, number: bool, cells: Sequence[str]) -> None:
    if number:
        values = [as_number(cell.strip()) for cell in cells]
        filling.numbers.append(np.array([nan if value is None else value for value in values], dtype=np.float64))
        return
    levels = filling.levels
    texts = [cell.strip() for cell in cells]
    codes = [MISSING if text == "" else levels.setdefault(text, len(levels)) for text in texts]
    filling.codes.append(np.array(codes, dtype=np.int32))


def _made(filling: _Filling, number: bool) -> Column:
    """The column; levels are put in alphabetical order, so that the order of rows changes nothing."""
    if number:
        return Column(filling.name, numbers=np.concatenate(filling.numbers))
    ordered = sorted(filling.levels)
    place = {level: code for code, level in enumerate(ordered)}
    moved = np.array([*(place[level] for level in filling.levels), MISSING], dtype=np.int32)
    return Column(filling.name, codes=moved[np.concatenate(filling.codes)], levels=tuple(ordered))


def _notes(names: Sequence[str], seen: Sequence[_Seen], forced: set[str], rows: int) -> Iterator[str]:
    for name, found in zip(names, seen, strict=True):
        if name in forced:
            continue
        if found.words and found.words < A_SLIP * rows and found.numbers > found.words:
            where = f"{found.words} of {rows} cells are not numbers, the first in row {found.first_word}"
            yield f"{name}: read as categories because {where}"
        elif not found.words and found.missing_words:
            yield f"{name}: {found.missing_words} cells with a word for nothing (NA, null, NaN) are read as missing"
        if not found.words and found.infinite:
            yield f"{name}: {found.infinite} infinite numbers count as beyond the largest or smallest known one"
