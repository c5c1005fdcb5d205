"""A stop of money stands until two people lifted it, and a restart of the program does not forget it."""

import pytest
from sqlalchemy import Connection

from lending.facts.stops import MoneyReleased
from storage import money_stop
from storage.verify import verify
from storage.writing import IllegalTransition
from tests.storage.office import NOON, TODAY, Office, new_id, on


def stop(office: Office, reason: str = money_stop.RESTORED, *checks: str) -> None:
    office.writer.run_sync(lambda c: money_stop.set_stop(c, office.vault, reason, NOON, TODAY, checks))


def standing(office: Office) -> list[str]:
    return [s.reason for s in office.writer.run_sync(money_stop.standing)]


def test_a_stop_stands_once_for_each_reason(office: Office) -> None:
    assert standing(office) == []
    stop(office)
    stop(office)
    stop(office, money_stop.VERIFY, "an entry balances")
    assert sorted(standing(office)) == ["restored", "verify"]
    assert office.writer.run_sync(money_stop.is_set)


def test_two_people_lift_it_and_never_one_person_twice(office: Office) -> None:
    stop(office)
    (found,) = office.writer.run_sync(money_stop.standing)
    with pytest.raises(IllegalTransition):
        office.write(MoneyReleased(dated=on(), stop_id=found.stop_id, by=42, second=42))
    office.write(MoneyReleased(dated=on(), stop_id=found.stop_id, by=42, second=43))
    assert standing(office) == []


def test_what_was_lifted_is_not_lifted_again_and_what_never_stood_neither(office: Office) -> None:
    stop(office)
    (found,) = office.writer.run_sync(money_stop.standing)
    office.write(MoneyReleased(dated=on(), stop_id=found.stop_id, by=42, second=43))
    for stop_id in (found.stop_id, new_id()):
        with pytest.raises(IllegalTransition):
            office.write(MoneyReleased(dated=on(), stop_id=stop_id, by=42, second=43))


def test_a_stop_is_in_the_journal_and_made_again_from_it(office: Office) -> None:
    stop(office, money_stop.VERIFY, "an entry balances")

    def findings(connection: Connection) -> list[str]:
        return [str(f) for f in verify(connection, office.vault)]

    assert office.writer.run_sync(findings) == []
    with pytest.raises(ValueError, match="no reason"):
        stop(office, "a feeling")
