"""A short crowd: two kills and a pause while a dozen people talk to four processes. `make crowd` plays a long one."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from conversations.reading.account import read_account
from conversations.reading.national_id import NationalId, read_national_id
from tests.crowd.people import account, national_id
from tests.crowd.reckoning import reckon
from tests.crowd.run import Crowd, Plan, play
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
    assert spoilt(crowd) == sorted(SPOILT)
    server.drop(books)


SPOILT = ("was not handled", "never came", "transfers", "effects", "asked for", "stands behind a later update")


def spoilt(crowd: Crowd) -> list[str]:
    """What the reckoning says of the same run when the world remembers it otherwise: each check can fail."""
    heard, borrower = crowd.town.heard, crowd.borrowers[-1]
    borrower.amount += 100
    crowd.town.bank.books.transfers.pop()
    crowd.reminders.append("due:reminder:never")
    exchange_turns(crowd, borrower.number)
    heard.told.append(replace(heard.told[-1], update_id=heard.told[-1].update_id + 10**6))
    heard.sent[:] = [one for one in heard.sent if one.chat_id != borrower.number]
    wrong = reckon(crowd).wrong
    return sorted({kind for kind in SPOILT if any(kind in one for one in wrong)})


def exchange_turns(crowd: Crowd, chat: int) -> None:
    """As if the first and the last thing that this person was told had been told the other way round."""
    engine = crowd.fleet.books.open()
    own = text("select id, turn from outbox where chat_id = :chat and turn like 'tg:%' order by sequence")
    with engine.begin() as connection:
        rows = connection.execute(own, {"chat": chat}).all()
        for row, turn in ((rows[0], rows[-1].turn), (rows[-1], rows[0].turn)):
            connection.execute(text("update outbox set turn = :turn where id = :id"), {"id": row.id, "turn": turn})
    engine.dispose()


def test_the_papers_of_a_crowd_are_read_as_real_ones_are() -> None:
    assert all(read_national_id(national_id(n), "cn") == NationalId(national_id(n), born(n)) for n in range(300))
    assert all(read_account(account(n)) == account(n) for n in range(300))
    assert len({national_id(n) for n in range(300)}) == len({account(n) for n in range(300)}) == 300


def born(number: int) -> date:
    return date(1970 + number % 30, number // 30 % 12 + 1, number % 28 + 1)
