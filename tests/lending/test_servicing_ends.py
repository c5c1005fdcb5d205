"""How Ann's loan can end beside being repaid, worked out by hand: withdrawn, written off, recovered, due as a whole.

And what cannot have happened: refused when it is written, without effect when a replay overtakes it.
"""

from typing import Any

import pytest

from tests.lending.servicing import FEB, IN_PARTS, MAR, MAY, Refused, ann, dues, happens, parts, pays

FEB_PAID = pays(FEB, "312.00")
DEDUCTED = {"fees": [{"name": "origination", "amount": "24.00", "when": "disbursement"}]}
WRITTEN_OFF = happens("write_off", "2027-02-11", id="w")


def test_changing_ones_mind_costs_the_days_used() -> None:
    """Ten days of 0.40 = 4.00 on 11 January; 1,204.00, and not a cent more while it is paid within thirty days."""
    answer = ann(happens("withdraw", "2027-01-11"), as_of="2027-02-05")
    assert (answer["pay_off"], answer["withdrawn_on"], answer["days_past_due"]) == ("1204.00", "2027-01-11", 0)
    assert dues(answer) == [("2027-02-10", "1204.00")]


def test_money_given_back_with_the_withdrawal_ends_the_loan() -> None:
    answer = ann(happens("withdraw", "2027-01-11", amount="1204.00"), as_of=FEB)
    assert (answer["settled_on"], answer["outstanding"]["total"]) == ("2027-01-11", "0.00")
    assert parts(answer) == {"interest": "4.00", "principal": "1200.00"}


def test_fees_kept_from_the_payout_come_back_with_a_withdrawal() -> None:
    """1,176 was received. Owed are 1,200 and 4.00 less the 24.00: 1,180.00."""
    answer = ann(happens("withdraw", "2027-01-11"), as_of="2027-01-11", terms=DEDUCTED)
    assert (answer["pay_off"], answer["fees_refunded"]) == ("1180.00", "24.00")
    assert parts(answer) == {"fee": "-24.00", "interest": "4.00", "principal": "20.00"}


def test_a_withdrawal_may_be_free_of_interest_and_keep_the_fees() -> None:
    rule = {"days": 10, "interest": "none", "fee_refund": False}
    answer = ann(happens("withdraw", "2027-01-11"), as_of="2027-01-11", terms=DEDUCTED, withdrawal=rule)
    assert answer["pay_off"] == "1200.00"


def test_a_fee_paid_with_an_instalment_comes_back_too() -> None:
    """Weekly parts of 300 with a fee of 2: on 8 January 12 % x 7/360 of 1,200 = 2.80 and 304.80 is paid. On the 11th
    900 is left with three days of 0.30: 900.90, less the 2.00."""
    weekly = {
        "every": {"unit": "week", "n": 1},
        "fees": [{"name": "visit", "amount": "2.00", "when": "instalment"}],
    }
    answer = ann(pays("2027-01-08", "304.80"), happens("withdraw", "2027-01-11"), as_of="2027-01-11", terms=weekly)
    assert (answer["pay_off"], answer["outstanding"]["fee"]) == ("898.90", "0.00")


def test_a_write_off_gives_up_what_was_owed_and_forgives_nothing() -> None:
    """11 February, nothing paid: principal 1,200, interest 12 and ten days of 0.30, eight days late at 0.30: 1,217.40.
    A year later the same is owed, and the bucket is its own."""
    answer = ann(WRITTEN_OFF, as_of="2028-02-11")
    assert answer["transactions"][0]["amount"] == "1217.40"
    assert parts(answer) == {"interest": "15.00", "principal": "1200.00", "penalty": "2.40"}
    assert (answer["pay_off"], answer["bucket"], answer["accrued"]) == ("1217.40", "written_off", "0.00")


