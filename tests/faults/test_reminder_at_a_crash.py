"""A reminder that may have been sent just before the program died is not sent again; that nobody knows is on record."""

from sqlalchemy import select, update

from storage.look import Look
from storage.schema import outbox
from storage.verify import verify
from tests.lender import PlayedLender
from tests.preludes import prelude


async def test_a_reminder_in_doubt_comes_at_most_once_and_the_check_of_the_night_counts_it(
    lender: PlayedLender,
) -> None:
    lin = await lender.person("Lin")
    await prelude(lender, "-- Lin has a loan --")
    await lender.after(days=27, hours=1)
    assert len([said for said in lin.sees() if "due" in said.text]) == 1
    newest = select(outbox.c.id).order_by(outbox.c.sequence.desc()).limit(1).scalar_subquery()
    unmarked = (
        update(outbox).where(outbox.c.id == newest).values(state="claimed", claimed_by="the dead", message_id=None)
    )
    await lender.lender.writer.run_bookkeeping(lambda c: c.execute(unmarked) and None)
    await lender.restart()
    assert lin.sees() == []
    assert "a reminder may not have arrived, and is not sent again" in lender.log.getvalue()
    vault, look = lender.lender.vault, Look(lender.clock.now())
    (found,) = await lender.lender.writer.run_bookkeeping(lambda c: verify(c, vault, look=look))
    assert (found.check, found.stops) == ("it is known whether a message arrived", False)
