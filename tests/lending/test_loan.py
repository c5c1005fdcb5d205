"""A running loan, to the cent: worked out by hand, each derivation in its docstring.

Lin's instalments: 877.63 on the 23rd of each month from December; their principal 802.63, 814.67, 826.89, 839.29,
851.88, 864.64 and interest 75.00, 62.96, 50.74, 38.34, 25.75, 12.97. Lateness: 4 free days, then 0.05 % a day of
the overdue principal, at most 20.00 an instalment.
"""

from datetime import date

import pytest

from lending.claims import Pause
from lending.dues import allocate, daily_penalty, penalty_due, penalty_per_day, what_is_due
from lending.happened import Happened
from lending.loan import Loan, bucket_of
from lending.parts import PartKind, of_kind
from lending.pay_off import pay_off
from lending.problems import ProblemWithInput
from tests.lending.builders import LATE, lins_loan, lins_terms, on_time, paid, taken_back, yuan

DEC, JAN, FEB = date(2026, 12, 23), date(2027, 1, 23), date(2027, 2, 23)


def test_paying_it_all_after_two_months_costs_and_saves_what_the_message_says() -> None:
    """After December 4,197.37 is left. On 23 January: 4,197.37 + 62.96 = 4,260.33; 265.76 - 75.00 - 62.96 saved."""
    figure = pay_off(lins_terms(), JAN)
    assert (str(figure.amount), str(figure.interest_saved)) == ("4260.33", "127.80")
    assert figure == pay_off(lins_loan(paid("877.63", DEC), as_of=DEC), JAN)


def test_an_instalment_on_its_day_is_paid_and_the_rest_is_left() -> None:
    """5,265.76 - 2 x 877.63 = 3,510.50, the next 877.63 on 23 February."""
    loan = lins_loan(paid("877.63", DEC), paid("877.63", JAN), as_of=JAN)
    due = what_is_due(loan, JAN)
    assert (str(loan.left_to_pay), due.now.minor) == ("3510.50", 0)
    assert (due.next_due_on, str(due.next_amount)) == (FEB, "877.63")
    assert [i.paid_on for i in loan.instalments[:3]] == [DEC, JAN, None]
    assert (loan.days_past_due, loan.bucket) == (0, "current")


def test_lateness_is_free_for_four_days_and_then_costs_forty_one_cents_a_day() -> None:
    """814.67 x 0.05 % = 0.407335: nothing on the 27th; 0.41 on the 28th, 0.81 on the 29th, 1.22 on the 30th."""
    loan = lins_loan(paid("877.63", DEC), as_of=date(2027, 1, 27))
    assert [str(penalty_due(loan, date(2027, 1, d))) for d in (27, 28, 29, 30)] == ["0.00", "0.41", "0.81", "1.22"]
    assert str(penalty_per_day(loan, loan.as_of)) == "0.41"
    assert str(daily_penalty(loan, 2)) == "0.41"
    assert str(what_is_due(loan, loan.as_of).now) == "877.63"
    assert loan.days_past_due == 4


def test_the_penalty_of_an_instalment_stops_at_its_cap() -> None:
    """0.407335 a day reaches 20.00 after 50 days; a hundred days late it is still 20.00, February's runs on its own."""
    loan = lins_loan(paid("877.63", DEC), as_of=date(2027, 5, 7))
    assert str(loan.instalments[1].penalty) == "20.00"
    assert loan.bucket == "90+"


def test_a_late_payment_pays_the_instalment_and_then_its_penalty() -> None:
    """On 28 January 877.63 and 0.41 are due: 62.96 interest, 814.67 principal, 0.41 penalty."""
    loan = lins_loan(paid("877.63", DEC), as_of=JAN)
    parts = allocate(loan, yuan("878.04"), date(2027, 1, 28))
    assert [(p.kind.value, str(p.amount), p.n) for p in parts] == [
        ("interest", "62.96", 2),
        ("principal", "814.67", 2),
        ("penalty", "0.41", 2),
    ]


def test_a_part_payment_leaves_a_smaller_overdue_principal_to_be_late_with() -> None:
    """On the 28th: 0.41 for the day; 462.96 pays interest 62.96 and principal 400.00, so 414.67 is overdue: from then
    0.207335 a day. On the 31st: 0.407335 + 3 x 0.207335 = 1.02934."""
    late = lins_loan(paid("877.63", DEC), paid("462.96", date(2027, 1, 28)), as_of=date(2027, 1, 31))
    assert str(late.outstanding.penalty) == "1.03"
    assert str(late.instalments[1].overdue) == "414.67"


