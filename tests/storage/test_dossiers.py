"""A dossier holds what was asked for about whom it was asked, and nothing that was not."""

from dataclasses import replace

import pytest

from lending.dossier import Need, Wanted
from lending.facts.applications import ApplicationClosed
from lending.facts.cases import CaseClaimed, CaseClosed, CaseOpened, CaseProposed, CaseReleased
from lending.facts.loans import PromiseEnded, PromiseMade
from lending.facts.people import ContactChosen, IdentityNotVerified, PinReset, PinTried
from lending.records import PersonalLink
from storage import dossiers
from storage.writing import IllegalTransition
from tests.storage.office import DUE, LIN, NOON, Borrower, Office, capital, new_id, on, yuan

WEI = {
    "phone": "8613800138000",
    "legal_name": "魏强",
    "national_id": "440524188001010014",
    "birth_date": LIN["birth_date"],
    "payout_account": "6222-0200-1234-5678",
}


def wei() -> Borrower:
    return Borrower(telegram_id=7002, ref="8L3N0R-52", known=dict(WEI))


def wanted(borrower: Borrower, *needs: Need) -> Wanted:
    return Wanted(frozenset(needs), telegram_id=borrower.telegram_id)


def test_a_stranger_has_an_empty_dossier(office: Office) -> None:
    assert office.read(Wanted(frozenset(Need), telegram_id=1)).person is None


def test_personal_fields_are_opened_only_where_they_are_asked_for(office: Office) -> None:
    lin = Borrower()
    office.write(lin.met(), *lin.registered())
    closed, opened = office.read(wanted(lin)).person, office.read(wanted(lin, Need.PROFILE)).person
    assert closed is not None
    assert opened is not None
    assert (closed.profile, closed.pin_hash, closed.pin_set) == ({}, None, True)
    assert opened.profile == {**LIN, "birth_date": "1949-12-31"}
    assert opened.pin_hash == "scrypt:salt:hash"


def test_the_latest_application_counts_also_when_two_are_made_at_the_same_instant(office: Office) -> None:
    lin = Borrower()
    office.write(lin.met(), *lin.registered(), lin.asked(), lin.decided(stage="indication"))
    first = office.read(wanted(lin, Need.APPLICATION)).application
    assert first is not None
    assert (first.state, first.outcome, first.answers["income"]) == ("open", "approve", 900000)
    second = replace(lin, application_id=new_id(), ref="9M4P1S-63")
    gone = ApplicationClosed(dated=on(), person_id=lin.person_id, application_id=lin.application_id, why="replaced")
    office.write(gone, second.asked(), second.decided("refer"))
    latest = office.read(wanted(lin, Need.APPLICATION)).application
    assert latest is not None
    assert (latest.application_id, latest.state) == (second.application_id, "referred")
    named = office.read(Wanted(frozenset({Need.APPLICATION}), application_id=lin.application_id))
    assert named.application is not None
    assert (named.application.closed_why, named.person and named.person.telegram_id) == ("replaced", lin.telegram_id)


def test_where_only_a_payment_or_a_document_is_named_its_person_comes_with_it(office: Office) -> None:
    lin = Borrower()
    office.write(capital(), *lin.until_running())
    office.write(*lin.paid())
    received, checked = lin.handed_in()
    office.write(received, checked)
    paid = office.read(Wanted(frozenset({Need.LOANS}), loan_ref=f"L-{lin.ref}", payment_key=("sandbox", "t1")))
    assert paid.payment is not None
    assert paid.payment.reference == f"L-{lin.ref} 林悦 还款"
    assert paid.person is not None
    assert paid.loan == paid.loans[0]
    document = office.read(Wanted(document_id=received.document_id))  # type: ignore[attr-defined]
    assert document.document is not None
    assert (document.document.state, document.person) == ("ok", replace(paid.person))
    assert office.read(Wanted(payment_key=("other", "t1"))).payment is None


