"""`make bench TABLES=scoring DATA=/path/to/data`: the comparison on the public tables that are in that folder.

`ONLY="german taiwan"` names data sets, `WHO=lightgbm` contestants by a part of their names, `FRESH=1` trains everybody
again; `REPEATS=3` draws five folds three times (one to five), for what is lost in noise. Data is read where it is;
nothing of it is kept but predictions, in the user's cache.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.scoring import kept
from bench.scoring.catalogue import TABLES, files_of
from bench.scoring.contest import Entry, contestants, entry
from bench.scoring.folds import FOLDS
from bench.scoring.printed import FROM_CACHE, Measured, one_table, summary

NO_DATA = "skipped: the tables of credit and fraud, whose folder is named with `make bench TABLES=scoring DATA=...`"


def table(python: str) -> str:
    """The comparison as Markdown; it takes an hour or two when nothing is kept, most of it the largest table."""
    if not os.environ.get("DATA"):
        return NO_DATA
    data = Path(os.environ["DATA"])
    parts = []
    if python:
        parts.append(_metrics_agree(python))
    tables: dict[str, dict[str, Measured]] = {}
    for name in _chosen():
        if not all((data / file).is_file() for file in files_of(name)):
            parts.append(f"skipped: {name}, which is not in the folder")
            continue
        found, failed = _entered(name, data, python)
        if found:
            tables[name] = found
            parts.append(one_table(name, found, failed))
        else:
            parts += [f"not measured on {name}: {one.name}: {one.why_not}" for one in failed]
    if tables:
        parts.append(summary(tables))
    return "\n\n".join([*parts, *_notes(python, tables)])


def _repeats() -> int:
    return int(os.environ.get("REPEATS") or 1)


def _chosen() -> Iterator[str]:
    asked = os.environ.get("ONLY", "").split()
    return (name for name in TABLES if not asked or name in asked)


def _metrics_agree(python: str) -> str:
    command = [python, "-m", "bench.scoring.peers.metrics"]
    done = subprocess.run(command, cwd=kept.ROOT, capture_output=True, text=True, check=True)
    return f"Checked first: {done.stdout.strip()}."


def _entered(name: str, data: Path, python: str) -> tuple[dict[str, Measured], list[Entry]]:
    bad = TABLES[name](data).bad
    found, failed = {}, []
    for one in contestants(name, python, os.environ.get("WHO", "")):
        print(f"{name}: {one.name}", file=sys.stderr, flush=True)
        done = entry(one, name, data, python, folds=_repeats() * FOLDS, fresh=bool(os.environ.get("FRESH")))
        if done.why_not:
            failed.append(done)
        else:
            found[one.name] = Measured(done, bad)
    return found, failed


def _notes(python: str, tables: dict[str, dict[str, Measured]]) -> Iterator[str]:
    yield (
        f"Means of {_repeats() * FOLDS} stratified folds, the same for all. Everything that is learned is learned "
        "inside the training rows. ECE is of five folds pooled, in ten bins, beside the 95th percentile of a perfect "
        "model of that size. CPU is processor seconds to train and predict one fold, one thread."
    )
    if any(one.entry.again for found in tables.values() for one in found.values()):
        yield f"{FROM_CACHE} from the cache: trained in an earlier run on the same rows. FRESH=1 trains all again."
    if not python:
        yield "skipped: the peers, whose environment is made by `make bench`"
