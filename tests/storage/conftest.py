"""A lender's database in a folder of its own: migrated, with a writer, a vault and fixed keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.storage.office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = Office.open(tmp_path)
    yield opened
    opened.close()
