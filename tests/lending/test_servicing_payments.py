"""Payments of Ann's loan, worked out by hand: in time, early, late, in part, too much, taken back, booked late."""

from typing import Any

import pytest

from tests.lending.servicing import APR, FEB, IN_PARTS, MAR, MAY, PENALTY, ann, dues, happens, parts, pays

FEB_PAID, MAR_PAID, APR_PAID = pays(FEB, "312.00"), pays(MAR, "309.00"), pays(APR, "306.00")


def test_every_instalment_on_its_day_ends_the_loan_on_the_last() -> None:
    """312 + 309 + 306 + 303 = 1,230: the principal and 30.00 of interest."""
    answer = ann(FEB_PAID, MAR_PAID, APR_PAID, pays(MAY, "303.00"), as_of=MAY)
    assert (answer["settled_on"], answer["outstanding"]["total"], answer["credit"]) == (MAY, "0.00", "0.00")
    assert [i["paid_on"] for i in answer["instalments"]] == [FEB, MAR, APR, MAY]


def test_paying_all_off_early_costs_the_days_used() -> None:
    """After February 900 is left. Ten days of 0.30: 903.00 on 11 February, instead of 18.00 only 3.00 of interest."""
    answer = ann(FEB_PAID, as_of="2027-02-11")
    assert (answer["pay_off"], answer["interest_saved"], answer["accrued"]) == ("903.00", "15.00", "3.00")
    assert ann(FEB_PAID, pays("2027-02-11", "903.00"), as_of=MAY)["settled_on"] == "2027-02-11"


def test_a_late_instalment_costs_the_days_after_the_free_ones() -> None:
    """Due on the 1st, free until the 3rd. The 4th to the 8th are five days of 0.30: 1.50, and 313.50 pays all."""
    answer = ann(pays("2027-02-08", "313.50"), as_of="2027-02-08")
    assert parts(answer) == {"interest": "12.00", "principal": "300.00", "penalty": "1.50"}
    assert (answer["days_past_due"], answer["instalments"][0]["overdue"]) == (0, "0.00")


def test_part_of_an_instalment_leaves_a_smaller_part_to_be_late_with() -> None:
    """112 pays interest 12 and principal 100. 200 is overdue: on the 6th three days of 0.20, five days past due."""
    answer = ann(pays(FEB, "112.00"), as_of="2027-02-06")
    first = answer["instalments"][0]
    assert (first["penalty"], first["overdue"], answer["days_past_due"]) == ("0.60", "200.00", 5)


def test_too_much_money_is_credit_and_a_refund_gives_it_back() -> None:
    """On 1 February 1,212 ends the loan. Of 1,300 there are 88.00 too much."""
    answer = ann(pays(FEB, "1300.00"), as_of=FEB)
    assert (answer["settled_on"], answer["credit"]) == (FEB, "88.00")
    back = ann(pays(FEB, "1300.00"), happens("refund", "2027-02-03", amount="88.00"), as_of=MAR)
    assert back["credit"] == "0.00"


def test_a_payment_taken_back_leaves_the_loan_as_late_as_it_is_without_it() -> None:
    """The bank takes 312 back on the 5th. On the 6th: the 4th, 5th and 6th at 0.30 = 0.90, five days past due."""
    bounced = happens("reversal", "2027-02-05", of="p")
    answer = ann(pays(FEB, "312.00", id="p"), bounced, as_of="2027-02-06")
    assert (answer["instalments"][0]["penalty"], answer["days_past_due"]) == ("0.90", 5)
    assert (answer["transactions"][0]["reversed_by"], parts(answer, 0)) == ("#2", {})


def test_a_later_payment_is_laid_anew_when_an_earlier_one_is_taken_back() -> None:
    """March's 309 came on 1 March. With February's taken back it pays 12 and 297 of February's 300: 3.00 is left, and
    the penalty of 4 February to 1 March, 26 days of 0.30, has reached 5.00."""
    bounced = happens("reversal", "2027-03-01", of="p")
    answer = ann(pays(FEB, "312.00", id="p"), MAR_PAID, bounced, as_of=MAR)
    first = answer["instalments"][0]
    assert (first["paid"]["interest"], first["paid"]["principal"]) == ("12.00", "297.00")
    assert (first["overdue"], first["penalty"]) == ("3.00", "5.00")