def opened_for(borrower: Borrower, kind: str = "identity") -> CaseOpened:
    return CaseOpened(
        dated=on(),
        person_id=borrower.person_id,
        case_id=new_id(),
        ref=f"C-{borrower.ref}",
        kind=kind,
        branch="main",
        deadline=NOON,
        application_id=borrower.application_id,
        text="please hurry",
    )


def test_an_officer_sees_the_file_of_the_cases_person(office: Office) -> None:
    lin, chen = Borrower(), Borrower(telegram_id=42)
    case = opened_for(lin)
    office.write(chen.met(), lin.met(), *lin.registered(), lin.asked(), *lin.handed_in(), case)
    needs = frozenset({Need.PROFILE, Need.DOCUMENTS, Need.APPLICATION})
    dossier = office.read(Wanted(telegram_id=42, case_ref=case.ref, case_needs=needs))
    assert dossier.person is not None
    assert (dossier.person.telegram_id, dossier.person.profile) == (42, {})
    assert dossier.case is not None
    assert dossier.case.text == "please hurry"
    assert dossier.subject is not None
    assert dossier.subject.person is not None
    assert dossier.subject.person.profile["legal_name"] == "林悦"
    assert dossier.subject.person.identity == "pending"
    assert (len(dossier.subject.documents), dossier.subject.application is not None) == (1, True)


def test_a_case_is_claimed_lapses_is_proposed_and_closed_by_another(office: Office) -> None:
    lin = Borrower()
    case = opened_for(lin, "referral")
    office.write(lin.met(), *lin.registered(), lin.asked(), case)

    def now() -> tuple[str, int | None, int | None]:
        (found,) = office.read(Wanted(frozenset({Need.QUEUE}), telegram_id=lin.telegram_id)).queue
        assert found.text is None
        return found.state, found.claimed_by, found.proposed_by

    office.write(CaseClaimed(dated=on(), case_id=case.case_id, by=42, until=NOON))
    assert now() == ("claimed", 42, None)
    office.write(CaseReleased(dated=on(), case_id=case.case_id, by=42, why="lapsed"))
    assert now() == ("open", None, None)
    office.write(CaseProposed(dated=on(), case_id=case.case_id, by=42, verdict={"action": "approve"}))
    assert now() == ("proposed", None, 42)
    office.write(CaseClaimed(dated=on(), case_id=case.case_id, by=43, until=NOON))
    assert now() == ("proposed", 43, 42)
    closing = CaseClosed(dated=on(), case_id=case.case_id, by=42, second=43, verdict={"action": "approve"}, note=None)
    with pytest.raises(IllegalTransition, match="same"):
        office.write(replace(closing, second=42))
    office.write(closing)
    assert office.read(Wanted(frozenset({Need.QUEUE, Need.CASES}), telegram_id=lin.telegram_id)).queue == ()
    with pytest.raises(IllegalTransition, match="staff_case: from closed"):
        office.write(closing)


def test_pins_are_counted_locked_and_reset(office: Office) -> None:
    lin = Borrower()
    office.write(lin.met(), *lin.registered())

    def pin() -> tuple[bool, int]:
        person = office.read(wanted(lin)).person
        assert person is not None
        return person.pin_set, person.pin_failures

    wrong, right = (PinTried(dated=on(), person_id=lin.person_id, right=right) for right in (False, True))
    office.write(wrong, wrong)
    assert pin() == (True, 2)
    office.write(right)
    assert pin() == (True, 0)
    office.write(wrong, PinReset(dated=on(), person_id=lin.person_id, by=42))
    assert pin() == (False, 0)


def test_a_stopped_class_of_messages_can_be_allowed_again(office: Office) -> None:
    lin = Borrower()
    stop, allow = (
        ContactChosen(dated=on(), person_id=lin.person_id, message_class="reminder", allowed=allowed)
        for allowed in (False, True)
    )
    office.write(lin.met(), stop, stop)
    assert office.read(wanted(lin)).person.stopped_classes == {"reminder"}  # type: ignore[union-attr]
    office.write(allow)
    assert office.read(wanted(lin)).person.stopped_classes == frozenset()  # type: ignore[union-attr]


