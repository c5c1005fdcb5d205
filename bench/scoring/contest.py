"""Lets everybody predict every fold of a table: in processes of their own, one thread each, one after the other."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.scoring import kept
from bench.scoring.contestants import CONTESTANTS, Contestant
from bench.scoring.tables import Floats

ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "VECLIB", "LOKY")} | {
    "PYTHONHASHSEED": "0",
    "PYTHONWARNINGS": "ignore",
}
LAST_WORDS = 300


@dataclass(frozen=True)
class Predicted:
    """One fold's probabilities, with the processor seconds of training and predicting; `again` is out of the cache."""

    pd: Floats
    cpu: float
    again: bool


@dataclass(frozen=True)
class Entry:
    """A contestant on a table: its folds in order, or in `why_not` what went wrong."""

    name: str
    folds: tuple[Predicted, ...]
    why_not: str = ""

    @property
    def cpu(self) -> float:
        """Processor seconds a fold."""
        return float(np.mean([fold.cpu for fold in self.folds]))

    @property
    def again(self) -> bool:
        """Whether any of it was trained in an earlier run."""
        return any(fold.again for fold in self.folds)


def contestants(table: str, python: str, only: str) -> Iterator[Contestant]:
    """Who is on this table; without an environment of the peers, ours alone. `only` is a part of names, or nothing."""
    for one in CONTESTANTS:
        if table in one.tables and (one.ours or python) and only.lower() in one.name.lower():
            yield one


def entry(one: Contestant, table: str, data: Path, python: str, *, folds: int, fresh: bool) -> Entry:
    """All folds of a contestant on a table, trained now where they are not kept."""
    if one.ours:
        with tempfile.TemporaryDirectory() as out:
            return _entered(one, table, data, sys.executable, Path(out), range(folds), set())
    out_kept = kept.folder() / table / kept.key(one, table, data, python)
    out_kept.mkdir(parents=True, exist_ok=True)
    if fresh:
        for file in out_kept.glob("*.npz"):
            file.unlink()
    before = {number for number in range(folds) if (out_kept / f"{number}.npz").exists()}
    return _entered(one, table, data, python, out_kept, range(folds), before)


def _entered(one: Contestant, table: str, data: Path, python: str, out: Path, folds: range, before: set[int]) -> Entry:
    missing = [str(number) for number in folds if number not in before]
    if missing:
        command = [python, "-m", "bench.scoring.worker", one.module, one.name, table, str(data), str(out), *missing]
        done = subprocess.run(
            command, cwd=kept.ROOT, env=os.environ | ONE_THREAD, capture_output=True, text=True, check=False
        )
        if done.returncode:
            return Entry(one.name, (), why_not=done.stderr.strip()[-LAST_WORDS:].replace("\n", " "))
    return Entry(one.name, tuple(_read(out / f"{number}.npz", number in before) for number in folds))


def _read(file: Path, again: bool) -> Predicted:
    with np.load(file) as found:
        return Predicted(found["pd"], float(found["took"][0]), again)
