"""Inbox, sessions, dues, leases, failures and staff keep what they are told, once."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from lending.records import StoredSession
from storage import dues, erasure, failures, inbox, leases, retention, sessions, staff
from storage.dues import DueRow
from storage.staff import StaffRow
from tests.storage.office import NOON, Borrower, Office, new_id

LATER = NOON + timedelta(hours=1)


def test_an_update_is_handled_once_and_again_only_if_its_turn_was_lost(office: Office) -> None:
    def lost(c: Connection) -> None:
        assert inbox.first_time(c, "tg:1", NOON)
        raise KeyError

    with pytest.raises(KeyError):
        office.writer.run_sync(lost)
    seen = [office.writer.run_sync(lambda c: inbox.first_time(c, "tg:1", NOON)) for _ in range(3)]
    assert seen == [True, False, False]


def test_old_updates_are_forgotten_and_payments_never(office: Office) -> None:
    def work(c: Connection) -> list[bool]:
        for key in ("tg:1", "bank:1"):
            inbox.first_time(c, key, NOON)
        inbox.first_time(c, "tg:2", LATER)
        assert inbox.forget_before(c, "tg:", LATER, 10) == 1
        return [inbox.first_time(c, key, LATER) for key in ("tg:1", "tg:2", "bank:1")]

    assert office.writer.run_sync(work) == [True, False, False]


def test_what_is_forgotten_is_forgotten_a_little_at_a_time(office: Office) -> None:
    def work(c: Connection) -> list[int]:
        for n in range(5):
            inbox.first_time(c, f"tg:{n}", NOON)
        return [inbox.forget_before(c, "tg:", LATER, 2) for _ in range(4)]

    assert office.writer.run_sync(work) == [2, 2, 1, 0]


def test_of_processes_only_those_that_ended_long_ago_are_forgotten(office: Office) -> None:
    def work(c: Connection) -> list[int | None]:
        assert leases.take(c, "process:dead", "dead", NOON, 20) == 1
        assert leases.take(c, "process:alive", "alive", NOON + retention.PROCESSES, 20) == 1
        assert leases.take(c, "sealer", "dead", NOON, 20) == 1
        retention.forget(c, NOON + retention.PROCESSES + timedelta(seconds=30))
        names = ("process:dead", "process:alive", "sealer")
        return [leases.take(c, name, "next", NOON + timedelta(days=3), 20) for name in names]

    assert office.writer.run_sync(work) == [1, 2, 2]


def test_a_session_comes_back_as_it_was_until_its_person_is_erased(office: Office) -> None:
    lin = Borrower()
    first, second = StoredSession("apply", 1, 3, {"amount": 500000}), StoredSession("menu", 1, 4, {"姓": "林"})
    office.writer.run_sync(lambda c: sessions.save(c, office.vault, lin.telegram_id, first, NOON))
    office.write(lin.met())
    office.writer.run_sync(lambda c: sessions.save(c, office.vault, lin.telegram_id, second, LATER))
    assert office.writer.run_sync(lambda c: sessions.load(c, office.vault, lin.telegram_id)) == second
    assert office.writer.run_sync(lambda c: sessions.load(c, office.vault, 999)) is None
    office.writer.run_sync(lambda c: erasure.erase(c, office.vault, lin.person_id, LATER))
    assert office.writer.run_sync(lambda c: sessions.load(c, office.vault, lin.telegram_id)) is None


SUBJECT = new_id()
REMIND = DueRow("remind", SUBJECT, "1:before", LATER, {"instalment": 1})


def test_what_is_planned_twice_falls_due_once(office: Office) -> None:
    def work(c: Connection) -> None:
        assert [dues.plan(c, REMIND), dues.plan(c, REMIND)] == [True, False]
        assert dues.next_at(c) == LATER
        assert dues.claim_due(c, "me", NOON, 10) == ()
        (claimed,) = dues.claim_due(c, "me", LATER, 10)
        assert (claimed.key, claimed.detail, claimed.at, claimed.attempt) == ("1:before", {"instalment": 1}, LATER, 1)
        assert dues.claim_due(c, "you", LATER, 10) == ()
        assert dues.done(c, "remind", SUBJECT, "1:before", 1)
        assert not dues.plan(c, REMIND)
        assert dues.next_at(c) is None

    office.writer.run_sync(work)


def test_a_claim_that_outlived_its_time_cannot_say_that_it_is_done(office: Office) -> None:
    def work(c: Connection) -> None:
        dues.plan(c, REMIND)
        (slow,) = dues.claim_due(c, "slow", LATER, 10, seconds=60)
        assert dues.next_at(c) == LATER + timedelta(seconds=60)
        (quick,) = dues.claim_due(c, "quick", LATER + timedelta(seconds=60), 10)
        assert not dues.done(c, "remind", SUBJECT, "1:before", slow.attempt)
        assert dues.done(c, "remind", SUBJECT, "1:before", quick.attempt)

    office.writer.run_sync(work)


def test_what_is_cancelled_never_falls_due_but_can_be_planned_again(office: Office) -> None:
    after = LATER + timedelta(days=1)
    moved = DueRow("remind", SUBJECT, "1:before", after, {})

    def work(c: Connection) -> None:
        dues.plan(c, REMIND)
        dues.plan(c, DueRow("promise", SUBJECT, "1", LATER, {}))
        assert dues.cancel(c, SUBJECT, "remind") == 1
        assert [d.kind for d in dues.claim_due(c, "me", after, 10)] == ["promise"]
        assert dues.cancel(c, SUBJECT) == 1
        assert dues.plan(c, moved)
        assert [d.at for d in dues.claim_due(c, "me", after, 10)] == [after]

    office.writer.run_sync(work)


def test_one_holder_at_a_time_and_each_new_one_gets_a_higher_epoch(office: Office) -> None:
    def at(seconds: int, owner: str) -> int | None:
        return office.writer.run_sync(lambda c: leases.take(c, "seal", owner, NOON + timedelta(seconds=seconds), 30))

    assert [at(0, "a"), at(10, "b"), at(20, "a"), at(49, "b"), at(50, "b"), at(51, "a")] == [1, None, 1, None, 2, None]

    def work(c: Connection) -> list[bool]:
        now = NOON + timedelta(seconds=60)
        held = [leases.holds(c, "seal", "b", 2, now), leases.holds(c, "seal", "a", 1, now)]
        leases.release(c, "seal", "b", now)
        return [*held, leases.holds(c, "seal", "b", 2, now)]

    assert office.writer.run_sync(work) == [True, False, False]
    assert at(61, "a") == 3


def test_a_failed_event_is_kept_sealed_for_its_person_or_the_house(office: Office) -> None:
    lin = Borrower()
    office.write(lin.met())

    def work(c: Connection) -> None:
        failures.put(c, office.vault, "tg:1", NOON, "KeyError", '{"text": "hello"}', lin.telegram_id)
        failures.put(c, office.vault, "tg:1", NOON, "KeyError", "a second time", lin.telegram_id)
        failures.put(c, office.vault, "bank:1", LATER, "ValueError", '{"ref": "?"}', None)
        assert [(f.key, f.event) for f in failures.waiting(c)] == [("tg:1", None), ("bank:1", None)]
        read = failures.read(c, office.vault, "tg:1")
        assert read is not None
        assert read.event == '{"text": "hello"}'
        failures.settle(c, "tg:1")
        assert [f.key for f in failures.waiting(c)] == ["bank:1"]

    office.writer.run_sync(work)


def test_the_staff_table_says_what_the_configuration_says(office: Office) -> None:
    chen, wu = StaffRow(42, "main", ("approver", "officer"), 1000000), StaffRow(43, "north", ("officer",))
    more = StaffRow(42, "main", ("officer",), 500000)

    def work(c: Connection) -> None:
        staff.set_from_configuration(c, [chen, wu])
        assert staff.active(c) == (chen, wu)
        staff.set_from_configuration(c, [more])
        assert staff.active(c) == (more,)

    office.writer.run_sync(work)
