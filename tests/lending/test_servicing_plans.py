"""Ann's plan changed on the way, worked out by hand: moved, skipped, extended, re-rated, paused, drawn, re-aged.

Lin's figures are those that the messages promise: 5,000.00 over 6 months at 18 %, 877.63 a month.
"""

from typing import Any

import pytest

from tests.lending.servicing import APR, FEB, LIN, LIN_PAID, LIN_PENALTY, MAR, MAY, ann, dues, happens, pays

FEB_PAID = pays(FEB, "312.00")


def reschedules(on: str, **change: Any) -> dict[str, Any]:
    return happens("reschedule", on, **change)


@pytest.mark.parametrize("on", ["2027-01-10", "2027-01-27"])
def test_moving_lins_instalment_costs_what_the_message_says(on: str) -> None:
    """4,197.37 is left. 23 December to 6 February is 43 days of 30/360: a rate of 2.15 %; 17 days to 23 February:
    0.85 %; then 1.5 % three times. P x prod(1 + r) / G = 878.7485: 878.75. Interest 90.24, 28.98, 38.39, 25.78, 12.99
    is 196.38, against 190.76: 5.62 more, whether it is asked for before the day or within the free days."""
    answer = ann(LIN_PAID, reschedules(on, move_to="2027-02-06"), as_of=on, terms=LIN, penalty=LIN_PENALTY)
    assert dues(answer)[1:3] == [("2027-02-06", "878.75"), ("2027-02-23", "878.75")]
    assert answer["outstanding"]["total"] == "4393.75"


def test_skipping_lins_instalment_costs_what_the_message_says() -> None:
    """One month of 4,197.37 at 1.5 %: 62.96, put off to the last: 877.61 + 62.96 = 940.57 on 23 June."""
    skipped = reschedules("2027-01-27", skip=1, extend=True)
    answer = ann(LIN_PAID, skipped, as_of="2027-01-27", terms=LIN, penalty=LIN_PENALTY)
    assert dues(answer)[1] == ("2027-02-23", "877.63")
    assert dues(answer)[5] == ("2027-06-23", "940.57")
    assert answer["outstanding"]["total"] == "4451.09", "4,388.13 of the old plan and 62.96"


def test_a_payment_holiday_puts_its_interest_off_to_the_end() -> None:
    """January's 12.00 is due with the last: 303 + 12 = 315 on 1 June; the others are one month later."""
    answer = ann(reschedules("2027-01-20", skip=1, extend=True), as_of="2027-01-20")
    assert dues(answer) == [(MAR, "312.00"), (APR, "309.00"), (MAY, "306.00"), ("2027-06-01", "315.00")]


def test_after_a_holiday_paying_all_off_costs_the_interest_of_every_day() -> None:
    """Forty days of 30/360 from the payout to 11 February, all at 0.40: 16.00, and 1,200."""
    answer = ann(reschedules("2027-01-20", skip=1, extend=True), as_of="2027-02-11")
    assert (answer["pay_off"], answer["accrued"], answer["days_past_due"]) == ("1216.00", "16.00", 0)


def test_a_holiday_without_extension_spreads_the_rest_over_fewer() -> None:
    """400 three times. Two months of 1,200: 24; then 8 and 4."""
    answer = ann(reschedules("2027-01-20", skip=1), as_of="2027-01-20")
    assert dues(answer) == [(MAR, "424.00"), (APR, "408.00"), (MAY, "404.00")]


def test_a_moved_instalment_bears_the_interest_of_its_days() -> None:
    """To 16 February are 45 days of 0.40 = 18.00; from there to 1 March 15 of 0.30 = 4.50; then 6 and 3."""
    answer = ann(reschedules("2027-01-20", move_to="2027-02-16"), as_of="2027-01-20")
    assert dues(answer) == [("2027-02-16", "318.00"), (MAR, "304.50"), (APR, "306.00"), (MAY, "303.00")]


def test_more_instalments_make_each_one_smaller() -> None:
    """900 over six months: 150 each; interest 9.00, 7.50, 6.00, 4.50, 3.00, 1.50."""
    answer = ann(FEB_PAID, reschedules(FEB, new_count=6), as_of=FEB)
    assert [due for _, due in dues(answer)[1:]] == ["159.00", "157.50", "156.00", "154.50", "153.00", "151.50"]
    assert answer["instalments"][6]["due_on"] == "2027-08-01"
    assert answer["outstanding"] == ann(FEB_PAID, reschedules(FEB, extend=3), as_of=FEB)["outstanding"]


def test_a_lower_instalment_takes_as_many_as_it_needs() -> None:
    """At most 200 of 900: five of 180 begin with 189.00; four of 225 would begin with 234.00."""
    answer = ann(FEB_PAID, reschedules(FEB, new_instalment="200.00"), as_of=FEB)
    assert [due for _, due in dues(answer)[1:]] == ["189.00", "187.20", "185.40", "183.60", "181.80"]


def test_a_new_rate_counts_from_its_day() -> None:
    """6 % from 16 February: 15 days of 0.30 and 15 of 0.15 = 6.75; then half of 6 and of 3."""
    answer = ann(FEB_PAID, reschedules("2027-02-16", new_rate_percent="6"), as_of="2027-02-16")
    assert dues(answer)[1:] == [(MAR, "306.75"), (APR, "303.00"), (MAY, "301.50")]
    assert answer["accrued"] == "4.50"