def test_money_after_a_write_off_is_a_recovery() -> None:
    """500 on 1 December: 12 and 300 of February, 3.00 of March's days and 185 of its principal; 717.40 is left."""
    answer = ann(WRITTEN_OFF, happens("recovery", "2027-12-01", amount="500.00"), as_of="2027-12-01")
    assert parts(answer) == {"interest": "15.00", "principal": "485.00"}
    assert (answer["recovered"], answer["pay_off"]) == ("500.00", "717.40")
    called_a_payment = ann(WRITTEN_OFF, pays("2027-12-01", "500.00"), as_of="2027-12-01")
    assert called_a_payment["recovered"] == "500.00"


def test_a_loan_recovered_in_full_is_settled() -> None:
    answer = ann(WRITTEN_OFF, happens("recovery", "2027-12-01", amount="1217.40"), as_of="2027-12-01")
    assert (answer["settled_on"], answer["bucket"]) == ("2027-12-01", "current")


def test_a_write_off_taken_back_lets_the_loan_run_as_if_it_had_never_been() -> None:
    back = happens("reversal", "2027-02-12", of="w")
    answer, never = ann(WRITTEN_OFF, back, as_of=MAR), ann(as_of=MAR)
    assert (answer["instalments"], answer["bucket"]) == (never["instalments"], never["bucket"])


def test_a_loan_that_falls_due_as_a_whole_bears_no_interest_that_was_not_earned() -> None:
    """On 16 February 900 and 15 days of 0.30: 904.50 due that day. On 1 March: 11 days that are not free, 0.1 % of
    900 in three claims, is 9.90; each of them stays under its own cap of 5.00."""
    answer = ann(FEB_PAID, happens("accelerate", "2027-02-16"), as_of=MAR)
    assert (answer["outstanding"]["interest"], answer["outstanding"]["principal"]) == ("4.50", "900.00")
    assert (answer["outstanding"]["penalty"], answer["days_past_due"]) == ("9.90", 13)


def test_late_rescheduled_in_part_and_then_given_up() -> None:
    """February's 312 comes on the 8th with 1.50. March's 309.00 falls due on the 1st and is not paid; that day the
    other 600 is spread over six of 100. On the 11th are owed 300 and 9, 600 and ten days of 0.20, and eight days late
    of 0.30."""
    change = happens("reschedule", MAR, new_count=6)
    answer = ann(pays("2027-02-08", "313.50"), change, happens("write_off", "2027-03-11"), as_of="2027-03-11")
    assert parts(answer) == {"interest": "11.00", "principal": "900.00", "penalty": "2.40"}


def test_a_reschedule_that_a_backdated_payment_overtakes_has_no_effect() -> None:
    """Rescheduled on 10 February in good faith; on the 20th 1,212 turns out to have come on the 1st."""
    change = happens("reschedule", "2027-02-10", new_count=6)
    cash = pays(FEB, "1212.00", booked_on="2027-02-20")
    answer = ann(change, cash, as_of=MAR)
    assert answer["settled_on"] == FEB
    assert answer["transactions"][1]["without_effect"].startswith("reschedule comes too late: the loan was settled")
    with pytest.raises(Refused, match=r"happened\.#2\.kind: reschedule comes too late"):
        ann(pays(FEB, "1212.00"), change, as_of=MAR)


LINE, FLOATING = {"line": {"limit": "1300.00"}}, {"floating": {"notice_days": 30, "highest_percent": "15"}}
RATE = {"new_rate_percent": "13", "notice_on": "2027-01-01"}


