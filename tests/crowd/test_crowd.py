"""A short crowd: two kills and a pause while a dozen people talk to four processes. `make crowd` plays a long one."""

from datetime import date
from pathlib import Path

import pytest

from conversations.reading.account import read_account
from conversations.reading.national_id import NationalId, read_national_id
from tests.crowd.people import account, national_id
from tests.crowd.reckoning import reckon
from tests.crowd.run import Plan, play
from tests.postgres import TestServer


@pytest.mark.slow
async def test_four_processes_serve_a_crowd_while_they_are_killed_and_paused(
    tmp_path: Path, server: TestServer
) -> None:
    books = server.databases()
    plan = Plan(seconds=6, people=8, borrow=2, kills_every=0, reminders=6, seed=3)
    crowd = await play(plan, tmp_path, books)
    found = reckon(crowd)
    assert not found.wrong, str(found)
    assert (crowd.fleet.kills, len(crowd.fleet.pauses)) == (2, 1)
    assert found.figures["loans"] == 2
    assert found.figures["payments"] >= 8
    server.drop(books)


def test_the_papers_of_a_crowd_are_read_as_real_ones_are() -> None:
    assert all(read_national_id(national_id(n), "cn") == NationalId(national_id(n), born(n)) for n in range(300))
    assert all(read_account(account(n)) == account(n) for n in range(300))
    assert len({national_id(n) for n in range(300)}) == len({account(n) for n in range(300)}) == 300


def born(number: int) -> date:
    return date(1970 + number % 30, number // 30 % 12 + 1, number % 28 + 1)