def test_a_floating_rate_changes_after_notice() -> None:
    """As the rate by law, and no reschedule: notice on 10 January for 16 February is more than 30 days."""
    change = happens("rate_change", "2027-02-16", new_rate_percent="6", notice_on="2027-01-10")
    answer = ann(FEB_PAID, change, as_of="2027-02-16", floating={"notice_days": 30})
    assert dues(answer)[1:] == [(MAR, "306.75"), (APR, "303.00"), (MAY, "301.50")]
    assert "rescheduled_on" not in answer


def test_a_pause_of_interest_makes_its_instalment_smaller() -> None:
    """1 to 16 February do not count: March's 9.00 becomes 4.50, and on the 21st five days have been earned: 1.50."""
    answer = ann(FEB_PAID, happens("pause_interest", FEB, until="2027-02-16"), as_of="2027-02-21")
    assert dues(answer)[1:] == [(MAR, "304.50"), (APR, "306.00"), (MAY, "303.00")]
    assert (answer["accrued"], answer["pay_off"]) == ("1.50", "901.50")


def test_a_pause_of_arrears_costs_nothing_and_grows_no_older() -> None:
    """Late since 1 February; the 5th to the 14th are paused. On the 16th: the 4th, 15th and 16th at 0.30; 5 days."""
    answer = ann(happens("pause_arrears", "2027-02-04", until="2027-02-14"), as_of="2027-02-16")
    assert (answer["outstanding"]["penalty"], answer["days_past_due"]) == ("0.90", 5)


def test_flat_interest_of_a_skipped_month_is_that_of_every_month() -> None:
    """1,200 flat at 12 %: 312 each, 12 of it interest. A holiday of one month costs one more 12: 324 in the end."""
    answer = ann(reschedules("2027-01-20", skip=1, extend=True), as_of="2027-01-20", terms={"method": "flat"})
    assert [due for _, due in dues(answer)] == ["312.00", "312.00", "312.00", "324.00"]


def test_a_bullet_loan_is_extended_by_its_interest() -> None:
    """Four months at 1 % are 48; a fifth makes it 60: 1,260.00 on 1 June."""
    answer = ann(reschedules("2027-01-20", extend=1), as_of="2027-01-20", terms={"method": "bullet"})
    assert dues(answer) == [("2027-06-01", "1260.00")]


def test_rescheduling_does_not_cure_until_three_instalments_were_paid_in_full() -> None:
    """Nothing is paid until 10 March: 37 days. 1,200 is taken into five of 240. To 10 March 9 days of 0.20 ran on the
    plan, then 21 of 0.40: 10.20; then 9.60, 7.20, 4.80 and 2.40 with the 12 + 9 that was overdue."""
    change = reschedules("2027-03-10", re_age=True, new_count=5)
    kept = [pays(APR, "250.20"), pays(MAY, "249.60"), pays("2027-06-01", "247.20")]
    answer = ann(change, *kept, as_of="2027-05-31")
    assert [due for _, due in dues(answer)[2:]] == ["250.20", "249.60", "247.20", "244.80", "263.40"]
    assert (answer["days_past_due"], answer["bucket"]) == (0, "31-60")
    cured = ann(change, *kept, as_of="2027-06-01")
    assert (cured["bucket"], cured["rescheduled_on"], cured["cured_on"]) == ("current", "2027-03-10", "2027-06-01")


def test_an_extension_leaves_what_is_overdue_as_late_as_it_was() -> None:
    """February stays overdue since the 1st: 12 days past due on the 13th, ten days of 0.30. Only 900 is spread."""
    answer = ann(reschedules("2027-02-10", extend=3), as_of="2027-02-13")
    assert (answer["days_past_due"], answer["outstanding"]["penalty"]) == (12, "3.00")
    assert [i["principal"] for i in answer["instalments"]] == ["300.00", *["150.00"] * 6]


def test_money_drawn_from_a_line_is_spread_with_what_is_left() -> None:
    """600 from the start, 300 more on 16 January: 15 days of 0.20 and 15 of 0.30 = 7.50; four parts of 225."""
    drawn = happens("draw", "2027-01-16", amount="300.00")
    answer = ann(drawn, as_of="2027-01-16", terms={"principal": "600.00"}, line={"limit": "1200.00"})
    assert dues(answer) == [(FEB, "232.50"), (MAR, "231.75"), (APR, "229.50"), (MAY, "227.25")]
    assert answer["drawn"] == "300.00"


def test_what_was_repaid_of_a_line_can_be_drawn_again() -> None:
    """Repaid on 11 January: 1,200 and 4.00. 400 drawn on 1 February: four of 100, interest 4, 3, 2, 1."""
    repaid = pays("2027-01-11", "1204.00")
    again = happens("draw", FEB, amount="400.00")
    answer = ann(repaid, again, as_of=FEB, line={"limit": "1200.00"})
    assert dues(answer)[4:] == [(MAR, "104.00"), (APR, "103.00"), (MAY, "102.00"), ("2027-06-01", "101.00")]
    assert (answer["settled_on"], answer["pay_off"]) == (None, "400.00")
