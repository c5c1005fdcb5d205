"""Predictions that are kept between runs, outside the repository: whoever has not changed need not be trained again.

The key of a prediction is everything it depends on: the table's files, the folds, the contestant's own source with all
of the bench that it imports, and the versions of the libraries. Ours is never kept. `FRESH=1` looks at nothing kept.
"""

import hashlib
import os
import re
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from bench.scoring.catalogue import files_of
from bench.scoring.contestants import Contestant

ROOT = Path(__file__).resolve().parents[2]
LIBRARIES = ("numpy", "pandas", "scikit-learn", "lightgbm", "xgboost-cpu", "catboost", "optbinning", "toad")
ASKED = "import sys, importlib.metadata as m; print(sys.version); [print(n, m.version(n)) for n in sys.argv[1:]]"
IMPORTED = re.compile(r"^(?:from|import) (bench\.scoring[.\w]*)", re.MULTILINE)


def folder() -> Path:
    """Where predictions are kept: under the user's cache directory."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "microloan-bench" / "scoring"


def sources(module: str) -> set[str]:
    """The module and all modules of this bench that it imports, however indirectly."""
    found: set[str] = set()
    ahead = [module]
    while ahead:
        name = ahead.pop()
        if name not in found:
            found.add(name)
            ahead += IMPORTED.findall(_file(name).read_text(encoding="utf-8"))
    return found


def _file(module: str) -> Path:
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


@cache
def versions(python: str) -> str:
    """The versions of that environment's interpreter and libraries."""
    done = subprocess.run([python, "-c", ASKED, *LIBRARIES], capture_output=True, text=True, check=True)
    return done.stdout


def key(contestant: Contestant, table: str, data: Path, python: str) -> str:
    """A short hash of all that the predictions depend on."""
    parts: Iterable[bytes] = (
        contestant.name.encode(),
        versions(python).encode(),
        *(_file(name).read_bytes() for name in sorted(sources(contestant.module) | sources("bench.scoring.worker"))),
        *((data / file).read_bytes() for file in files_of(table)),
    )
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()[:20]
