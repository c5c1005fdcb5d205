"""One contestant on one table, in a process of its own: `worker MODULE NAME TABLE DATA OUT FOLD...`.

For each fold it learns from the training rows, predicts the others, and leaves `OUT/FOLD.npz`: the probabilities, and
the processor seconds and seconds of both together. One thread: whoever starts it sets the libraries' variables so.
"""

import importlib
import sys
import time
from pathlib import Path

import numpy as np

from bench.scoring.catalogue import TABLES
from bench.scoring.folds import FOLDS, SEED, folds_of
from bench.scoring.tables import Floats


def main(module: str, name: str, table: str, data: str, out: str, *chosen: str) -> None:
    """Predicts the test rows of the chosen folds."""
    rows = TABLES[table](Path(data))
    contestant = importlib.import_module(module).PEERS[name]
    repeats = max(map(int, chosen)) // FOLDS + 1
    for fold in folds_of(rows.bad, repeats):
        if str(fold.number) not in chosen:
            continue
        train, test = rows.rows(fold.train), rows.rows(fold.test)
        cpu, began = time.process_time(), time.perf_counter()
        pd = np.asarray(contestant(train, test, SEED % 1000 + fold.number), dtype=np.float64)
        took = np.array([time.process_time() - cpu, time.perf_counter() - began])
        write(Path(out) / f"{fold.number}.npz", pd, took)


def write(file: Path, pd: Floats, took: Floats) -> None:
    """Leaves the file whole or not at all, so that a run which is broken off leaves nothing half."""
    part = file.with_suffix(".part.npz")
    np.savez(part, pd=pd, took=took)
    part.rename(file)


if __name__ == "__main__":
    main(*sys.argv[1:])
