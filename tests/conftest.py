"""What holds for every test: whatever it set up for logging ends with it; both databases are at hand."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

from storage.databases import Databases
from tests import postgres

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
"""How long an example takes says how busy the machine is, and nothing about the program."""


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """A test that starts the program sends its log to a stream of its own, which is closed when the test is over."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.TestServer]:
    """A PostgreSQL server, started by the first test that asks for it."""
    try:
        with postgres.serve() as running:
            yield running
    except postgres.NoServer as why:
        postgres.or_skip(why)


@pytest.fixture
def on_server(server: postgres.TestServer) -> Iterator[Databases]:
    """A fresh lender's databases on the server."""
    made = server.databases()
    yield made
    server.drop(made)


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path: Path) -> Databases:
    """A fresh lender's databases, once for each engine."""
    if request.param == "sqlite":
        return Databases.in_folder(tmp_path)
    found: Databases = request.getfixturevalue("on_server")
    return found
