"""`microloan loan`: its answer has the agreed keys, and what it cannot play it refuses by name."""

from typing import Any

import pytest

from lending.loan_request import loan
from lending.problems import ProblemWithInput

TERMS = {
    "principal": "5000.00",
    "currency": "EUR",
    "annual_rate_percent": "12",
    "method": "equal_instalment",
    "count": 18,
    "disbursed_on": "2022-11-01",
    "rounding": {"mode": "half_even", "instalment_multiple_of": "1"},
    "fees": [{"name": "service", "amount": "1.50", "when": "instalment"}],
    "apr": ["eu_aprc"],
}
PENALTY = {"percent_per_day": "0.05", "grace_days": 4, "base": "overdue_principal", "cap_per_instalment": "20.00"}


def asked(*happened: dict[str, Any], **changes: Any) -> dict[str, Any]:
    request = {"terms": TERMS, "penalty": PENALTY, "happened": list(happened), "as_of": "2023-02-15"}
    choices = {"allocation": "default", "early_payment": "shorter_term", "after_due": "interest_stops"}
    return request | choices | changes


def test_a_reversed_payment_leaves_the_loan_two_and_a_half_months_late() -> None:
    """December's principal 255.00 is charged 72 days after 5 December: 72 x 0.1275 = 9.18; January's 257.55 41 days:
    5.28; February's 260.13 ten days: 1.30. Days past due count from 1 December: 76."""
    answer = loan(
        asked(
            {"id": "p1", "on": "2022-12-01", "kind": "payment", "amount": "306.50"},
            {"id": "r1", "on": "2022-12-05", "kind": "reversal", "of": "p1"},
        )
    )
    assert [i["penalty"] for i in answer["instalments"][:4]] == ["9.18", "5.28", "1.30", "0.00"]
    assert (answer["days_past_due"], answer["bucket"]) == (76, "61-90")
    assert answer["outstanding"]["principal"] == "5000.00"
    assert [t["id"] for t in answer["transactions"]] == ["p1", "r1"]


def test_each_payment_shows_the_parts_it_paid() -> None:
    answer = loan(asked({"on": "2022-12-01", "kind": "payment", "amount": "306.50"}))
    parts = {"fee": "1.50", "interest": "50.00", "principal": "255.00", "penalty": "0.00", "credit": "0.00"}
    assert answer["transactions"][0]["parts"] == parts
    first = answer["instalments"][0]
    assert (first["paid"]["total"], first["overdue"], first["paid_on"]) == ("306.50", "0.00", "2022-12-01")


def test_the_pay_off_figure_is_of_the_day_that_is_asked_about() -> None:
    """On 15 February with all paid: 4,227.32 left and 14 days at 12 %: 19.73."""
    payments = [
        {"on": f"{month}-01", "kind": "payment", "amount": "306.50"} for month in ("2022-12", "2023-01", "2023-02")
    ]
    answer = loan(asked(*payments))
    assert (answer["pay_off"], answer["accrued"], answer["credit"]) == ("4247.05", "19.73", "0.00")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"happen": []}, "happen: is not a key that is known here"),
        ({"terms": TERMS | {"cout": 3}}, "terms.cout: is not a key that is known here"),
        ({"terms": None}, "terms: must be an object"),
        ({"penalty": PENALTY | {"percent_per_day": "-1"}}, "penalty.percent_per_day: must not be negative"),
        ({"penalty": PENALTY | {"base": "everything"}}, "penalty.base: must be one of 'overdue_principal'"),
        ({"allocation": ["fee"]}, "allocation.0: must be an object"),
        ({"as_of": "2022-10-31"}, "as_of: is before the money was paid out"),
        ({"as_of": "soon"}, "as_of: must be a date of the calendar"),
        (
            {"happened": [{"on": "2022-12-01", "kind": "payment", "amount": "1.001"}]},
            "happened.0.amount: has more than",
        ),
        ({"happened": [{"on": "2022-12-01", "kind": "gift", "amount": "1"}]}, "happened.#1.kind: 'gift' is not known"),
        ({"happened": [{"on": "2022-12-01", "kind": "refund", "amount": "1"}]}, "happened.#1.amount: gives back more"),
    ],
)
def test_a_request_that_cannot_be_is_refused_by_key_and_reason(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ProblemWithInput) as refused:
        loan(asked(**changes))
    assert str(refused.value).startswith(message)