def test_an_older_penalty_never_makes_an_instalment_late_that_is_paid_on_its_day() -> None:
    """January is paid on the 28th without its 0.41. On 23 February 877.63 pays February whole; the 0.41 stays."""
    loan = lins_loan(
        paid("877.63", DEC), paid("877.63", date(2027, 1, 28)), paid("877.63", FEB), as_of=date(2027, 3, 20)
    )
    assert (loan.days_past_due, str(loan.outstanding.penalty)) == (0, "0.41")
    assert loan.instalments[2].paid_on == FEB


def test_an_instalment_whose_money_came_early_is_not_late_though_a_penalty_took_some_of_it() -> None:
    """On 20 February 877.63 pays the old 0.41 first, so February lacks 0.41 on its day: not late, no penalty for it."""
    early = date(2027, 2, 20)
    loan = lins_loan(
        paid("877.63", DEC), paid("877.63", date(2027, 1, 28)), paid("877.63", early), as_of=date(2027, 3, 20)
    )
    assert str(loan.instalments[2].left.total) == "0.41"
    assert (loan.days_past_due, loan.instalments[2].overdue.minor, loan.outstanding.penalty.minor) == (0, 0, 0)


def test_money_ahead_of_time_pays_the_next_instalments() -> None:
    """1,000.00 on 23 December: 877.63 for December, then January's interest 62.96 and 59.41 of its principal."""
    parts = allocate(lins_loan(as_of=DEC), yuan("1000"), DEC)
    assert [str(p.amount) for p in parts] == ["75.00", "802.63", "62.96", "59.41"]
    assert [p.n for p in parts] == [1, 1, 2, 2]


def test_paying_all_between_two_instalments_costs_interest_of_the_days_used() -> None:
    """23 December to 2 January is 9 days of 30/360: 4,197.37 x 18 % x 9 / 360 = 18.89."""
    loan = lins_loan(paid("877.63", DEC), as_of=DEC)
    assert str(pay_off(loan, date(2027, 1, 2)).amount) == "4216.26"
    done = lins_loan(paid("877.63", DEC), paid("4216.26", date(2027, 1, 2)), as_of=date(2027, 1, 2))
    assert done.settled
    assert done.settled_on == date(2027, 1, 2)
    assert done.credit.minor == 0


def test_who_pays_more_than_is_owed_keeps_the_rest_as_credit() -> None:
    """On 23 January 4,300.00 against 4,260.33: 39.67 is the borrower's, and a refund gives it back."""
    loan = lins_loan(paid("877.63", DEC), paid("4300", JAN), as_of=JAN)
    assert (loan.settled, str(loan.credit), str(loan.left_to_pay)) == (True, "39.67", "-39.67")
    refunded = loan.with_event(Happened("back", date(2027, 1, 25), "refund", yuan("39.67")))
    assert refunded.credit.minor == 0


def test_interest_paid_ahead_comes_back_when_the_loan_is_paid_off() -> None:
    """On 23 December 1,000.00 pays 62.96 of January's interest ahead. Being done the same day costs 4,197.37 less the
    122.37 paid ahead = 4,075.00, and the 62.96 becomes principal."""
    ahead = lins_loan(paid("1000", DEC), as_of=DEC)
    figure = pay_off(ahead, DEC)
    assert str(figure.amount) == "4075.00"
    assert str(of_kind(figure.parts, PartKind.INTEREST, "CNY")) == "-62.96"
    done = ahead.with_event(paid("4075", DEC, "rest"))
    assert done.settled
    assert str(done.paid.interest) == "75.00"


def test_a_reversed_payment_makes_the_loan_what_it_would_be_without_it() -> None:
    payment = paid("877.63", JAN)
    as_of = date(2027, 2, 1)
    bounced = lins_loan(paid("877.63", DEC), payment, taken_back(payment, date(2027, 1, 30)), as_of=as_of)
    never = lins_loan(paid("877.63", DEC), as_of=as_of)
    assert (bounced.instalments, bounced.outstanding) == (never.instalments, never.outstanding)
    assert next(t for t in bounced.transactions if t.id == payment.id).reversed_by == f"undo-{payment.id}"
    assert bounced.at(date(2027, 1, 29)).days_past_due == 0, "on the 29th it still counted"


