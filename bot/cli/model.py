"""`model train`, `model score` and `model evaluate`: the learning core on any table. Notes go to standard error."""

import csv
import json
import os
import platform
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bot.cli.trouble import told
from lending.problems import ProblemWithInput
from scoring.learning.documents import documents
from scoring.learning.files import digest, read_model, read_table, write_model
from scoring.learning.fit import fit
from scoring.learning.logistic import sigmoid
from scoring.learning.metrics import figures
from scoring.learning.outcome import outcome
from scoring.learning.reasons import adverse
from scoring.learning.settings import FitSettings
from scoring.learning.table import Floats, Table
from scoring.model_files import lightgbm

AT_ONCE = 50_000
"""Rows scored at a time, so that memory does not grow with the file."""
PD = "pd"


def model_command(given: Namespace) -> Callable[[], int]:
    """The work of the action that was typed."""
    work = {"train": _train, "score": _score, "evaluate": _evaluate}[given.action]
    return told(f"model {given.action}")(lambda: work(given))


def _train(given: Namespace) -> int:
    path = Path(given.table)
    directions = _directions(given.monotone)
    table = read_table(path, categories=given.nominal)
    happened = outcome(table, given.target, given.bad)
    features = table.without({given.target, *given.drop}).take(happened.known)
    if unknown := [name for name in (*given.nominal, *directions) if name not in features.names]:
        raise ProblemWithInput(unknown[0], "the table has no such column to learn from")
    model = fit(features, happened.bad[happened.known], FitSettings(seed=given.seed, monotone=directions))
    _tell((*happened.notes, *model.notes))
    about = {
        "data": {"file": path.name, "sha256": digest(path), "rows": features.rows, "bad": int(happened.bad.sum())},
        "target": {"column": given.target, "bad": given.bad},
        "settings": {"seed": given.seed, "drop": given.drop, "nominal": given.nominal, "monotone": directions},
        "versions": {"python": platform.python_version(), "numpy": np.__version__, "lightgbm": lightgbm().__version__},
    }
    write_model(Path(given.out), documents(model, about))
    print(json.dumps({"model": given.out, **model.metrics, "choice": model.choice}, ensure_ascii=False))
    return 0


def _directions(given: Iterable[dict[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in given:
        for name, direction in one.items():
            if found.setdefault(name, direction) != direction:
                raise ProblemWithInput(name, "cannot go up and down")
    return found


def _score(given: Namespace) -> int:
    model = read_model(Path(given.model))
    words = [feature.name for feature in model.schema.features if feature.is_category]
    table = read_table(Path(given.table), categories=words)
    encoded = model.schema.encode(table)
    _tell((*table.notes, *encoded.notes))
    reasons = min(given.reasons, len(model.schema.features))
    header = [PD, "points", *(f"reason_{n + 1}" for n in range(reasons))]
    _write(Path(given.out), header, _rows(model, encoded.matrix, reasons))
    return 0


def _rows(model: Any, matrix: Floats, reasons: int) -> Iterator[list[str]]:
    """The cells of each row; reasons that a row does not have are empty."""
    for start in range(0, len(matrix), AT_ONCE):
        part = matrix[start : start + AT_ONCE]
        log_odds = model.of_matrix(part)
        named = (
            adverse(model.contributions_of_matrix(part)[0], model.schema.names, reasons)
            if reasons
            else [[] for _ in range(len(part))]
        )
        for pd, points, why in zip(sigmoid(log_odds), model.scale.points(log_odds), named, strict=True):
            yield [repr(float(pd)), str(points), *why, *[""] * (reasons - len(why))]


def _write(path: Path, header: list[str], rows: Iterable[list[str]]) -> None:
    """Beside its place first: a file of scores is whole or not there."""
    beside = path.with_name(f".{path.name}.part")
    try:
        with beside.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(header)
            writer.writerows(rows)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _evaluate(given: Namespace) -> int:
    scores, truth = read_table(Path(given.scores)), read_table(Path(given.truth))
    pd = _probabilities(scores)
    if scores.rows != truth.rows:
        raise ProblemWithInput(given.scores, f"has {scores.rows} rows, the truth {truth.rows}")
    happened = outcome(truth, given.target, given.bad)
    _tell(happened.notes)
    print(json.dumps(figures(happened.bad[happened.known], pd[happened.known])))
    return 0


def _probabilities(scores: Table) -> Floats:
    numbers = scores.column(PD).numbers
    if numbers is None or not bool(np.all((numbers >= 0) & (numbers <= 1))):
        raise ProblemWithInput(PD, "must be a number from 0 to 1 in each row")
    return numbers


def _tell(notes: Iterable[str]) -> None:
    for note in notes:
        print(f"note: {note}", file=sys.stderr)
