"""What is owed to the world is sent by whoever holds it, and what a dead process held is found again."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select

from storage import erasure, leases, outbox
from storage.outbox import Mark, OutboxRow, Owed
from storage.schema import outbox as table
from tests.storage.office import NOON, Borrower, Office, new_id

LATER = NOON + timedelta(hours=1)
CASE = new_id()


def row(body: str = "hello", **more: Any) -> OutboxRow:
    return OutboxRow(new_id(), "message", body, chat_id=7001, **more)


def put(office: Office, *rows: OutboxRow, owner: str = "me") -> tuple[Owed, ...]:
    return office.writer.run_sync(lambda c: outbox.put(c, office.vault, rows, owner, NOON, "tg:1"))


def left_over(office: Office, owner: str = "me", **more: Any) -> tuple[Owed, ...]:
    return office.writer.run_sync(lambda c: outbox.claim_left_over(c, office.vault, owner, LATER, 10, **more))


def mark(office: Office, *marks: Mark) -> None:
    office.writer.run_sync(lambda c: outbox.mark(c, marks))


def states(office: Office) -> list[str]:
    return [r.state for r in office.rows(select(table.c.state).order_by(table.c.sequence))]


def test_a_row_is_born_claimed_and_handed_over_unless_it_is_for_later(office: Office) -> None:
    now, later = row(), row(not_before=LATER)
    assert put(office, now, later) == (Owed(now, 1),)
    assert states(office) == ["claimed", "pending"]
    assert office.writer.run_sync(outbox.next_at) == LATER
    assert [(o.row, o.attempt, o.maybe_sent) for o in left_over(office)] == [(later, 1, False)]


def test_what_a_dead_process_held_is_claimed_again_and_may_have_been_sent(office: Office) -> None:
    lost = row()
    put(office, lost, owner="dead")
    (again,) = left_over(office)
    assert (again.row.body, again.attempt, again.maybe_sent) == ("hello", 2, True)
    mark(office, Mark(lost.id, 1, "sent", 55))
    assert states(office) == ["claimed"]
    mark(office, Mark(lost.id, 2, "sent", 56))
    assert states(office) == ["sent"]
    mark(office, Mark(lost.id, 2, "dead"))
    assert states(office) == ["sent"]


def test_what_a_living_process_holds_is_left_to_it_unless_we_are_alone(office: Office) -> None:
    put(office, row(), owner="other")
    office.writer.run_sync(lambda c: leases.take(c, "process:other", "other", LATER, 60))
    assert left_over(office) == ()
    assert len(left_over(office, alone=True)) == 1


def test_left_over_rows_go_by_priority_and_then_in_order(office: Office) -> None:
    rows = [row("b", priority=5), row("c", priority=5), row("a", priority=1)]
    put(office, *rows, owner="dead")
    assert [o.row.body for o in left_over(office)] == ["a", "b", "c"]


def test_a_row_to_be_tried_again_waits_for_its_time(office: Office) -> None:
    held = row()
    put(office, held)
    mark(office, Mark(held.id, 1, "pending", problem="RetryAfter", not_before=LATER + timedelta(minutes=1)))
    assert left_over(office) == ()
    mark(office, Mark(held.id, 1, "sent", 1))
    assert states(office) == ["pending"]


def test_all_messages_about_a_case_in_one_chat_can_be_found(office: Office) -> None:
    rows = [row(case_id=CASE), row(case_id=CASE), row(), row(case_id=CASE)]
    put(office, *rows)
    mark(office, *(Mark(r.id, 1, "sent", n) for n, r in enumerate(rows[:3], 100)))

    def ids(c: Connection) -> tuple[tuple[int, ...], tuple[int, ...]]:
        return outbox.message_ids_of_case(c, CASE, 7001), outbox.message_ids_of_case(c, CASE, 7002)

    assert office.writer.run_sync(ids) == ((100, 101), ())


def test_what_was_still_to_be_said_to_an_erased_person_is_not_said(office: Office) -> None:
    lin = Borrower()
    office.write(lin.met())
    put(office, row(person_id=lin.person_id), row(person_id=lin.person_id, not_before=LATER), row("to the group"))
    office.writer.run_sync(lambda c: erasure.erase(c, office.vault, lin.person_id, NOON))
    assert states(office) == ["dead", "dead", "claimed"]