@pytest.mark.parametrize(
    ("events", "choices", "message"),
    [
        ([happens("withdraw", "2027-01-16")], {}, "happened.#1.on: is after the 14 days to withdraw, until 2027-01-15"),
        ([happens("withdraw", "2027-01-05")] * 2, {}, "happened.#2.kind: withdraw comes too late: the loan was withdr"),
        ([WRITTEN_OFF, happens("reschedule", MAR, skip=1)], {}, "happened.#2.kind: reschedule comes too late: the lo"),
        ([WRITTEN_OFF, happens("write_off", MAR)], {}, "happened.#2.kind: the loan was written off before, on 2027-02"),
        ([pays(FEB, "1212.00"), happens("write_off", MAR)], {}, "happened.#2.kind: nothing is owed that could be"),
        ([happens("write_off", FEB, amount="5.00")], {}, "happened.#1.amount: must be all that is owed that day"),
        ([happens("recovery", FEB, amount="5.00")], {}, "happened.#1.kind: is a payment: nothing was written off"),
        ([happens("draw", FEB, amount="5.00")], {}, "happened.#1.kind: belongs to a credit line"),
        ([happens("draw", FEB, amount="100.01")], LINE, "happened.#1.amount: is more than the line has left, 10000"),
        ([happens("rate_change", FEB, **RATE)], {}, "happened.#1.kind: belongs to a floating rate"),
        ([happens("rate_change", "2027-01-30", **RATE)], FLOATING, "happened.#1.notice_on: must be at least 30 days"),
        ([happens("rate_change", FEB, **RATE | {"new_rate_percent": "16"})], FLOATING, "happened.#1.new_rate_percent"),
        ([happens("reschedule", "2027-01-20", move_to=MAR)], {}, "happened.#1.move_to: must be before the next due da"),
        ([happens("reschedule", "2027-01-20", move_to="2027-01-19")], {}, "happened.#1.move_to: must be after the day"),
        ([happens("reschedule", "2027-01-20", skip=4)], {}, "happened.#1.skip: leaves no instalment; add extend"),
        ([happens("reschedule", MAY, extend=1)], {}, "happened.#1: nothing is left that has not fallen due"),
        ([happens("reschedule", "2027-01-20", re_age=True)], {}, "happened.#1.re_age: nothing is overdue"),
        ([happens("reschedule", FEB, new_instalment="9.00")], {}, "happened.#1.new_instalment: would take more than 5"),
        ([happens("reschedule", FEB)], {}, "happened.#1: a reschedule says what changes"),
        ([happens("reschedule", FEB, skip=1, new_count=3)], {}, "happened.0: skip and new_count exclude what else"),
        ([happens("reschedule", FEB, skip=0)], {}, "happened.0.skip: must be at least 1"),
        ([happens("reschedule", FEB, extend="yes")], {}, "happened.0.extend: must be true, false, or how many"),
        ([happens("payment", FEB, amount="1.00", skip=1)], {}, "happened.0.skip: belongs to a reschedule, not to pay"),
        ([happens("reschedule", FEB, skip=1, amount="1.00")], {}, "happened.#1.amount: does not belong to reschedule"),
        ([happens("pause_interest", FEB)], {}, "happened.#1.until: must be a day after the pause begins"),
        ([happens("payment", FEB, amount="1.00", until=MAR)], {}, "happened.#1.until: belongs to a pause"),
        ([happens("charge", "2027-05-02", amount="1.00")], {}, "happened.#1.on: is after the last instalment, so noth"),
        ([happens("accelerate", MAY)], {}, "happened.#1.kind: changes nothing: all of the loan has fallen due"),
        ([], {"line": {"limit": "1100"}}, "line.limit: is less than the 1200.00 drawn at the start"),
        ([], {"withdrawal": {"hours": 3}}, "withdrawal.hours: is not a key that is known here"),
        ([], {"allocation": IN_PARTS[:1]}, "allocation: never pays penalty of an instalment that is due"),
        ([], {"allocation": [{"instalment": "next"}, *IN_PARTS]}, "allocation.0: only the last rule is for money ahe"),
        ([], {"allocation": [{"part": "credit"}]}, "allocation.0.part: lists fee, interest, principal or penalty"),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_reason(
    events: list[dict[str, Any]], choices: dict[str, Any], message: str
) -> None:
    with pytest.raises(Refused) as refused:
        ann(*events, as_of="2027-06-01", **choices)
    assert str(refused.value).startswith(message)
