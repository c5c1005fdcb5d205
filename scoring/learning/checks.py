"""What is looked at before a fit: the target, identifiers, columns that say nothing, and suspected leaks."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lending.problems import ProblemWithInput
from scoring.learning.folds import at_most
from scoring.learning.metrics import auc
from scoring.learning.schema import Schema
from scoring.learning.settings import FitSettings
from scoring.learning.table import Column, Floats, Numbers, Table
from scoring.learning.woe_card import binned, fit_card

FEWEST_ROWS, FEWEST_BADS = 20, 5
STABLE_BADS = 50
TOO_GOOD = 0.97
"""A feature that alone has this AUC is more likely the outcome under another name than a discovery."""
ID_SHARE = 0.5
ENOUGH = 20_000
"""Rows that are enough to suspect a leak."""


@dataclass(frozen=True)
class Usable:
    """The columns to learn from, which rows belong together (None: none do), and what a person should know."""

    table: Table
    groups: Numbers | None
    notes: tuple[str, ...]


def checked_target(table: Table, target: Floats) -> Floats:
    """The target as 0.0 and 1.0; `ProblemWithInput` says why nothing can be learnt from it."""
    bad = np.asarray(target, dtype=np.float64)
    if len(bad) != table.rows:
        raise ProblemWithInput("target", f"has {len(bad)} values for {table.rows} rows")
    if not np.isin(bad, (0.0, 1.0)).all():
        raise ProblemWithInput("target", "must be 1 for bad and 0 for good")
    bads = int(bad.sum())
    if bads in (0, len(bad)):
        raise ProblemWithInput("target", f"all rows are {'bad' if bads else 'good'}; a model needs both")
    if len(bad) < FEWEST_ROWS or min(bads, len(bad) - bads) < FEWEST_BADS:
        need = f"at least {FEWEST_ROWS} rows and {FEWEST_BADS} of each class are needed"
        raise ProblemWithInput("target", f"{len(bad)} rows with {bads} bad are too few to learn from: {need}")
    return bad


def usable(table: Table, bad: Floats, settings: FitSettings) -> Usable:
    """The table without identifiers and constants, with its notes."""
    _check_directions(table, settings)
    ids = [column for column in table.columns if _is_id(column)]
    empty = [column.name for column in table.columns if _says_nothing(column)]
    left = table.without({*(column.name for column in ids), *empty})
    if not left.columns:
        raise ProblemWithInput("table", "no column is left to learn from")
    notes = [*table.notes, *_id_notes(ids), *(f"{name}: the same in all rows, left out" for name in empty)]
    rarer = int(min(bad.sum(), len(bad) - bad.sum()))
    if rarer < STABLE_BADS:
        notes.append(f"only {rarer} rows of the rarer class: below {STABLE_BADS} no fitted model is stable")
    return Usable(left, _groups(ids, table.rows), (*notes, *_leaks(left, bad)))


def _check_directions(table: Table, settings: FitSettings) -> None:
    for name, direction in settings.monotone.items():
        if table.column(name).kind != "number":
            raise ProblemWithInput(name, "holds categories, and only a number can have a direction")
        if direction not in (-1, 0, 1):
            raise ProblemWithInput(name, "a direction is 1 (risk rises) or -1 (risk falls)")


def _is_id(column: Column) -> bool:
    """Whether a column names rows rather than describing them: by its name and its values, or text of its own a row."""
    known = column.known
    count = int(known.sum())
    if count < 2:
        return False
    if column.codes is not None:
        distinct = len(np.unique(column.codes[known]))
        return distinct > ID_SHARE * count and distinct > 20
    assert column.numbers is not None
    values = column.numbers[known]
    whole = bool(np.all(np.abs(values) < 1e15) and np.all(values == np.floor(values)))
    return whole and _named_like_id(column.name) and len(np.unique(values)) > ID_SHARE * count


def _named_like_id(name: str) -> bool:
    plain = name.lower()
    return plain in ("id", "rowid", "uuid", "index") or plain.endswith(("_id", " id", "loanid", "customerid"))


def _says_nothing(column: Column) -> bool:
    values = column.codes if column.codes is not None else column.numbers
    assert values is not None
    known = column.known
    return not known.any() or (bool(known.all()) and bool(np.all(values == values[0])))


def _id_notes(ids: list[Column]) -> Iterator[str]:
    for column in ids:
        values = column.codes if column.codes is not None else column.numbers
        assert values is not None
        known = values[column.known]
        again = len(known) - len(np.unique(known))
        kept = f"; {again} rows repeat one, and rows of one stay in one fold" if again else ""
        yield f"{column.name}: nearly every row has its own value, so it is left out as an identifier{kept}"


def _groups(ids: list[Column], rows: int) -> Numbers | None:
    """Rows of one identifier as one group: by the identifier that repeats most."""
    most: Numbers | None = None
    fewest = rows
    for column in ids:
        values = column.codes if column.codes is not None else column.numbers
        assert values is not None
        own = np.where(column.known, values.astype(np.float64), -1.0 - np.arange(rows, dtype=np.float64))
        numbers = np.unique(own, return_inverse=True)[1].astype(np.int64)
        distinct = int(numbers.max()) + 1
        if distinct < fewest:
            most, fewest = numbers, distinct
    return most


def _leaks(table: Table, bad: Floats) -> Iterator[str]:
    """Features that alone separate too well, each judged by a card of its own on the half it was not made from."""
    looked_at = at_most(np.arange(len(bad)), bad, ENOUGH, np.random.default_rng(0))
    table, bad = table.take(looked_at), bad[looked_at]
    schema = Schema.learn(table)
    matrix = schema.encode(table).matrix
    half = np.random.default_rng(0).permutation(len(bad)) % 2 == 0
    if min(bad[half].sum(), bad[~half].sum()) == 0 or min((1 - bad[half]).sum(), (1 - bad[~half]).sum()) == 0:
        return
    for at, feature in enumerate(schema.features):
        level = len(feature.levels) if feature.levels is not None else 0
        data = binned(matrix[:, [at]], (level,), (0,))
        card = fit_card(data, bad, np.flatnonzero(half), np.random.default_rng(0))
        alone = auc(bad[~half], card.of_codes(data.codes[~half]))
        if alone > TOO_GOOD:
            yield f"{feature.name}: alone it has an AUC of {alone:.3f}; is it the outcome under another name?"
