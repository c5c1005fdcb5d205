"""Pretend borrowers with a known truth, for tables to learn from."""

from pathlib import Path

import numpy as np

from scoring.learning.table import Floats, Table

JOBS = ("baker", "driver", "farmer", "nurse", "teacher", "weaver")
RISK = (-0.8, 0.6, 0.9, -0.6, -0.3, 0.2)


def borrowers(rows: int, seed: int = 5) -> tuple[Table, Floats]:
    """Income and debts move the risk as one would expect, jobs by a table, some incomes are missing, noise is noise."""
    chance = np.random.default_rng(seed)
    income = np.round(np.exp(chance.normal(7.0, 0.5, rows)))
    debts = np.round(chance.gamma(2.0, 300.0, rows))
    job = chance.integers(0, len(JOBS), rows)
    truth = -1.0 - 1.2 * (np.log(income) - 7.0) + 0.0012 * (debts - 600) + np.array(RISK)[job]
    bad = (chance.random(rows) < 1 / (1 + np.exp(-truth))).astype(np.float64)
    income[chance.random(rows) < 0.1] = np.nan
    words = [None if at % 29 == 0 else JOBS[code] for at, code in enumerate(job)]
    return Table.of({"income": income, "debts": debts, "job": words, "noise": chance.random(rows)}), bad


def write_csv(path: Path, table: Table, bad: Floats | None = None) -> Path:
    """The table as a CSV file, with the outcome as `yes` or `no` in the column `defaulted`."""
    columns = {column.name: [text or "" for text in column.texts()] for column in table.columns}
    if bad is not None:
        columns["defaulted"] = ["yes" if value else "no" for value in bad]
    lines = [",".join(columns), *(",".join(cells) for cells in zip(*columns.values(), strict=True))]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
