"""A row of the mobile lender knows what was known when the loan was asked for, and nothing later."""

import math

from bench.scoring.features_mobile import DIRECTIONS, by_customer, row_of

ASKED_AT = "2017-07-05 16:00:00"


def current(amount: str = "20000.0", number: str = "3") -> dict[str, str]:
    return {
        "customerid": "Chidi",
        "creationdate": ASKED_AT,
        "loanamount": amount,
        "totaldue": "24500.0",
        "termdays": "30",
        "loannumber": number,
        "referred": "0",
    }


def earlier(asked: str, closed: str, amount: str = "10000.0") -> dict[str, str]:
    return {
        "customerid": "Chidi",
        "creationdate": asked,
        "closeddate": closed,
        "loanamount": amount,
        "totaldue": "13000.0",
        "termdays": "30",
        "firstduedate": closed,
        "firstrepaiddate": closed,
    }


IN_TIME = earlier("2017-01-01 00:00:00", "2017-01-30 00:00:00")
LATE = earlier("2017-03-01 00:00:00", "2017-04-10 00:00:00", "40000.0")


def row(*loans: dict[str, str]) -> dict[str, float]:
    return row_of(current(), by_customer(loans).get("Chidi", ()))


def test_a_loan_that_was_closed_after_the_request_changes_nothing() -> None:
    closed_later = earlier("2017-06-01 00:00:00", "2017-07-05 16:00:01", "60000.0")
    assert row(IN_TIME, LATE, closed_later) == row(IN_TIME, LATE)


def test_lateness_is_counted_in_days_beyond_the_term() -> None:
    found = row(LATE, IN_TIME)
    assert found["days_late_last"] == 10
    assert found["days_late_worst"] == 10
    assert found["late_share"] == 0.5
    assert found["loans_closed"] == 2


def test_the_request_is_held_against_earlier_loans() -> None:
    found = row(IN_TIME, LATE)
    assert found["amount_over_last"] == 0.5
    assert found["amount_over_largest"] == 0.5
    assert math.isclose(found["days_since_closed"], 86 + 16 / 24)


def test_who_has_no_closed_loan_has_no_history_rather_than_a_good_one() -> None:
    assert not [name for name in row() if "late" in name]
    assert row()["loans_closed"] == 0


def test_every_known_direction_is_of_a_feature_that_is_there() -> None:
    assert set(DIRECTIONS) <= set(row(IN_TIME, LATE))