def test_cash_booked_late_counts_from_the_day_it_was_received() -> None:
    """Received on 1 February, written on the 10th: no day of the nine between costs anything."""
    answer = ann(pays(FEB, "312.00", booked_on="2027-02-10"), as_of="2027-02-10")
    assert (answer["outstanding"]["penalty"], answer["days_past_due"]) == ("0.00", 0)


def test_money_ahead_of_its_time_waits_on_the_next_instalment() -> None:
    """400 on 1 February: 312, and 88 ahead: March's interest 9 and 79 of its principal; 221 completes it."""
    answer = ann(pays(FEB, "400.00"), pays(MAR, "221.00"), as_of=MAR)
    assert parts(answer, 0) == {"interest": "21.00", "principal": "379.00"}
    assert (answer["instalments"][1]["paid_on"], answer["outstanding"]["principal"]) == (MAR, "600.00")


def test_early_principal_makes_the_instalments_lower_where_that_is_agreed() -> None:
    """612 on 1 February is 300 more than is due. 600 is left in three parts of 200: interest 6, 4, 2."""
    answer = ann(pays(FEB, "612.00"), as_of=FEB, early_payment="lower_instalments")
    assert dues(answer) == [(FEB, "312.00"), (FEB, "300.00"), (MAR, "206.00"), (APR, "204.00"), (MAY, "202.00")]
    assert (answer["instalments"][1]["extra"], answer["outstanding"]["total"]) == (True, "612.00")


@pytest.mark.parametrize(
    ("ahead", "open_dues"),
    [("reamortise", [(MAR, "306.00"), (APR, "303.00")]), ("last", [(MAR, "306.00"), (APR, "303.00"), (MAY, "300.00")])],
)
def test_early_principal_makes_the_loan_shorter(ahead: str, open_dues: list[tuple[str, str]]) -> None:
    """600 is left and 300 goes on being repaid each time: interest 6 and 3, done on 1 April; `last` shows May paid."""
    answer = ann(pays(FEB, "612.00"), as_of=FEB, allocation=[*IN_PARTS, {"instalment": ahead}])
    assert answer["outstanding"]["total"] == "609.00"
    assert [due for due in dues(answer) if due[0] > FEB] == open_dues


def test_early_principal_between_two_due_dates_pays_the_interest_of_the_days_first() -> None:
    """16 February: 15 days of 0.30 = 4.50 of the 304.50 is interest. 600 is left: 200 each; March's interest is the
    4.50 and 15 days of 0.20 = 7.50, so 203.00 is still to be paid of it; then 4 and 2."""
    answer = ann(FEB_PAID, pays("2027-02-16", "304.50"), as_of="2027-02-16", early_payment="lower_instalments")
    assert parts(answer) == {"interest": "4.50", "principal": "300.00"}
    assert dues(answer)[2:] == [(MAR, "207.50"), (APR, "204.00"), (MAY, "202.00")]
    assert answer["instalments"][2]["paid"]["interest"] == "4.50"


def test_early_principal_may_lower_interest_only_from_the_next_due_date_on() -> None:
    """The same payment with a rest at each instalment: March keeps its 9.00, of which 4.50 is paid; then 4 and 2."""
    choices = {"early_payment": "lower_instalments", "rest": "instalment"}
    answer = ann(FEB_PAID, pays("2027-02-16", "304.50"), as_of="2027-02-21", **choices)
    assert dues(answer)[2:] == [(MAR, "209.00"), (APR, "204.00"), (MAY, "202.00")]
    assert answer["accrued"] == "6.00", "20 days of 0.30, as if nothing had been paid"


def test_penalties_come_first_where_the_allocation_says_so() -> None:
    """On the 8th 1.50 is owed for lateness. 313 pays that, 12 and 299.50: 0.50 of February is still open."""
    order = [{"part": "penalty"}, {"instalment": "oldest_due", "part": ["fee", "interest", "principal"]}]
    answer = ann(pays("2027-02-08", "313.00"), as_of="2027-02-08", allocation=order)
    assert parts(answer) == {"interest": "12.00", "principal": "299.50", "penalty": "1.50"}
    assert answer["instalments"][0]["overdue"] == "0.50"