def test_an_identity_that_was_not_found_can_be_proven_anew(office: Office) -> None:
    lin = Borrower()
    states = []
    not_found = IdentityNotVerified(dated=on(), person_id=lin.person_id, case_ref="C-1", by=42, reason="blurred")
    again = replace(opened_for(lin), case_id=new_id(), ref="C-AGAIN")
    for facts in ((lin.met(), lin.asked(), opened_for(lin)), (not_found,), (again,), (lin.verified(),)):
        office.write(*facts)
        states.append(office.read(wanted(lin)).person.identity)  # type: ignore[union-attr]
    assert states == ["pending", "refused", "pending", "verified"]


def test_promises_stand_until_they_are_kept_or_broken(office: Office) -> None:
    lin = Borrower()
    office.write(capital(), *lin.until_running())
    promise = PromiseMade(
        dated=on(), person_id=lin.person_id, promise_id=new_id(), loan_id=lin.loan_id, pay_on=DUE, amount=yuan("877.63")
    )
    office.write(promise)
    kept = PromiseEnded(
        dated=on(), person_id=lin.person_id, promise_id=promise.promise_id, loan_id=lin.loan_id, kept=True
    )
    office.write(kept)
    (found,) = office.read(wanted(lin, Need.PROMISES)).promises
    assert (found.state, found.pay_on) == ("kept", DUE)
    with pytest.raises(IllegalTransition, match="promise: from kept to kept"):
        office.write(kept)


def test_exposure_counts_what_is_lent_and_what_is_promised(office: Office) -> None:
    lin, other = Borrower(), wei()
    office.write(capital("8000.00"), *lin.until_running())
    office.write(*other.until_running()[:-3])
    by_lin = office.read(wanted(lin, Need.EXPOSURE)).exposure
    assert by_lin is not None
    assert (by_lin.outstanding, by_lin.lent_today) == (yuan("10000.00"), yuan("10000.00"))
    assert by_lin.pool == yuan("-1950.00")
    by_wei = office.read(wanted(other, Need.EXPOSURE)).exposure
    assert by_wei is not None
    assert by_wei.pool == yuan("3050.00")


def test_exposure_without_a_day_and_a_currency_is_refused(office: Office) -> None:
    with pytest.raises(ValueError, match="hand in"):
        office.writer.run_sync(lambda c: dossiers.load(c, office.vault, Wanted(frozenset({Need.EXPOSURE}))))


def links(office: Office, borrower: Borrower) -> set[tuple[str, int]]:
    return {(link.kind, link.others) for link in office.read(wanted(borrower, Need.LINKS)).links}


def test_shared_numbers_and_pictures_are_counted_as_other_people(office: Office) -> None:
    lin, other = Borrower(), wei()
    office.write(lin.met(), *lin.registered(), *lin.handed_in("00ff00ff00ff00ff", "aa" * 32))
    assert links(office, lin) == set()
    office.write(other.met(), *other.registered(), *other.handed_in("00ff00ff00ff00c0", "bb" * 32))
    assert links(office, lin) == {("phone", 1), ("payout_account", 1), ("picture", 1)}
    assert links(office, other) == links(office, lin)
    assert isinstance(office.read(wanted(lin, Need.LINKS)).links[0], PersonalLink)


def test_a_number_that_was_corrected_is_no_longer_shared(office: Office) -> None:
    lin, other = Borrower(), wei()
    office.write(lin.met(), *lin.registered(), other.met(), *other.registered())
    office.write(*other.registered(phone="+86 139 0000 0000", payout_account="1"))
    assert links(office, lin) == set()


def test_a_picture_seven_bits_away_is_another_picture_and_the_same_file_is_the_same(office: Office) -> None:
    lin, other = Borrower(), wei()
    office.write(lin.met(), *lin.handed_in("00ff00ff00ff00ff", "aa" * 32))
    office.write(other.met(), *other.handed_in("00ff00ff00ff0080", "bb" * 32))
    assert links(office, lin) == set()
    office.write(*other.handed_in("ffffffffffffffff", "aa" * 32))
    assert links(office, lin) == {("picture", 1)}
