"""The rows as the libraries want them: a pandas frame, or one column for each category."""

# mypy: disable-error-code="import-not-found,import-untyped"

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from bench.scoring.tables import MISSING_CODE, Floats, Table

FitPredict = Callable[[Table, Table, int], Floats]
"""Learns from the first table and gives the probability of default of each row of the second; the number is a seed."""

MISSING = "(missing)"


def frame(table: Table) -> Any:
    """A frame whose nominal columns are pandas categories."""
    columns: dict[str, Any] = dict(table.numbers)
    for name, column in table.categories.items():
        columns[name] = pd.Categorical.from_codes(column.codes, categories=list(column.levels))
    return pd.DataFrame(columns)


def worded_frame(table: Table) -> Any:
    """A frame whose nominal columns are words, a missing one too."""
    columns: dict[str, Any] = dict(table.numbers)
    for name, column in table.categories.items():
        columns[name] = np.array([text or MISSING for text in column.texts()], dtype=object)
    return pd.DataFrame(columns)


def one_hot(table: Table, *, scaled: bool) -> Pipeline:
    """Medians for missing numbers with a flag that they were; a column for each category, and for its absence."""
    filled: list[Any] = [SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True)]
    numbers = make_pipeline(*filled, StandardScaler()) if scaled else filled[0]
    words = OneHotEncoder(handle_unknown="ignore")
    return ColumnTransformer([("numbers", numbers, list(table.numbers)), ("words", words, list(table.categories))])


def coded(table: Table) -> tuple[Floats, list[int]]:
    """A matrix with the codes of categories (missing is NaN), and which columns those are."""
    codes = [np.where(c.codes == MISSING_CODE, np.nan, c.codes.astype(float)) for c in table.categories.values()]
    matrix = np.column_stack([*table.numbers.values(), *codes])
    return matrix, list(range(len(table.numbers), matrix.shape[1]))
