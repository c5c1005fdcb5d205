"""Facts become rows, ledger lines and journal entries in one go, or nothing at all."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from lending.chart import Account
from lending.dossier import Need, Wanted
from lending.facts import KINDS
from lending.facts.applications import OfferClosed
from lending.facts.loans import LoanSettled, PaymentAllocated, PayoutRefused, ReminderGiven, ReminderWithheld
from storage.projections import TABLE
from storage.schema import journal, ledger_balance, posting
from storage.verify import verify_money
from storage.writing import IllegalTransition
from tests.storage.office import DUE, TODAY, Borrower, Office, capital, new_id, on, yuan

ALL = frozenset(Need)


def test_every_kind_of_fact_says_what_it_changes() -> None:
    assert set(TABLE) == set(KINDS.values())


def test_a_loan_is_asked_for_accepted_paid_out_and_repaid(office: Office) -> None:
    lin = Borrower()
    office.write(capital())
    office.write(*lin.until_running())
    office.write(*lin.paid())
    dossier = office.read(Wanted(ALL, telegram_id=lin.telegram_id))
    assert dossier.person is not None
    assert dossier.person.profile["legal_name"] == "林悦"
    assert dossier.person.identity == "verified"
    assert dossier.person.consents == {"bureau": True}
    (loan,) = dossier.loans
    assert (loan.state, loan.disbursed_on) == ("running", TODAY)
    assert [(h.kind, h.amount, h.on) for h in loan.happened] == [("payment", yuan("877.63"), DUE)]


def test_the_ledger_says_what_the_loan_says(office: Office) -> None:
    lin = Borrower()
    office.write(capital())
    office.write(*lin.until_running())
    office.write(*lin.paid())
    sums = select(posting.c.account, func.sum(posting.c.amount_minor)).group_by(posting.c.account)
    balances = {row[0]: row[1] for row in office.rows(sums)}
    assert balances == {
        "asset.bank": 10_000_000 - 495_000 + 87_763,
        "asset.payouts_under_way": 0,
        "asset.loan_principal": 500_000 - 80_263,
        "equity.capital": -10_000_000,
        "income.fees": -5_000,
        "income.interest": -7_500,
        "liability.suspense": 0,
    }
    shards = select(ledger_balance.c.account, func.sum(ledger_balance.c.balance_minor))
    carried = {row[0]: row[1] for row in office.rows(shards.group_by(ledger_balance.c.account))}
    assert carried == balances
    assert sum(balances.values()) == 0
    assert Account.BANK in balances


def test_a_fact_that_does_not_fit_rolls_the_whole_turn_back(office: Office) -> None:
    lin = Borrower()
    office.write(capital())
    office.write(*lin.until_running())
    before = office.rows(select(func.count()).select_from(journal))
    with pytest.raises(IllegalTransition, match="payout: from done to done"):
        office.write(*lin.paid(), lin.confirmed())
    assert office.rows(select(func.count()).select_from(journal)) == before
    assert office.read(Wanted(payment_key=("sandbox", "t1"))).payment is None


def test_an_offer_that_was_accepted_cannot_be_closed(office: Office) -> None:
    lin = Borrower()
    office.write(capital(), *lin.until_running())
    with pytest.raises(IllegalTransition, match="offer: from accepted to closed"):
        office.write(OfferClosed(dated=on(), person_id=lin.person_id, offer_id=lin.offer_id, why="expired"))


def test_a_second_payout_of_a_loan_is_refused_while_the_first_stands(office: Office) -> None:
    lin = Borrower()
    office.write(capital(), *lin.until_running()[:-1])
    with pytest.raises(IllegalTransition, match="loan: from paying_out"):
        office.write(lin.ordered(new_id(), "another key"))


def test_after_a_refusal_the_payout_can_be_ordered_anew(office: Office) -> None:
    lin = Borrower()
    office.write(capital(), *lin.until_running()[:-1])
    refused = PayoutRefused(
        dated=on(),
        person_id=lin.person_id,
        payout_id=lin.payout_id,
        loan_id=lin.loan_id,
        rail="sandbox",
        amount=yuan("4950.00"),
        reason="no_such_account",
    )
    office.write(refused)
    again = new_id()
    office.write(lin.ordered(again, "payout:second"))
    dossier = office.read(Wanted(payout_id=again))
    assert dossier.payout is not None
    assert dossier.payout.payee == "林悦"
    assert dossier.loan is not None
    assert dossier.loan.state == "paying_out"


def test_a_settled_loan_takes_only_what_is_kept_as_credit(office: Office) -> None:
    lin = Borrower()
    office.write(capital(), *lin.until_running())
    office.write(*lin.paid("5265.78"), LoanSettled(dated=on(), person_id=lin.person_id, loan_id=lin.loan_id))
    received, allocated = lin.paid("100.00", external_id="t2")
    assert isinstance(allocated, PaymentAllocated)
    owed = replace(allocated, principal=yuan("100.00"), credit=yuan("0.00"))
    with pytest.raises(IllegalTransition, match="loan: is settled"):
        office.write(received, owed)
    office.write(received, allocated)
    assert office.writer.run_sync(verify_money) == []


def test_a_reminder_withheld_may_be_given_later_and_then_never_again(office: Office) -> None:
    lin = Borrower()
    office.write(capital(), *lin.until_running())
    about = {"dated": on(), "person_id": lin.person_id, "loan_id": lin.loan_id, "instalment": 1, "kind": "before"}
    office.write(ReminderWithheld(why="hours", **about))  # type: ignore[arg-type]
    office.write(ReminderGiven(**about))  # type: ignore[arg-type]
    with pytest.raises(IllegalTransition, match="given already"):
        office.write(ReminderGiven(**about))  # type: ignore[arg-type]
