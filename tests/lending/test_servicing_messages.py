"""The figures in the messages to a borrower, worked out by hand and asked of `microloan`: Lin's loan from offer to end.

5,000.00 at 18 % over 6 months from 23 November 2026: 1.5 % a month, 5,000 x 0.015 / (1 - 1.015^-6) = 877.626. Interest
75.00, 62.96, 50.74, 38.34, 25.75, 12.97; principal 802.63, 814.67, 826.89, 839.29, 851.88, 864.64.
"""

from typing import Any

from tests.lending.servicing import LIN, LIN_PAID, LIN_PENALTY, ann, asked, dues, happens, parts, pays

JAN_PAID = pays("2027-01-23", "877.63")


def lin(*happened: dict[str, Any], as_of: str, **choices: Any) -> dict[str, Any]:
    return ann(*happened, as_of=as_of, terms=LIN, penalty=LIN_PENALTY, **choices)


def test_the_offer() -> None:
    """Five times 877.63 and 864.64 + 12.97 = 877.61 are 5,265.76; 12 x 1.5 % simple, 1.015^12 is 19.56 % compound."""
    answer = asked("quote", LIN | {"apr": ["cn_simple", "cn_irr_compound"]})
    assert [i["due"] for i in answer["instalments"]] == ["877.63"] * 5 + ["877.61"]
    assert (answer["totals"]["interest"], answer["totals"]["due"]) == ("265.76", "5265.76")
    assert [rate[:5] for rate in answer["apr_percent"].values()] == ["18.00", "19.56"]


def test_the_counter_offer_over_nine_months() -> None:
    """5,000 x 0.015 / (1 - 1.015^-9) = 598.049."""
    assert asked("quote", LIN | {"count": 9})["instalments"][0]["due"] == "598.05"


def test_what_if_all_is_paid_after_two_months() -> None:
    """4,197.37 is left after December; with January's 62.96 it is 4,260.33. Of 265.76, 75.00 and 62.96 are paid."""
    answer = lin(LIN_PAID, as_of="2027-01-23")
    assert (answer["pay_off"], answer["interest_saved"]) == ("4260.33", "127.80")
    done = lin(LIN_PAID, pays("2027-01-23", "4260.33"), as_of="2027-06-01")
    assert (done["settled_on"], done["outstanding"]["total"], done["credit"]) == ("2027-01-23", "0.00", "0.00")


def test_the_receipt_says_what_is_left_and_what_comes_next() -> None:
    """5,265.76 less twice 877.63."""
    answer = lin(LIN_PAID, JAN_PAID, as_of="2027-01-23")
    assert answer["outstanding"]["total"] == "3510.50"
    assert dues(answer)[2] == ("2027-02-23", "877.63")


def test_the_free_days_end_and_then_a_day_costs_forty_one_cents() -> None:
    """814.67 x 0.05 % = 0.407: nothing on 27 January, 0.41 on the 28th, 0.81 on the 29th."""
    found = [lin(LIN_PAID, as_of=f"2027-01-{day}")["outstanding"]["penalty"] for day in (27, 28, 29)]
    assert found == ["0.00", "0.41", "0.81"]


def test_lateness_ends_at_its_cap_and_the_instalments_interest_has_stopped() -> None:
    """20.00 is reached on the 50th day; on 7 May January's interest is still 62.96."""
    late = lin(LIN_PAID, as_of="2027-05-07")["instalments"][1]
    assert (late["penalty"], late["interest"]) == ("20.00", "62.96")


def test_paying_what_is_due_late_pays_the_penalty_last() -> None:
    """878.04 on 28 January: 62.96, 814.67 and 0.41."""
    answer = lin(LIN_PAID, pays("2027-01-28", "878.04"), as_of="2027-01-28")
    assert parts(answer) == {"interest": "62.96", "principal": "814.67", "penalty": "0.41"}


def test_changing_her_mind_costs_the_interest_of_the_days_used() -> None:
    """Seven days of 5,000 x 18 % / 360 = 2.50: 5,017.50 on 30 November."""
    answer = lin(happens("withdraw", "2026-11-30"), as_of="2026-11-30")
    assert (answer["pay_off"], answer["withdrawn_on"]) == ("5017.50", "2026-11-30")
