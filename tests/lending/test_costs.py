"""The yearly rates of plans that are not monthly instalments from the day of the payout."""

from decimal import Decimal

from lending.cost import yearly_rate
from lending.schedule import schedule
from tests.lending.builders import lins_terms


def test_one_payment_at_the_end_is_reckoned_over_all_its_months() -> None:
    """5,450.00 for 5,000.00 after six months: 12 x (1.09^(1/6) - 1) = 17.36 % simple, 1.09^2 - 1 = 18.81 % compound."""
    terms = lins_terms(method="bullet")
    plan = schedule(terms)
    assert yearly_rate(plan, terms, "cn_simple") == Decimal("17.359911")
    assert yearly_rate(plan, terms, "cn_irr_compound") == Decimal("18.810000")
    assert yearly_rate(plan, terms, "eu_aprc") == Decimal("18.810000")


def test_half_months_are_24_unit_periods_of_fifteen_days() -> None:
    """Twelve of fifteen days and then whole half months at 18 % / 24: the American rate is the contract's."""
    terms = lins_terms(every={"unit": "month", "days": [5, 20]}, principal="500000")
    assert abs(yearly_rate(schedule(terms), terms, "us_actuarial") - 18) < Decimal("0.00001")


def test_months_of_interest_that_are_free_lower_the_rate() -> None:
    terms = lins_terms(grace={"interest_free": 1})
    assert yearly_rate(schedule(terms), terms, "cn_simple") < 14


def test_a_tax_and_a_fee_once_are_costs_like_any_other() -> None:
    fee = {"name": "x", "amount": "50", "when": "once", "on_instalment": 1}
    dear = lins_terms(fees=[fee | {"tax": {"percent": "20"}}])
    plain = lins_terms(fees=[fee | {"amount": "60"}])
    assert yearly_rate(schedule(dear), dear, "eu_aprc") == yearly_rate(schedule(plain), plain, "eu_aprc")
