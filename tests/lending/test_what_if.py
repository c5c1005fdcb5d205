"""What if: figures worked out by hand for a loan of 1,200.00 at 12 % in four equal parts of principal.

Paid out on 1 January 2027, 30/360: 312.00, 309.00, 306.00 and 303.00 on the first of the months from February. Lateness
costs 0.1 % a day of the overdue principal after 2 free days, at most 5.00 an instalment.
"""

from datetime import date

from lending.happened import Happened, Kind
from lending.loan import Loan
from lending.money import Money
from lending.terms import LoanTerms, PenaltyTerms
from lending.what_if import paid_late, paid_off, paid_sum

TERMS = LoanTerms.read(
    {
        "currency": "CNY",
        "principal": "1200",
        "annual_rate_percent": "12",
        "method": "equal_principal",
        "count": 4,
        "disbursed_on": "2027-01-01",
    }
)
PENALTY = PenaltyTerms.read({"percent_per_day": "0.1", "grace_days": 2, "cap_per_instalment": "5.00"})


def anns(on: date = date(2027, 1, 1), *paid: tuple[date, str]) -> Loan:
    payments = [Happened(f"p{n}", day, Kind.PAYMENT, cny(amount)) for n, (day, amount) in enumerate(paid)]
    return Loan.from_happened(TERMS, PENALTY, payments, on)


def cny(text: str) -> Money:
    return Money.parse(text, "CNY")


def test_done_early_counts_the_instalments_on_the_way_as_paid_on_their_days() -> None:
    """312.00 on 1 February, then 900.00 and ten days of 0.30: 1,215.00 in all, 15.00 less than 1,230.00."""
    then = paid_off(anns(), date(2027, 2, 11))
    assert (then.times, then.before, then.amount) == (1, cny("312.00"), cny("903.00"))
    assert (then.saved, then.total, then.was, then.in_it) == (cny("15.00"), cny("1215.00"), cny("1230.00"), False)


def test_done_on_a_due_day_has_that_days_instalment_in_it() -> None:
    """312.00 came on 1 February; on 1 March 309.00 and the 600.00 after it, and 9.00 of interest never comes."""
    then = paid_off(anns(), date(2027, 3, 1))
    assert then.in_it
    assert (then.before, then.amount, then.saved) == (cny("312.00"), cny("909.00"), cny("9.00"))
    assert then.total == cny("1221.00")


def test_an_overdue_loan_is_done_early_as_if_nothing_comes_before() -> None:
    """On 11 February 10 days late, 8 of them not free: 2.40 of penalty, with 312.00 and 900.00 and its 10 days."""
    then = paid_off(anns(date(2027, 2, 5)), date(2027, 2, 11))
    assert then.times == 0
    assert then.amount == cny("312.00") + cny("2.40") + cny("903.00")


def test_lateness_within_the_free_days_costs_nothing_and_says_when_it_would() -> None:
    then = paid_late(anns(), 2)
    assert (then.on, then.amount, then.penalty) == (date(2027, 2, 3), cny("312.00"), cny("0.00"))
    assert then.penalty_from == date(2027, 2, 4)
    assert then.total == then.was == cny("1230.00")


def test_lateness_costs_from_its_first_day_and_at_most_the_cap() -> None:
    """Ten days: 8 x 0.30. By 11 March 36 x 0.30 is capped at 5.00, and March is due as well, with 8 x 0.30."""
    ten, longer = paid_late(anns(), 10), paid_late(anns(), 38)
    assert (ten.penalty, ten.amount, ten.total) == (cny("2.40"), cny("314.40"), cny("1232.40"))
    assert longer.on == date(2027, 3, 11)
    assert longer.others
    assert (longer.penalty, longer.amount) == (cny("7.40"), cny("312.00") + cny("309.00") + cny("7.40"))


def test_a_loan_without_penalty_has_no_day_on_which_one_begins() -> None:
    plain = Loan.from_happened(TERMS, None, (), date(2027, 1, 1))
    assert paid_late(plain, 30).penalty_from is None
    assert paid_late(plain, 30).penalty == cny("0.00")


def test_a_sum_ahead_of_its_time_waits_and_saves_nothing() -> None:
    then = paid_sum(anns(), cny("400.00"), date(2027, 1, 11))
    assert (then.saved, then.credit, then.overdue) == (cny("0.00"), cny("0.00"), cny("0.00"))
    assert then.after.left_to_pay == cny("830.00")


def test_more_than_is_owed_settles_the_loan_and_the_rest_is_credit() -> None:
    """Ten days of 0.40 are owed beside 1,200.00: 1,204.00 of 1,300.00, and 26.00 of interest never comes."""
    then = paid_sum(anns(), cny("1300.00"), date(2027, 1, 11))
    assert then.after.settled
    assert (then.credit, then.saved) == (cny("96.00"), cny("26.00"))


def test_trying_leaves_the_loan_as_it_was() -> None:
    loan = anns(date(2027, 2, 11), (date(2027, 2, 1), "312.00"))
    before = loan.left_to_pay, loan.happened
    paid_off(loan, date(2027, 3, 1)), paid_late(loan, 5), paid_sum(loan, cny("1.00"), date(2027, 2, 11))
    assert (loan.left_to_pay, loan.happened) == before
