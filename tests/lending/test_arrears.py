"""What lateness makes of a loan in the books: buckets, income and suspense, contagion, provisions. Worked out by hand.

Ann's loan again: 1,200.00 at 12 % in four parts, 0.40 a day on 1,200. See `tests/lending/servicing.py`.
"""

from fractions import Fraction
from typing import Any

import pytest

from lending.contagion import Contagion, buckets_of_borrower, non_accruing
from lending.exact import read_model
from lending.loan import Loan
from lending.loan_request import read_loan
from lending.non_accrual import interest_income
from lending.problems import ProblemWithInput
from lending.provisioning import COMMON_RATES, ProvisionRates, par, provision
from tests.lending.servicing import FEB, MAR, PENALTY, TERMS, happens, pays


def anns(*happened: dict[str, Any], as_of: str, **terms: Any) -> Loan:
    return read_loan({"terms": TERMS | terms, "penalty": PENALTY, "happened": list(happened), "as_of": as_of})


@pytest.mark.parametrize(
    ("as_of", "days", "bucket"),
    [(FEB, 0, "current"), ("2027-02-02", 1, "1-30"), ("2027-03-03", 30, "1-30"), ("2027-03-04", 31, "31-60"),
     ("2027-05-02", 90, "61-90"), ("2027-05-03", 91, "90+")],
)  # fmt: skip
def test_days_past_due_count_from_the_day_after_the_due_date(as_of: str, days: int, bucket: str) -> None:
    loan = anns(as_of=as_of)
    assert (loan.days_past_due, loan.bucket) == (days, bucket)


def test_interest_is_income_until_ninety_days_and_then_in_suspense() -> None:
    """By 1 May all 30.00 has been earned, and is income. On the 2nd the loan is 90 days late, and none of it is."""
    before, after = interest_income(anns(as_of="2027-05-01")), interest_income(anns(as_of="2027-05-02"))
    assert (str(before.income), str(before.suspended)) == ("30.00", "0.00")
    assert (str(after.income), str(after.suspended)) == ("0.00", "30.00")


def test_interest_that_is_paid_is_income_even_then() -> None:
    """112 on 4 May pays February's 12.00 and 100 of principal: still 92 days late, 18.00 stays in suspense."""
    found = interest_income(anns(pays("2027-05-04", "112.00"), as_of="2027-05-04"))
    assert (str(found.income), str(found.suspended), str(found.received)) == ("12.00", "18.00", "12.00")


def test_interest_is_earned_day_by_day_without_being_posted() -> None:
    """On 16 February: January's 12.00, and 15 days of 0.30."""
    assert str(interest_income(anns(as_of="2027-02-16")).earned) == "16.50"


def test_a_very_late_loan_pulls_the_others_of_its_borrower_with_it() -> None:
    """1,200 is 91 days late and 4,000 is current: 23 % of 5,200. Beside 6,000 it would be 16.7 %."""
    late = anns(as_of="2027-05-03")
    good = anns(as_of="2027-05-03", principal="4000.00", disbursed_on="2027-05-01")
    large = anns(as_of="2027-05-03", principal="6000.00", disbursed_on="2027-05-01")
    assert buckets_of_borrower([late, good]) == ("90+", "90+")
    assert non_accruing([late, good]) == (True, True)
    assert buckets_of_borrower([late, large]) == ("90+", "current")
    assert buckets_of_borrower([late, large], Contagion.model_validate({"percent": "15"})) == ("90+", "90+")


def test_provisions_follow_the_bucket() -> None:
    """On 4 March 31 days late: 25 % of 1,200 and the 21 of interest and three days of 0.20 not received: 305.40.
    Paid in time: 1 % of 900."""
    assert str(provision(anns(as_of="2027-03-04"), COMMON_RATES)) == "305.40"
    assert str(provision(anns(pays(FEB, "312.00"), as_of=FEB), COMMON_RATES)) == "9.00"


def test_a_loan_in_suspense_is_provided_for_without_its_interest_and_a_written_off_one_not_at_all() -> None:
    assert str(provision(anns(as_of="2027-05-03"), COMMON_RATES)) == "1200.00"
    assert str(provision(anns(happens("write_off", "2027-05-03"), as_of="2027-05-03"), COMMON_RATES)) == "0.00"


def test_a_rescheduled_loan_is_provided_for_as_one_until_it_is_cured() -> None:
    """Rescheduled in time: current, but 25 % of 900 and not 1 %."""
    change = happens("reschedule", FEB, new_count=6)
    assert str(provision(anns(pays(FEB, "312.00"), change, as_of=FEB), COMMON_RATES)) == "225.00"


def test_portfolio_at_risk_is_the_share_of_principal_that_is_late() -> None:
    """1,200 more than thirty days late of 1,200 + 900: four sevenths. What was written off is in neither sum."""
    late, good = anns(as_of="2027-03-04"), anns(pays(FEB, "312.00"), as_of=MAR)
    gone = anns(happens("write_off", "2027-03-04"), as_of="2027-03-04")
    assert par([(loan, loan.bucket) for loan in (late, good, gone)], 30) == Fraction(4, 7)


def test_rates_of_provision_never_fall_with_the_bucket() -> None:
    with pytest.raises(ProblemWithInput, match="needs exactly these buckets"):
        read_model(ProvisionRates, {"percent": {"current": "1"}})
    falling = {bucket: str(rate) for bucket, rate in COMMON_RATES.percent.items()} | {"1-30": "0.5"}
    with pytest.raises(ProblemWithInput, match="must not fall from a better bucket"):
        read_model(ProvisionRates, {"percent": falling})
