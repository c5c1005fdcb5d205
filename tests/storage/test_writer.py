"""The writing thread: many in one commit, each for itself, and nobody told before it is on the disk."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from storage.batch_writer import BatchWriter
from storage.engine import open_engine, sqlite_url
from storage.writer import CommitUnknown, NothingWritten, WriterStopped


class Box:
    """A table of words, and a writer that can be held up so that work piles up behind it."""

    def __init__(self, path: Path) -> None:
        self.engine = open_engine(sqlite_url(path))
        self.commits: list[int] = []
        self.writer = BatchWriter(self.engine)
        self.writer.run_sync(lambda c: c.execute(text("create table word (w text primary key)")) and None)
        event.listen(self.engine, "commit", lambda _c: self.commits.append(1))
        self.go = threading.Event()
        self.held = threading.Event()

    async def hold(self) -> "asyncio.Future[None]":
        """Begins something that waits for `go`; what is handed in after it piles up."""
        holding = asyncio.ensure_future(self.writer.run(self._wait))
        await asyncio.to_thread(self.held.wait, 10)
        return holding

    def _wait(self, _connection: Connection) -> None:
        self.held.set()
        assert self.go.wait(10)

    def words(self) -> list[str]:
        return self.writer.run_sync(lambda c: list(c.execute(text("select w from word order by w")).scalars()))

    def close(self) -> None:
        self.go.set()
        self.writer.stop()
        self.engine.dispose()


@pytest.fixture
def box(tmp_path: Path):
    opened = Box(tmp_path / "words.db")
    yield opened
    opened.close()


def say(word: str):
    return lambda c: c.execute(text("insert into word values (:w)"), {"w": word}) and word


async def piled_up(box: Box, *works: Any) -> list[object]:
    """Runs all of these behind one that is held, so that they share a commit."""
    first = await box.hold()
    rest = [asyncio.ensure_future(box.writer.run(work)) for work in works]
    await asyncio.sleep(0)
    box.go.set()
    await first
    return await asyncio.gather(*rest, return_exceptions=True)


async def test_what_waits_shares_one_commit(box: Box) -> None:
    said = await piled_up(box, *(say(f"w{n:02}") for n in range(40)))
    assert said == [f"w{n:02}" for n in range(40)]
    assert len(box.commits) == 2
    assert len(box.words()) == 40


async def test_one_that_raises_is_rolled_back_alone(box: Box) -> None:
    def half(c: Connection) -> None:
        say("half")(c)
        raise KeyError("mine")

    said = await piled_up(box, say("before"), half, say("after"), say("before"))
    assert said[0] == "before"
    assert isinstance(said[1], KeyError)
    assert said[2] == "after"
    assert "UNIQUE" in str(said[3])
    assert box.words() == ["after", "before"]


async def test_nobody_is_told_before_the_commit(box: Box) -> None:
    told: list[str] = []
    first = await box.hold()
    seen_at_commit: list[list[str]] = []
    event.listen(box.engine, "commit", lambda _c: seen_at_commit.append(list(told)))
    waiting = [asyncio.ensure_future(box.writer.run(say(w))) for w in ("a", "b")]
    for future in waiting:
        future.add_done_callback(lambda f: told.append(f.result()))
    await asyncio.sleep(0)
    box.go.set()
    await first
    await asyncio.gather(*waiting)
    assert seen_at_commit == [[], []]


async def test_when_the_commit_fails_nobody_knows_and_running_again_by_key_is_harmless(box: Box) -> None:
    failed: list[int] = []

    def fail_once(_c: Connection) -> None:
        if len(box.commits) == 2 and not failed:
            failed.append(1)
            raise OSError("disk")

    event.listen(box.engine, "commit", fail_once)
    said = await piled_up(box, say("a"), say("b"))
    assert [type(s) for s in said] == [CommitUnknown, CommitUnknown]
    assert box.words() == []
    assert await box.writer.run(say("a")) == "a"


async def test_a_cancelled_await_never_cancels_what_was_begun(box: Box) -> None:
    first = await box.hold()
    waiting = asyncio.ensure_future(box.writer.run(say("kept")))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    box.go.set()
    await first
    assert box.words() == ["kept"]


async def test_stopping_finishes_what_was_handed_in_and_then_takes_nothing(box: Box) -> None:
    first = await box.hold()
    waiting = asyncio.ensure_future(box.writer.run(say("last")))
    await asyncio.sleep(0)
    threading.Timer(0.01, box.go.set).start()
    box.writer.stop()
    assert (await first, await waiting) == (None, "last")
    with pytest.raises(WriterStopped):
        await box.writer.run(say("too late"))


def test_a_database_locked_by_another_process_writes_nothing(box: Box) -> None:
    other = open_engine(sqlite_url(Path(box.engine.url.database or "")))
    box.writer.run_sync(lambda c: c.exec_driver_sql("PRAGMA busy_timeout=10") and None)
    with other.begin() as connection:
        connection.execute(text("insert into word values ('theirs')"))
        with pytest.raises(NothingWritten):
            box.writer.run_sync(say("ours"))
    other.dispose()
    assert box.words() == ["theirs"]


def test_a_full_disk_loses_the_batch_and_not_the_database(box: Box) -> None:
    box.writer.run_sync(say("safe"))
    pages = box.writer.run_sync(lambda c: c.exec_driver_sql("PRAGMA page_count").scalar_one())
    box.writer.run_sync(lambda c: c.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}") and None)
    with pytest.raises((CommitUnknown, NothingWritten)):
        box.writer.run_sync(lambda c: [say("x" * 4000 + str(n))(c) for n in range(50)] and None)
    assert box.words() == ["safe"]
    assert box.writer.run_sync(say("again")) == "again"


def test_the_checkpoint_is_done_by_the_writer_alone_and_empties_the_log_at_the_end(tmp_path: Path) -> None:
    box = Box(tmp_path / "log.db")
    for n in range(200):
        box.writer.run_sync(say(f"{n}" + "x" * 3000))
    assert box.writer.run_sync(lambda c: c.exec_driver_sql("PRAGMA wal_autocheckpoint").scalar_one()) == 0
    box.close()
    log = tmp_path / "log.db-wal"
    assert not log.exists() or log.stat().st_size == 0