def test_one_part_of_all_instalments_can_come_before_the_next_part() -> None:
    """On 1 March 321 is paid for two instalments: all interest, 12 + 9, and then 300 of principal, February's."""
    order = [{"part": part} for part in ("fee", "interest", "principal", "penalty")]
    answer = ann(pays(MAR, "321.00"), as_of=MAR, allocation=order)
    paid = [i["paid"] for i in answer["instalments"][:2]]
    assert [(p["interest"], p["principal"]) for p in paid] == [("12.00", "300.00"), ("9.00", "0.00")]


def test_overdue_principal_goes_on_bearing_interest_where_that_is_agreed() -> None:
    """300 is overdue from 1 to 11 February: ten days of 0.10 = 1.00 beside the 12, and the penalty is on 300 alone:
    the 4th to the 11th, eight days of 0.30."""
    first = ann(as_of="2027-02-11", after_due="interest_continues")["instalments"][0]
    assert (first["interest"], first["penalty"]) == ("13.00", "2.40")


@pytest.mark.parametrize(
    ("penalty", "charged"),
    [
        (PENALTY, "1.50"),
        (PENALTY | {"base": "overdue_principal_and_interest"}, "1.56"),
        ({"amount_once": "4.00", "grace_days": 2}, "4.00"),
        ({"percent_once": "1", "grace_days": 2}, "3.00"),
        ({"amount_per_day": "0.20", "grace_days": 2}, "1.00"),
        ({"amount_per_day": "0.20", "grace_days": 7}, "0.00"),
        (PENALTY | {"cap_total": "1.10"}, "1.10"),
    ],
)
def test_lateness_costs_what_the_terms_say(penalty: dict[str, Any], charged: str) -> None:
    """On the 8th five days are not free. 5 x 0.1 % of 300; of 312; 4.00 once; 1 % of 300; 5 x 0.20; none; capped."""
    assert ann(as_of="2027-02-08", penalty=penalty)["outstanding"]["penalty"] == charged


def test_the_cap_of_the_whole_loan_holds_over_all_its_instalments() -> None:
    """Nothing is paid until 1 June: February and March reach 5.00 each, of April 2.00 is left under a cap of 12.00."""
    answer = ann(as_of="2027-06-01", penalty=PENALTY | {"cap_total": "12.00"})
    assert [i["penalty"] for i in answer["instalments"]] == ["5.00", "5.00", "2.00", "0.00"]


def test_a_waived_penalty_is_given_up() -> None:
    """1.50 is owed on the 8th and waived; on the 9th the sixth day has been added: 0.30."""
    answer = ann(happens("waiver", "2027-02-08", of="penalty"), as_of="2027-02-09")
    assert (answer["outstanding"]["penalty"], answer["instalments"][0]["waived"]["penalty"]) == ("0.30", "1.50")


def test_a_charge_falls_due_with_the_next_instalment() -> None:
    """5.00 on 10 February makes March 314.00."""
    assert dues(ann(FEB_PAID, happens("charge", "2027-02-10", amount="5.00"), as_of=MAR))[1] == (MAR, "314.00")


def test_a_rest_too_small_to_ask_for_is_given_up() -> None:
    """302.97 instead of 303.00: 0.03 is less than 0.05, and the loan is settled."""
    answer = ann(FEB_PAID, MAR_PAID, APR_PAID, pays(MAY, "302.97"), as_of=MAY, residue_below="0.05")
    assert (answer["settled_on"], answer["given_up"], answer["outstanding"]["total"]) == (MAY, "0.03", "0.00")
    assert "given_up" not in ann(FEB_PAID, pays(MAR, "308.90"), as_of=MAR, residue_below="0.05")


def test_a_daily_rate_pays_for_the_days_used_and_less_after_part_was_repaid() -> None:
    """36.5 % over 365 days is 0.1 % a day: 1.20. On 11 January 212 pays ten days, 12.00, and 200 of principal; then it
    is 1.00 a day: on the 21st 1,010.00 ends it."""
    terms = {"annual_rate_percent": "36.5", "method": "daily_rate", "day_count": "act/365"}
    answer = ann(pays("2027-01-11", "212.00"), as_of="2027-01-21", terms=terms)
    assert parts(answer) == {"interest": "12.00", "principal": "200.00"}
    assert answer["pay_off"] == "1010.00"
