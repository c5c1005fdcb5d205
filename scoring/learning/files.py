"""Tables from disk: the edge of the learning core that opens files."""

import gzip
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from lending.problems import ProblemWithInput
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


def _lines(path: Path) -> Iterator[str]:
    with path.open("rb") as binary:
        plain = gzip.GzipFile(fileobj=binary) if path.suffix == ".gz" else binary
        with io.TextIOWrapper(plain, encoding="utf-8-sig", newline="") as text:
            yield from text
