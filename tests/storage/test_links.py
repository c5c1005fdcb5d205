"""Who is linked to whom, counted: households, copied pictures, closed chains, people near those who deceived."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from lending.dossier import Dossier, Need, Wanted
from lending.evidence import FraudEvidence
from lending.facts import Fact
from lending.facts.applications import DocumentChecked
from lending.facts.people import FraudJudged, PersonVouchedFor
from storage import dossiers, positions
from storage.check_journal import check_projections
from storage.erasure import erase
from storage.schema import deny_list
from tests.storage.office import DUE, TODAY, Borrower, Office, capital, on

DETAIL = "0" * 128
ALIKE = "f" * 15 + "0" * 113
SAME = "f" * 5 + "0" * 123
OTHER = "0" * 98 + "f" * 30


def people(office: Office, count: int, **shared: str) -> list[Borrower]:
    """So many people whose phone, id, account and address are their own, but for what is shared."""
    made = []
    for n in range(count):
        known = {"phone": f"138{n:08}", "national_id": f"id {n}", "payout_account": f"6222{n}", "address": f"{n} Quay"}
        one = Borrower(
            telegram_id=7100 + n, ref=f"{n:06}-41", known={"legal_name": "A", "birth_date": None} | known | shared
        )
        office.write(one.met(), *one.registered())
        made.append(one)
    return made


def known(office: Office, one: Borrower) -> Dossier:
    return office.read(Wanted(frozenset({Need.LINKS}), person_id=one.person_id))


def seen(office: Office, one: Borrower) -> FraudEvidence:
    found = known(office, one).evidence
    assert found is not None
    return found


def shares(office: Office, one: Borrower) -> dict[str, int]:
    return {link.kind: link.others for link in known(office, one).links}


def vouched(one: Borrower, by: Borrower, how: str = "referral") -> Fact:
    return PersonVouchedFor(dated=on(), person_id=one.person_id, by_person=by.person_id, how=how)


def judged(one: Borrower, deceived: bool = True) -> Fact:
    return FraudJudged(dated=on(), person_id=one.person_id, deceived=deceived, case_ref="C-1", by=42, second=43)


def picture(one: Borrower, looks: str, detail: str | None, purpose: str = "id_card") -> tuple[Fact, Fact]:
    received, checked = one.handed_in(looks, f"{one.telegram_id}{purpose}")
    assert isinstance(checked, DocumentChecked)
    return replace(received, purpose=purpose), replace(checked, picture_detail=detail, purpose=purpose)


def test_a_household_is_known_by_what_it_shares_and_nothing_else(office: Office) -> None:
    one, two, three = people(office, 3, phone="13800000000", address="1 Harbour Road")
    office.write(vouched(two, one))
    assert shares(office, one) == {"phone": 2, "address": 2}
    assert (seen(office, one).household, seen(office, one).strangers) == (2, 0)
    office.write(*one.handed_in(), *three.handed_in())
    assert (seen(office, one).household, seen(office, one).strangers) == (1, 1)


def test_an_address_that_a_hostel_gives_makes_no_household(office: Office) -> None:
    (one, *_) = people(office, 11, address="hostel")
    assert shares(office, one) == {"address": 10}
    assert seen(office, one).household == 0


def test_one_picture_that_looks_alike_is_less_than_two_or_the_same(office: Office) -> None:
    one, two, three, four = people(office, 4)
    looks = "00ff00ff00ff00ff"
    office.write(*picture(one, looks, DETAIL), *picture(four, looks, OTHER))
    assert shares(office, four) == {}
    office.write(*picture(two, "00ff00ff00ff00f0", ALIKE))
    assert shares(office, one) == shares(office, two) == {"picture_alike": 1}
    office.write(
        *picture(one, "0123456789abcdef", DETAIL, "selfie"), *picture(two, "0123456789abcdef", ALIKE, "selfie")
    )
    assert shares(office, one) == {"picture": 1}
    office.write(*picture(three, looks, SAME))
    assert shares(office, three)["picture"] == 2


def test_chains_of_referrals_and_guarantees_are_counted_where_they_close(office: Office) -> None:
    one, two, three, four = people(office, 4)
    office.write(vouched(two, one), vouched(three, two), vouched(four, three))
    assert seen(office, one).referral_ring == 0
    office.write(vouched(one, four), vouched(one, two))
    assert [seen(office, x).referral_ring for x in (one, two, three, four)] == [4, 4, 4, 4]
    office.write(vouched(one, two, "guarantee"), vouched(two, one, "guarantee"))
    assert (seen(office, one).guarantor_ring, seen(office, three).guarantor_ring) == (2, 0)


def test_those_near_somebody_who_deceived_are_counted_up_to_two_links_away(office: Office) -> None:
    one, two, three, four = people(office, 4)
    office.write(vouched(two, one), vouched(three, two), vouched(four, three))
    office.write(judged(one))
    near = [(seen(office, x).bad_near, seen(office, x).bad_far) for x in (one, two, three, four)]
    assert near == [(0, 0), (1, 0), (0, 1), (0, 0)]
    office.write(judged(one, deceived=False))
    assert seen(office, two).bad_near == 0


def test_who_deceived_is_not_let_in_again_with_the_same_id_also_after_an_erasure(office: Office) -> None:
    one, two = people(office, 2)
    office.write(judged(one))
    assert (seen(office, one).denied, seen(office, two).denied) == (True, False)
    office.writer.run_sync(lambda c: erase(c, office.vault, one.person_id, office.now))
    office.write(*two.registered(national_id="id 0"))
    assert seen(office, two).denied
    assert len(office.rows(select(deny_list))) == 2


def test_who_shares_with_somebody_who_never_paid_is_counted(office: Office) -> None:
    one, two = people(office, 2, phone="13800000000")
    office.write(capital(), *two.until_running()[4:])
    assert seen(office, one).defaults_near == 0
    late = DUE + timedelta(days=40)
    office.writer.run_sync(lambda c: positions.refresh(c, {two.loan_id}, late))
    assert seen(office, one).defaults_near == 1
    office.write(*two.paid("10.00"))
    office.writer.run_sync(lambda c: positions.refresh(c, {two.loan_id}, late))
    assert seen(office, one).defaults_near == 0


def test_new_people_on_an_account_and_by_one_referrer_are_counted_for_some_days_only(office: Office) -> None:
    one, two, three = people(office, 3, payout_account="6222")
    office.write(vouched(two, one), vouched(three, one))
    assert (seen(office, two).account_new, seen(office, two).referred_lately) == (2, 1)
    later = office.writer.run_sync(lambda c: _on(c, office, two.person_id, 15))
    assert later is not None
    assert (later.account_new, later.referred_lately) == (0, 0)


def _on(connection: Connection, office: Office, person_id: UUID, days: int) -> Any:
    wanted = Wanted(frozenset({Need.LINKS}), person_id=person_id)
    return dossiers.load(connection, office.vault, wanted, today=TODAY + timedelta(days=days)).evidence


def test_links_are_made_again_from_the_journal_also_after_an_erasure(office: Office) -> None:
    one, two, three = people(office, 3)
    for who in (one, two, three):
        office.write(*picture(who, "00ff00ff00ff00ff", SAME))
    office.write(vouched(two, one), judged(three))
    office.writer.run_sync(lambda c: erase(c, office.vault, one.person_id, office.now))
    assert office.writer.run_sync(lambda c: list(check_projections(c, office.vault))) == []
    assert shares(office, two) == {"picture": 1}
