"""Several threads write to PostgreSQL: as if one after another, each for itself, and nobody told before it is kept."""

import asyncio
import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, text

from storage.databases import Databases
from storage.pool_writer import MOST_RUNS, MOST_RUNS_TOGETHER, PoolWriter
from storage.room import Room
from storage.writer import CommitUnknown, NothingWritten, WriterStopped

Work = Callable[[Connection], object]


@pytest.fixture
def pauses() -> list[int]:
    return []


@pytest.fixture
def writer(on_server: Databases, pauses: list[int]) -> Iterator[PoolWriter]:
    """A pool of four over two accounts with 100 each, which does not wait between runs."""
    engine = on_server.open()
    opened = PoolWriter(engine, pause=pauses.append)
    opened.run_sync(lambda c: c.execute(text("create table purse (name text primary key, held int not null)")) and None)
    opened.run_sync(lambda c: c.execute(text("insert into purse values ('a', 100), ('b', 100)")) and None)
    yield opened
    opened.stop()
    engine.dispose()


def held(writer: PoolWriter) -> dict[str, int]:
    return writer.run_sync(lambda c: {r[0]: r[1] for r in c.execute(text("select name, held from purse order by 1"))})


def add(name: str, amount: int) -> Work:
    """Reads, thinks, writes what it thought: what loses updates where turns are not serialised."""

    def work(connection: Connection) -> int:
        now: int = connection.execute(text("select held from purse where name = :n"), {"n": name}).scalar_one()
        connection.execute(text("update purse set held = :h where name = :n"), {"h": now + amount, "n": name})
        return now + amount

    return work


async def test_of_many_turns_on_one_row_none_is_lost(writer: PoolWriter) -> None:
    writer._pause = lambda runs: threading.Event().wait(0.001 * runs)  # type: ignore[assignment]
    told = await asyncio.gather(*(writer.run(add("a", 1)) for _ in range(40)), return_exceptions=True)
    kept = [one for one in told if isinstance(one, int)]
    assert all(isinstance(one, int | NothingWritten) for one in told)
    assert sorted(kept) == list(range(101, 101 + len(kept)))
    assert held(writer)["a"] == 100 + len(kept)


class Meeting:
    """Makes the first runs of two turns meet in the middle, after reading and before writing."""

    def __init__(self) -> None:
        self._both = threading.Barrier(2, timeout=10)
        self.runs: list[str] = []

    def take(self, ours: str) -> Work:
        """Takes 150 from our purse if both together hold enough: the rule that two turns could break together."""

        def work(connection: Connection) -> bool:
            self.runs.append(ours)
            total = connection.execute(text("select sum(held) from purse")).scalar_one()
            if self.runs.count(ours) == 1:
                self._both.wait()
            if total >= 150:
                connection.execute(text("update purse set held = held - 150 where name = :n"), {"n": ours})
            return bool(total >= 150)

        return work


async def test_two_turns_that_would_break_a_rule_together_are_put_in_an_order(writer: PoolWriter) -> None:
    meeting = Meeting()
    done = await asyncio.gather(writer.run(meeting.take("a")), writer.run(meeting.take("b")))
    assert sorted(done) == [False, True]
    assert sum(held(writer).values()) == 50
    assert len(meeting.runs) == 3


async def test_a_deadlock_is_run_again_whole(writer: PoolWriter) -> None:
    both, runs = threading.Barrier(2, timeout=10), []

    def swap(first: str, second: str) -> Work:
        def work(connection: Connection) -> None:
            runs.append(first)
            connection.execute(text("update purse set held = held + 1 where name = :n"), {"n": first})
            if runs.count(first) == 1:
                both.wait()
            connection.execute(text("update purse set held = held + 1 where name = :n"), {"n": second})

        return work

    await asyncio.gather(writer.run(swap("a", "b")), writer.run(swap("b", "a")))
    assert held(writer) == {"a": 102, "b": 102}
    assert len(runs) > 2


async def test_a_turn_that_is_refused_ten_times_has_written_nothing(writer: PoolWriter, pauses: list[int]) -> None:
    def refused(connection: Connection) -> None:
        add("a", 5)(connection)
        connection.execute(text("do $$ begin raise exception 'no order' using errcode = '40001'; end $$"))

    with pytest.raises(NothingWritten):
        await writer.run(refused)
    assert pauses == list(range(1, MOST_RUNS))
    assert held(writer)["a"] == 100


async def test_what_a_turn_raises_reaches_its_caller_alone_and_undoes_it_alone(writer: PoolWriter) -> None:
    def half(connection: Connection) -> None:
        add("a", 5)(connection)
        raise KeyError("mine")

    said = await asyncio.gather(writer.run(half), writer.run(add("b", 1)), return_exceptions=True)
    assert isinstance(said[0], KeyError)
    assert (said[1], held(writer)) == (101, {"a": 100, "b": 101})


async def test_a_value_that_is_taken_for_good_is_the_turns_own_error_without_its_values(writer: PoolWriter) -> None:
    runs = []

    def again(connection: Connection) -> None:
        runs.append(1)
        connection.execute(text("insert into purse values (:n, 1)"), {"n": "a"})

    with pytest.raises(Exception, match="duplicate key") as refused:
        await writer.run(again)
    assert "(a)" not in str(refused.value)
    assert len(runs) == 3