def test_a_payment_booked_late_counts_from_the_day_it_was_received() -> None:
    """The cash of 25 January is booked on 5 February: the penalties of the days between fall away again."""
    cash = paid("877.63", date(2027, 1, 25), "cash", booked_on=date(2027, 2, 5))
    loan = lins_loan(paid("877.63", DEC), cash, as_of=date(2027, 2, 5))
    assert loan.outstanding.penalty.minor == 0
    known = Loan.from_happened(lins_terms(), LATE, loan.happened, loan.as_of, known_on=date(2027, 2, 4))
    assert str(known.outstanding.penalty) == "3.67", "9 days of 0.407335, as it looked the day before"


def test_a_waived_penalty_is_given_up_and_not_paid() -> None:
    waiver = Happened("w", date(2027, 1, 30), "waiver", None, "penalty")
    loan = lins_loan(paid("877.63", DEC), waiver, as_of=date(2027, 1, 30))
    assert str(loan.instalments[1].waived.penalty) == "1.22"
    assert (loan.outstanding.penalty.minor, loan.paid.penalty.minor) == (0, 0)
    assert str(loan.at(date(2027, 1, 31)).outstanding.penalty) == "0.41", "1.62934 in all, 1.22 of it given up"


def test_a_charge_falls_due_with_the_next_instalment() -> None:
    charge = Happened("c", date(2027, 1, 2), "charge", yuan("3.00"), "card")
    loan = lins_loan(paid("877.63", DEC), charge, as_of=date(2027, 1, 2))
    assert str(what_is_due(loan, JAN).now) == "880.63"
    assert str(pay_off(loan, date(2027, 1, 2)).amount) == "4219.26"


def test_no_day_of_a_pause_costs_anything() -> None:
    """Late since 23 January, 28th to 30th paused: on 1 February two days (31 January, 1 February) are charged."""
    pause = Pause(date(2027, 1, 28), date(2027, 1, 30))
    happened = [paid("877.63", DEC)]
    loan = Loan.from_happened(lins_terms(), LATE, happened, date(2027, 2, 1), pauses=[pause, pause])
    assert str(loan.outstanding.penalty) == "0.81"


def test_interest_of_an_overdue_instalment_stops() -> None:
    """Nothing is ever paid: a year on, interest is still the 265.76 of the schedule."""
    loan = lins_loan(as_of=date(2028, 5, 23))
    assert (str(loan.outstanding.interest), str(loan.outstanding.principal)) == ("265.76", "5000.00")
    assert str(loan.outstanding.penalty) == "120.00", "six instalments, 20.00 each"


def test_interest_accrues_between_due_dates() -> None:
    """On 7 January, 14 days of 30/360 after December: 4,197.37 x 18 % x 14 / 360 = 29.38."""
    assert str(lins_loan(paid("877.63", DEC), as_of=date(2027, 1, 7)).accrued) == "29.38"


def test_the_whole_schedule_paid_on_time_settles_the_loan() -> None:
    terms = lins_terms()
    loan = lins_loan(*on_time(terms, 6), as_of=date(2027, 6, 1))
    assert loan.settled
    assert loan.settled_on == date(2027, 5, 23)
    assert str(loan.paid.total) == "5265.76"


@pytest.mark.parametrize(("days", "bucket"), [(0, "current"), (1, "1-30"), (30, "1-30"), (31, "31-60"), (91, "90+")])
def test_buckets_are_named_by_days_past_due(days: int, bucket: str) -> None:
    assert bucket_of(days) == bucket


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ([paid("1", date(2026, 11, 22))], "is before the money was paid out"),
        ([paid("1", DEC, "a"), paid("1", DEC, "a")], "has an id that is there twice"),
        ([Happened("a", DEC, "gift", yuan("1"))], "'gift' is not known"),
        ([Happened("a", DEC, "payment")], "happened.a.amount: is missing"),
        ([Happened("a", DEC, "payment", yuan("-1"))], "must be more than zero"),
        ([Happened("a", DEC, "reversal", of="b")], "must be the id of an event that can be taken back"),
        ([Happened("a", DEC, "waiver", yuan("1"), "principal")], "must be one of penalty, interest, fee"),
    ],
)
def test_what_cannot_have_happened_is_refused(events: list[Happened], message: str) -> None:
    with pytest.raises(ProblemWithInput, match=message):
        lins_loan(*events, as_of=date(2027, 6, 1))
