"""What every new process of a lender would work out anew, worked out once: a run starts thousands of them.

Compiled statements, the catalogues of words, and the empty tables that a book is made again in. None of it can differ
between two lives of one program.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Engine

import storage.check_journal
import storage.engine
from bot.catalogue import Catalogue
from storage.schema import metadata


@contextmanager
def warm() -> Iterator[None]:
    """Inside, engines share what they compile, catalogues are read once, and `verify` has its tables ready."""
    make, load, open_engine = storage.engine.create_engine, Catalogue.load, storage.check_journal.open_engine
    first: list[Engine] = []

    def create_engine(url: str, **options: Any) -> Engine:
        engine: Engine = make(url, **options)
        if url == "sqlite://":
            return engine
        if first:
            engine.dialect, engine.pool._dialect = first[0].dialect, first[0].dialect
            engine._compiled_cache = first[0]._compiled_cache
        else:
            first.append(engine)
        return engine

    scratch = open_engine("sqlite://")
    with scratch.begin() as connection:
        metadata.create_all(connection)

    storage.engine.create_engine = create_engine
    Catalogue.load = cache(load)  # type: ignore[method-assign]
    storage.check_journal.open_engine = lambda _url: Scratch(scratch)  # type: ignore[assignment,return-value]
    try:
        yield
    finally:
        storage.engine.create_engine, Catalogue.load = make, load  # type: ignore[method-assign]
        storage.check_journal.open_engine = open_engine
        scratch.dispose()


class Scratch:
    """Tables in memory that are empty again after each use."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def begin(self) -> Iterator[Any]:
        with self._engine.connect() as connection:
            create_all, metadata.create_all = metadata.create_all, lambda *_: None  # type: ignore[method-assign]
            try:
                yield connection
            finally:
                metadata.create_all = create_all  # type: ignore[method-assign]
                connection.rollback()

    def dispose(self) -> None:
        """Stays for the next."""