async def test_bookkeeping_sees_what_was_committed_meanwhile_and_stands_in_no_turns_way(writer: PoolWriter) -> None:
    def level(connection: Connection) -> str:
        return str(connection.execute(text("show transaction isolation level")).scalar_one())

    levels = [await writer.run(level), await writer.run_bookkeeping(level), await writer.run(level)]
    assert levels == ["serializable", "read committed", "serializable"]


async def test_a_connection_that_breaks_in_the_middle_of_a_turn_is_replaced_and_the_turn_runs_again(
    on_server: Databases, writer: PoolWriter
) -> None:
    runs = []
    spare = on_server.open()

    def breaks_once(connection: Connection) -> object:
        runs.append(1)
        if len(runs) == 1:
            me = connection.execute(text("select pg_backend_pid()")).scalar_one()
            with spare.connect() as other:
                other.execute(text("select pg_terminate_backend(:pid)"), {"pid": me})
        return add("a", 1)(connection)

    assert await writer.run(breaks_once) == 101
    assert (len(runs), held(writer)["a"]) == (2, 101)
    spare.dispose()


async def test_a_turn_that_stands_still_is_ended_by_the_server_and_runs_again(writer: PoolWriter) -> None:
    runs = []

    def stands_still(connection: Connection) -> object:
        runs.append(connection.execute(text("show idle_in_transaction_session_timeout")).scalar_one())
        connection.execute(text("select held from purse where name = 'a' for update"))
        if len(runs) == 1:
            connection.execute(text("set local idle_in_transaction_session_timeout = '20ms'"))
            threading.Event().wait(0.3)
        return add("a", 1)(connection)

    assert await writer.run(stands_still) == 101
    assert runs == ["5s", "5s"]


async def test_when_the_connection_breaks_at_the_commit_nobody_knows(writer: PoolWriter) -> None:
    def cut_at_commit(connection: Connection) -> None:
        add("a", 1)(connection)
        commit = connection.engine.dialect.do_commit

        def cut(driver: object) -> None:
            connection.engine.dialect.do_commit = commit  # type: ignore[method-assign]
            connection.connection.driver_connection.pgconn.finish()  # type: ignore[union-attr]
            commit(driver)  # type: ignore[arg-type]

        connection.engine.dialect.do_commit = cut  # type: ignore[method-assign, assignment]

    with pytest.raises(CommitUnknown):
        await writer.run(cut_at_commit)
    assert held(writer)["a"] == 100
    assert await writer.run(add("a", 1)) == 101


async def test_a_server_that_is_not_there_writes_nothing(on_server: Databases) -> None:
    engine = Databases.on_server("postgresql://nobody@127.0.0.1:1/nothing").open()
    writer = PoolWriter(engine, threads=1)
    with pytest.raises(NothingWritten):
        await writer.run(add("a", 1))
    writer.stop()
    engine.dispose()


async def test_stopping_finishes_what_was_handed_in_and_then_takes_nothing(writer: PoolWriter) -> None:
    waiting = [asyncio.ensure_future(writer.run(lambda c: c.execute(text("select 1")).scalar_one())) for _ in range(20)]
    await asyncio.sleep(0)
    await asyncio.to_thread(writer.stop)
    assert await asyncio.gather(*waiting) == [1] * 20
    with pytest.raises(WriterStopped):
        await writer.run(add("a", 1))


def test_who_wants_the_room_alone_waits_for_those_inside_and_goes_before_those_outside() -> None:
    room, seen, entered, go = Room(), list[str](), threading.Event(), threading.Event()

    def stay(name: str, alone: bool) -> None:
        with room.inside(alone=alone):
            seen.append(name)
            entered.set()
            assert go.wait(10)

    first = threading.Thread(target=stay, args=("first", False))
    first.start()
    assert entered.wait(10)
    alone = threading.Thread(target=stay, args=("alone", True))
    alone.start()
    while not room._wanting:
        alone.join(0.001)
    late = threading.Thread(target=stay, args=("late", False))
    late.start()
    assert seen == ["first"]
    go.set()
    for thread in (first, alone, late):
        thread.join()
    assert seen == ["first", "alone", "late"]


async def test_a_turn_that_was_refused_has_its_process_to_itself(writer: PoolWriter) -> None:
    inside, most, runs = set[int](), list[int](), list[int]()

    def stubborn(connection: Connection) -> None:
        inside.add(0)
        runs.append(1)
        if len(runs) > MOST_RUNS_TOGETHER:
            most.append(len(inside))
        inside.discard(0)
        if len(runs) < 6:
            connection.execute(text("do $$ begin raise exception 'no order' using errcode = '40001'; end $$"))

    def other(n: int) -> Work:
        def work(connection: Connection) -> None:
            inside.add(n)
            connection.execute(text("select pg_sleep(0.002)"))
            inside.discard(n)

        return work

    await asyncio.gather(writer.run(stubborn), *(writer.run(other(n)) for n in range(1, 30)))
    assert (len(runs), set(most)) == (6, {1})
