"""The close of a day, a month and a period: what it books, once; and what it leaves alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, func, select

from lending.arrears import BUCKETS
from lending.chart import Account
from lending.facts import Dated, Fact
from lending.facts.accounting import ProvisionBooked
from lending.provisioning import ProvisionRates, Provisions
from storage import positions
from storage.check_positions import check_positions
from storage.daily_close import Closed, close_day
from storage.month_end import book_month_end, close_period
from storage.periods import PeriodIsClosed
from storage.schema import journal, loan_position
from storage.trial_balance import trial_balance
from storage.verify import verify, verify_money
from tests.storage.office import DUE, PENALTY, TERMS, TODAY, Borrower, Office, capital

NOVEMBER = date(2026, 11, 30)


def running(office: Office) -> Borrower:
    lin = Borrower()
    office.write(capital())
    office.write(*lin.until_running())
    return lin


def close(office: Office, day: date) -> Closed:
    return office.writer.run_sync(lambda c: close_day(c, office.vault, day, office.now))


def kinds(office: Office) -> Sequence[str]:
    close_made = ("BucketMoved", "InterestSuspended", "InterestResumed")
    query = select(journal.c.kind).where(journal.c.kind.in_(close_made)).order_by(journal.c.sequence)
    return [row.kind for row in office.rows(query)]


def balance(office: Office, day: date, *, by_value_date: bool = False) -> dict[Account, int]:
    lines = office.writer.run_sync(lambda c: trial_balance(c, day, by_value_date=by_value_date))
    assert sum(line.amount.minor for line in lines) == 0
    return {line.account: line.amount.minor for line in lines}


def findings(office: Office) -> list[str]:
    return [str(f) for f in office.writer.run_sync(lambda c: verify(c, office.vault))]


def test_a_close_looks_only_at_loans_of_which_something_changes(office: Office) -> None:
    """Lin's first instalment is due on 23 December; until then a close finds nothing to look at."""
    running(office)
    assert close(office, TODAY).loans == 0
    assert close(office, DUE - timedelta(days=1)).loans == 0
    assert close(office, DUE).loans == 1
    assert close(office, DUE).loans == 0
    (row,) = office.rows(select(loan_position))
    assert (row.due_principal_minor, row.due_interest_minor, row.next_on) == (80_263, 7_500, DUE + timedelta(days=1))


def test_a_missed_due_date_moves_the_bucket_once_and_a_payment_moves_it_back(office: Office) -> None:
    lin = running(office)
    for day in (DUE, DUE + timedelta(days=1), DUE + timedelta(days=2)):
        close(office, day)
    assert kinds(office) == ["BucketMoved"]
    (row,) = office.rows(select(loan_position))
    assert (row.bucket, row.booked_bucket, row.oldest_due_on) == ("1-30", "1-30", DUE)
    office.write(*lin.paid("900.00", day=DUE + timedelta(days=3)))
    close(office, DUE + timedelta(days=3))
    assert kinds(office) == ["BucketMoved", "BucketMoved"]
    assert findings(office) == []


def test_days_that_were_left_out_end_in_the_same_row(office: Office) -> None:
    """Closing every day, and closing the last alone: the same position."""
    running(office)
    for n in range(100):
        close(office, DUE + timedelta(days=n))
    (daily,) = office.rows(select(loan_position))
    folded = positions.position(TERMS, PENALTY, (), daily.as_of)
    assert daily.next_on > DUE + timedelta(days=99)
    assert replace(positions.position_of(daily), ahead=folded.ahead) == folded


def test_ninety_days_behind_interest_is_suspended_and_resumes_when_all_is_paid(office: Office) -> None:
    lin = running(office)
    late = DUE + timedelta(days=90)
    close(office, late - timedelta(days=1))
    assert "InterestSuspended" not in kinds(office)
    close(office, late)
    assert "InterestSuspended" in kinds(office)
    office.write(*lin.paid("5300.00", external_id="all", day=late + timedelta(days=1)))
    close(office, late + timedelta(days=1))
    assert kinds(office)[-1] == "InterestResumed"


def test_one_bad_loan_pulls_the_other_loan_of_the_same_borrower_and_lets_it_go(office: Office) -> None:
    """Lin pays her second loan on time and her first not at all: from 90 days neither earns income, until both do."""
    first = running(office)
    second = Borrower(person_id=first.person_id, ref="8K2M9Q-42")
    asked = (second.asked(), second.decided(), second.offered(), second.shown(), second.accepted())
    office.write(*asked, second.ordered(), second.confirmed())
    for n in range(3):
        office.write(*second.paid("877.63", external_id=f"s{n}", day=DUE + timedelta(days=30 * n)))
    late = DUE + timedelta(days=91)
    office.write(*second.paid("877.63", external_id="s3", day=late))
    close(office, late)
    why = {row.loan_id: row.suspended for row in office.rows(select(loan_position))}
    assert why == {first.loan_id: "own", second.loan_id: "contagion"}
    office.write(*first.paid("5500.00", external_id="all", day=late + timedelta(days=1)))
    close(office, late + timedelta(days=1))
    assert {row.suspended for row in office.rows(select(loan_position))} == {""}


