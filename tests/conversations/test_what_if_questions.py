"""What can be tried on a loan of which only an old penalty is left."""

from datetime import date

from conversations.what_if_questions import OF_A_LOAN, Subject
from lending.happened import Happened, Kind
from lending.loan import Loan
from lending.money import Money
from tests.lending.test_what_if import PENALTY, TERMS, anns, cny

ON = date(2027, 5, 2)
INSTALMENTS = {date(2027, 2, 11): "312.00", date(2027, 3, 1): "309.00", date(2027, 4, 1): "306.00"}


def paid(**more: Money) -> Loan:
    """Ann's loan, February ten days late; the last instalment is paid where its amount is given."""
    events = [Happened(str(day), day, Kind.PAYMENT, cny(amount)) for day, amount in INSTALMENTS.items()]
    events += [Happened(name, date(2027, 5, 1), Kind.PAYMENT, amount) for name, amount in more.items()]
    return Loan.from_happened(TERMS, PENALTY, events, ON)


def test_where_only_a_penalty_is_left_nothing_more_can_come_late() -> None:
    loan = paid(may=cny("303.00"))
    assert loan.outstanding.total == loan.outstanding.penalty == cny("2.40")
    assert Subject("L-1", loan, ON, "L-1").questions == ("early", "sum", "sum_day")


def test_where_an_instalment_is_left_everything_can_be_tried() -> None:
    assert Subject("L-1", paid(), ON, "L-1").questions == OF_A_LOAN
    assert Subject("L-1", anns(), date(2027, 1, 1), "L-1").days_late == 0
    assert Subject("L-1", paid(), ON, "L-1").days_late == 1
