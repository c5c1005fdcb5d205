"""People as a risk officer would write them, with the outcome and the main reason they should meet."""

from decimal import Decimal

from lending.term import Term
from scoring.applicant import History
from tests.scoring.people import codes, decided, lin, passed, yuan


def test_lin_gets_what_she_asks_for_at_eighteen_percent():
    decision = decided(lin())
    assert (decision.outcome, decision.principal, decision.term) == ("approve", yuan(5000), Term(6))
    assert (decision.grade, decision.rate) == ("C", Decimal(18))
    assert decision.affordability is not None
    assert decision.affordability.instalment == yuan("877.63")
    assert decision.affordability.share_percent == Decimal("13.72")  # 877.63 of 6,400.00, rounded up
    assert (decision.reasons, decision.advice, decision.needs) == ((), (), ())
    assert decision.terms is not None
    assert decision.terms.disbursed_on.isoformat() == "2026-11-23"


def test_a_small_income_is_offered_the_same_amount_over_the_least_longer_term():
    wang = lin(income=yuan(4000), living_costs=yuan(2500), household=1)
    decision = decided(wang)
    assert (decision.outcome, decision.principal, decision.term) == ("counter", yuan(5000), Term(10))
    assert codes(decision) == ["residual"]
    assert decided(lin(income=yuan(4000), living_costs=yuan(2500), household=1, term=Term(9))).outcome == "counter"


def test_heavy_debts_are_refused_and_lower_debts_are_what_helps():
    chen = lin(income=yuan(3500), living_costs=yuan(1500), debts=yuan(1200), household=1)
    decision = decided(chen)
    assert decision.outcome == "decline"
    assert codes(decision)[0] == "affordability_share"
    (advice,) = decision.advice
    assert advice.code == "lower_debts"
    assert advice.params["debts"] == yuan(370)
    assert advice.params["lower_by"] == yuan(830)


def test_three_months_at_work_is_enough_and_two_ask_a_person():
    assert decided(lin(occupation_months=3)).outcome == "approve"
    decision = decided(lin(occupation_months=2))
    assert (decision.outcome, codes(decision)) == ("refer", ["occupation_time"])
    assert decision.come_back_on is not None
    assert decision.come_back_on.isoformat() == "2026-12-23"


def test_a_good_payer_pays_less_and_may_have_more():
    zhao = lin(history=History(3, 0, 10, 2, 0, 0, yuan(0)), income_verified=True, principal=yuan(12_000), term=Term(12))
    decision = decided(zhao)
    assert (decision.outcome, decision.grade, decision.rate) == ("approve", "A", Decimal(12))
    newcomer = decided(lin(income_verified=True, principal=yuan(12_000), term=Term(12)))
    assert (newcomer.outcome, codes(newcomer)) == ("counter", ["limit_ladder"])
    assert newcomer.principal == yuan(10_000)


def test_a_bad_record_is_refused_for_what_it_is():
    decision = decided(lin(history=History(2, 45, 0, 0, 2, 0, yuan(0))))
    assert decision.outcome == "decline"
    assert codes(decision) == ["credit_points", "factor_late_payments", "factor_promises"]


def test_what_is_unknown_asks_a_person_and_is_never_called_low():
    for unknown in ("income", "debts"):
        decision = decided(lin(**{unknown: None}))
        assert (decision.outcome, codes(decision)) == ("refer", ["unknown"])
        assert decision.reasons[0].params == {"field": unknown}
        assert decision.affordability is None


def test_nobody_with_no_income_is_lent_to():
    decision = decided(lin(income=yuan(0)))
    assert decision.outcome == "decline"
    assert codes(decision)[0] == "affordability_share"
    assert not passed(decision, "residual")


def test_a_pensioner_is_no_worse_off_than_the_employed():
    assert decided(lin(occupation="pension")).points == decided(lin()).points


def test_more_than_the_income_of_the_grade_carries_is_cut_to_what_it_does():
    newly_employed = {"occupation_months": 9, "living_costs": yuan(1000), "household": 1}
    decision = decided(lin(**newly_employed, income=yuan(4000), principal=yuan(8000), term=Term(12)))
    assert (decision.outcome, codes(decision)) == ("counter", ["limit"])
    assert (decision.principal, decision.limit) == (yuan(6400), yuan(6400))
