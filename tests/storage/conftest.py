"""A lender's databases, once on each engine: migrated, with a writer, a vault and fixed keys."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.databases import Databases
from tests.storage.office import Office


@pytest.fixture
def office(tmp_path: Path, databases: Databases) -> Iterator[Office]:
    opened = Office.open(tmp_path, databases=databases)
    yield opened
    opened.close()
