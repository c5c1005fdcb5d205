"""The edge of the learning core: tables and model directories on disk. Nothing else in it opens a file."""

import gzip
import hashlib
import io
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from lending.problems import ProblemWithInput
from scoring.learning.documents import CARD, from_documents
from scoring.learning.fitted import FittedModel
from scoring.learning.reading import read
from scoring.learning.table import Table


def read_table(path: Path, categories: Iterable[str] = ()) -> Table:
    """The table of a CSV file, `.gz` or not, UTF-8. `OSError` where it cannot be opened, `ProblemWithInput` else."""
    try:
        return read(lambda: _lines(path), categories)
    except UnicodeDecodeError:
        raise ProblemWithInput(path.name, "is not UTF-8 text") from None
    except (gzip.BadGzipFile, EOFError):
        raise ProblemWithInput(path.name, "is not a whole gzip file") from None


def digest(path: Path) -> str:
    """The SHA-256 of a file's bytes, for the model's card."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_model(folder: Path, documents: Mapping[str, str]) -> None:
    """Writes the directory whole or not at all; one that already holds something is left alone and refused."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ProblemWithInput(str(folder), "is already there and not an empty folder")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as made:
        inside = Path(made) / "model"
        inside.mkdir()
        for name, text in documents.items():
            (inside / name).write_text(text, encoding="utf-8")
        os.replace(inside, folder)


def read_model(folder: Path) -> FittedModel:
    """The model in a directory; whatever is missing or changed raises a `ProblemWithInput` that names it."""
    if not (folder / CARD).is_file():
        raise ProblemWithInput(str(folder), f"has no {CARD}: this is not the directory of a model")
    names = [path for path in folder.iterdir() if path.suffix in (".json", ".txt")]
    return from_documents({path.name: path.read_text(encoding="utf-8", errors="replace") for path in names})


def _lines(path: Path) -> Iterator[str]:
    with path.open("rb") as binary:
        plain = gzip.GzipFile(fileobj=binary) if path.suffix == ".gz" else binary
        with io.TextIOWrapper(plain, encoding="utf-8-sig", newline="") as text:
            yield from text
