"""A member of staff can make a client send any button; it does only what the open file offers."""

import pytest
from sqlalchemy import Connection, func, select

from conversations.officer import HELD
from storage.schema import failed_event, journal, staff_case
from tests.journeys.doing import FAR_AWAY, tap
from tests.lender import PlayedLender

OFFERED_ON_A_COMPLAINT = {"answer", "handover"}


def kept(conn: Connection) -> tuple[int, int]:
    """How many facts there are, and how many turns failed."""
    count = select(func.count())
    return tuple(conn.execute(count.select_from(table)).scalar_one() for table in (journal, failed_event))  # type: ignore[return-value]


@pytest.mark.parametrize("action", sorted(set(HELD) - OFFERED_ON_A_COMPLAINT))
async def test_what_the_file_does_not_offer_is_not_done(lender: PlayedLender, action: str) -> None:
    lin, wei = await lender.person("Lin"), lender.people["Wei"]
    await lin.says("/complaint")
    await lin.says("Nobody ever called me back")
    await wei.presses("Claim", in_group=True)
    run = lender.lender.writer.run_bookkeeping
    ref = await run(lambda conn: conn.execute(select(staff_case.c.ref)).scalar_one())
    before = await run(kept)
    for argument in (ref, f"{ref}=not_same_person", f"{ref}=income_seen"):
        tap(wei, wei._private(), FAR_AWAY, f"{action}::{argument}")
        await lender.rest()
    assert await run(kept) == before