def test_the_books_of_a_month_have_what_was_earned_and_the_next_day_only_what_was_received(office: Office) -> None:
    """Seven of thirty days of November are Lin's: 75.00 x 7 / 30 = 17.50, by 30/360."""
    running(office)
    close(office, NOVEMBER)
    facts = office.writer.run_sync(lambda c: book_month_end(c, office.vault, NOVEMBER, office.now))
    assert [type(f).__name__ for f in facts] == ["AccrualBooked", "AccrualReversed", "ProvisionBooked"]
    earned = balance(office, NOVEMBER)
    assert (earned[Account.INTEREST_RECEIVABLE], earned[Account.INTEREST]) == (1_750, -1_750)
    assert earned[Account.PROVISIONS] == -5_018  # 1 % of 5,000.00 and 17.50, rounded up
    after = balance(office, NOVEMBER + timedelta(days=1))
    assert Account.INTEREST_RECEIVABLE not in after
    assert Account.INTEREST not in after
    assert office.writer.run_sync(lambda c: book_month_end(c, office.vault, NOVEMBER, office.now)) == ()
    assert findings(office) == []


def test_what_is_set_aside_follows_the_rates_of_the_house_and_of_the_product(office: Office) -> None:
    """1 % of 5,017.50 is 50.18; a house that sets nothing aside for what runs well holds nothing, a product can."""
    running(office)
    close(office, NOVEMBER)
    nothing = {**dict.fromkeys(BUCKETS, "0"), "written_off": "100"}
    own = ProvisionRates(percent=nothing | dict.fromkeys(("1-30", "31-60", "61-90", "90+"), "2") | {"current": "2"})
    for rates, held in (
        (Provisions(percent=nothing, products={"small": own}), "100.35"),
        (Provisions(percent=nothing), None),
    ):
        facts = office.writer.run_sync(lambda c, r=rates: _undone(c, office, r))
        booked = [str(fact.held) for fact in facts if isinstance(fact, ProvisionBooked)]
        assert booked == ([held] if held else [])


def _undone(connection: Connection, office: Office, rates: Provisions) -> Sequence[Fact]:
    """What a month's end books, taken back at once."""
    with connection.begin_nested() as attempt:
        facts = book_month_end(connection, office.vault, NOVEMBER, office.now, rates)
        attempt.rollback()
    return facts


def test_a_loan_written_to_after_the_months_end_still_counts_as_it_was_then(office: Office) -> None:
    lin = running(office)
    close(office, NOVEMBER)
    office.write(*lin.paid("5100.00", external_id="early", day=NOVEMBER + timedelta(days=1)))
    office.writer.run_sync(lambda c: book_month_end(c, office.vault, NOVEMBER, office.now))
    assert balance(office, NOVEMBER)[Account.INTEREST_RECEIVABLE] == 1_750


def test_nothing_changes_what_a_closed_period_said_by_booking_date(office: Office) -> None:
    """A payment of November found in December is booked in December; by value date it is November's."""
    lin = running(office)
    office.writer.run_sync(lambda c: close_period(c, office.vault, NOVEMBER, office.now))
    before = balance(office, NOVEMBER)
    received, allocated = lin.paid("100.00", day=NOVEMBER)
    with pytest.raises(PeriodIsClosed):
        office.write(received)
    late = Dated(NOVEMBER, NOVEMBER + timedelta(days=4))
    lin_paid = [type(f)(**{**vars(f), "dated": late}) for f in (received, allocated)]
    office.write(*lin_paid)
    assert balance(office, NOVEMBER) == before
    assert balance(office, NOVEMBER, by_value_date=True) != before
    assert verify_money_findings(office) == []


def verify_money_findings(office: Office) -> list[str]:
    return [str(f) for f in office.writer.run_sync(verify_money)]


def test_a_position_that_was_tampered_with_is_found(office: Office) -> None:
    running(office)
    office.writer.run_sync(lambda c: c.execute(loan_position.update().values(principal_minor=1)) and None)
    found = office.writer.run_sync(lambda c: [str(f) for f in check_positions(c)])
    assert len(found) == 1
    assert "differs in principal_minor" in found[0]


def test_books_from_before_there_were_positions_get_them_at_the_next_close(office: Office) -> None:
    running(office)
    (was,) = office.rows(select(loan_position))
    office.writer.run_sync(lambda c: c.execute(loan_position.delete()) and None)
    close(office, TODAY)
    assert office.rows(select(loan_position)) == [was]


def test_every_bucket_of_every_product_is_added_up_apart(office: Office) -> None:
    running(office)
    close(office, DUE + timedelta(days=8))
    facts = office.writer.run_sync(lambda c: book_month_end(c, office.vault, date(2026, 12, 31), office.now))
    assert {getattr(f, "bucket", "1-30") for f in facts} == {"1-30"}
    assert office.rows(select(func.count()).select_from(journal).where(journal.c.kind == "ProvisionBooked"))[0][0] == 1
