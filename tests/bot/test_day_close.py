"""Each night the day that is over is closed: a borrower who misses a due date is in another bucket the next day."""

from pathlib import Path

from sqlalchemy import Connection, func, select

from storage.schema import due, journal, loan_position
from tests.lender import PlayedLender
from tests.preludes import prelude


async def test_nights_move_buckets_book_months_and_the_books_stay_in_order(tmp_path: Path) -> None:
    played = await PlayedLender.open(tmp_path / "data", nightly=True)
    await played.person("Lin")
    await prelude(played, "-- Lin has a loan --")
    await played.after(hours=24 * 33)

    def look(connection: Connection) -> tuple[str, int, int]:
        bucket = connection.execute(select(loan_position.c.bucket)).scalar_one()
        moved = connection.execute(select(func.count()).where(journal.c.kind == "BucketMoved")).scalar_one()
        closes = select(func.count()).where(due.c.kind == "day_close", due.c.state == "done")
        return bucket, moved, connection.execute(closes).scalar_one()

    bucket, moved, closes = await played.lender.writer.run_bookkeeping(look)
    assert (bucket, moved) == ("1-30", 1)
    assert closes in (32, 33)
    assert await played.findings() == []
    await played.close()
