"""A history is read off the loans: what was repaid, how late, how early, what still runs."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from lending.loan import Happened, Kind
from lending.records import LoanRecord, Promise
from scoring.history import History, history_of
from tests.scoring.people import PRODUCT, TODAY, yuan

PAID_OUT = date(2026, 1, 10)
TERMS = PRODUCT.terms(yuan(3000), 3, PRODUCT.annual_rate_percent["C"], PAID_OUT)
SOME_ID = UUID(int=7)
EVEN = yuan("1030.15")


def paid(*days: date) -> tuple[Happened, ...]:
    return tuple(Happened(f"p{n}", day, Kind.PAYMENT, EVEN) for n, day in enumerate(days))


def loan(state: str, *happened: Happened) -> LoanRecord:
    return LoanRecord(
        loan_id=SOME_ID,
        ref="L-1",
        person_id=SOME_ID,
        application_id=SOME_ID,
        branch="main",
        product="personal",
        principal=yuan(3000),
        terms=TERMS.model_dump(mode="json"),
        penalty=PRODUCT.penalty.model_dump(mode="json"),
        pack="default",
        state=state,
        accepted_on=PAID_OUT,
        disbursed_on=PAID_OUT,
        happened=happened,
    )


def seen(*loans: LoanRecord, on: date = TODAY) -> History:
    return history_of(loans, (), on, "CNY")


def test_a_loan_repaid_on_its_days_has_no_lateness():
    history = seen(loan("settled", *paid(date(2026, 2, 9), date(2026, 3, 10), date(2026, 4, 10))))
    assert (history.loans_repaid, history.worst_days_late, history.early_payments) == (1, 0, 1)
    assert (history.running_loans, history.outstanding) == (0, yuan(0))


def test_the_worst_delay_counts_even_when_it_was_made_good():
    history = seen(loan("settled", *paid(date(2026, 2, 17), date(2026, 3, 10), date(2026, 5, 20))))
    assert history.worst_days_late >= 7


def test_an_unpaid_instalment_is_as_late_as_today():
    running = loan("running", *paid(date(2026, 2, 10)))
    assert seen(running, on=date(2026, 3, 15)).worst_days_late == 5
    assert seen(running, on=date(2026, 3, 10)).worst_days_late == 0


def test_what_still_runs_is_counted_with_its_principal():
    history = seen(loan("running", *paid(date(2026, 2, 10))), on=date(2026, 2, 11))
    assert history.running_loans == 1
    assert yuan(1900) < history.outstanding < yuan(2100)


def test_a_loan_that_waits_for_its_payout_counts_in_full_and_a_cancelled_one_not_at_all():
    waiting, gone = loan("paying_out"), replace(loan("cancelled"), loan_id=UUID(int=8))
    history = seen(waiting, gone, on=PAID_OUT - timedelta(1))
    assert (history.running_loans, history.outstanding, history.loans_repaid) == (1, yuan(3000), 0)


def test_promises_are_counted_by_how_they_ended():
    promises = [Promise(SOME_ID, SOME_ID, TODAY, yuan(10), state) for state in ("kept", "kept", "broken", "open")]
    history = history_of((), promises, TODAY, "CNY")
    assert (history.promises_kept, history.promises_broken) == (2, 1)


def test_somebody_without_loans_has_no_history():
    assert seen() == History.none("CNY")
    assert seen().is_new
