"""Each rule refuses or refers what it should, alone, and lets everybody else pass."""

from datetime import date, timedelta
from typing import Any

import pytest

from lending.policy_pack import load_pack
from lending.records import Exposure, PersonalLink
from lending.term import Term
from scoring.applicant import History
from scoring.decision import decide
from scoring.settings import ExposureSettings, ScoringSettings
from tests.scoring.people import PACK, PRODUCT, SETTINGS, TODAY, codes, decided, lin, yuan

A_LOAN_RUNS = History(1, 0, 2, 0, 0, 1, yuan(2000))


@pytest.mark.parametrize(
    ("code", "differs"),
    [
        ("purpose", {"purpose": "gambling"}),
        ("age", {"birth_date": date(2008, 11, 24)}),
        ("deny_list", {"deny_listed": True}),
        ("open_loan", {"history": A_LOAN_RUNS}),
        ("refusal_gap", {"last_refusal_on": TODAY - timedelta(29)}),
        ("amount_range", {"principal": yuan(400)}),
        ("identity_shared", {"links": (PersonalLink("national_id", 1),)}),
    ],
)
def test_a_hard_rule_refuses_and_is_the_only_reason(code: str, differs: dict[str, Any]):
    decision = decided(lin(**differs))
    assert (decision.outcome, codes(decision)) == ("decline", [code])
    (rule,) = [rule for rule in decision.rules if not rule.passed]
    assert (rule.code, rule.kind) == (code, "hard")


@pytest.mark.parametrize(
    ("code", "differs"),
    [
        ("occupation_time", {"occupation_months": 2}),
        ("unverified_cap", {"principal": yuan(8100)}),
        ("exposure", {"exposure": Exposure(yuan(0), yuan(499_000), yuan(900_000))}),
        ("exposure", {"exposure": Exposure(yuan(0), yuan(0), yuan(4999))}),
        ("fraud_review", {"links": (PersonalLink("picture", 1),)}),
        ("unknown", {"birth_date": None}),
    ],
)
def test_a_soft_rule_asks_a_person_and_is_the_only_reason(code: str, differs: dict[str, Any]):
    decision = decided(lin(**differs))
    assert (decision.outcome, codes(decision)) == ("refer", [code])
    assert decision.within_policy is not None
    (rule,) = [rule for rule in decision.rules if not rule.passed]
    assert (rule.code, rule.kind) == (code, "soft")


def test_a_person_comes_of_age_on_the_birthday_itself():
    assert decided(lin(birth_date=date(2008, 11, 23))).outcome == "approve"
    refused = decided(lin(birth_date=date(2008, 11, 24)))
    assert refused.come_back_on == date(2026, 11, 24)


def test_the_gap_after_a_refusal_ends_on_its_day():
    assert decided(lin(last_refusal_on=TODAY - timedelta(30))).outcome == "approve"
    assert decided(lin(last_refusal_on=TODAY)).come_back_on == TODAY + timedelta(30)


def test_larger_sums_need_proof_of_income_which_the_indication_only_announces():
    announced = decided(lin(principal=yuan(8100), stage="indication"))
    assert (announced.outcome, announced.needs) == ("approve", ("income_proof",))
    assert decided(lin(principal=yuan(8100), income_verified=True)).outcome == "approve"
    assert decided(lin(principal=yuan(8000))).outcome == "approve"


def test_a_household_that_shares_a_phone_and_nothing_else_is_not_troubled():
    assert decided(lin(links=(PersonalLink("phone", 1),))).outcome == "approve"
    assert decided(lin(links=(PersonalLink("phone", 1), PersonalLink("payout_account", 1)))).outcome == "refer"


def test_an_amount_between_two_steps_is_brought_down_to_the_step():
    decision = decided(lin(principal=yuan(5050)))
    assert (decision.outcome, codes(decision), decision.principal) == ("counter", ["amount_range"], yuan(5000))


def test_a_term_that_is_not_offered_is_answered_with_the_longest():
    decision = decided(lin(term=Term(24)))
    assert (decision.outcome, codes(decision), decision.term) == ("counter", ["term_range"], Term(12))


def test_a_product_for_named_purposes_is_lent_for_those():
    tools = PRODUCT.model_copy(update={"purposes": ("tools", "stock")})
    decision = decided(lin(product=tools, purpose="holiday"))
    assert (decision.outcome, codes(decision)) == ("decline", ["purpose"])
    assert [(a.code, a.params["purpose"]) for a in decision.advice] == [("other_purpose", "tools")]


def test_a_rate_above_the_cap_is_never_offered():
    dear = PRODUCT.model_copy(update={"annual_rate_percent": dict.fromkeys("ABCD", 23)})
    decision = decided(lin(product=dear))
    assert (decision.outcome, codes(decision)) == ("decline", ["rate_cap"])


def test_a_price_that_does_not_cover_the_risk_is_not_lent_at():
    cheap = PRODUCT.model_copy(update={"annual_rate_percent": dict.fromkeys("ABCD", 10)})
    decision = decided(lin(product=cheap))
    assert (decision.outcome, codes(decision)) == ("decline", ["price"])


def test_a_grade_that_the_product_has_no_price_for_is_not_lent_to():
    for_the_best = PRODUCT.model_copy(update={"annual_rate_percent": {"A": 12}})
    decision = decided(lin(product=for_the_best))
    assert (decision.outcome, codes(decision)[0]) == ("decline", "credit_points")


def test_one_person_is_not_lent_more_than_the_cap_with_all_loans():
    tight = ScoringSettings(exposure=ExposureSettings(per_person=4000))
    assert codes(decide(lin(), tight, PACK)) == ["exposure"]
    assert decide(lin(), SETTINGS, PACK).outcome == "approve"


def test_who_is_on_the_deny_list_or_shares_an_identity_gets_no_advice():
    for applicant in (lin(deny_listed=True), lin(links=(PersonalLink("national_id", 1),))):
        decision = decided(applicant)
        assert (decision.advice, decision.come_back_on) == ((), None)


def test_a_lender_whose_licence_ended_yesterday_lends_nothing_and_says_only_that():
    """The default pack asks for no licence; the Chinese one does, and counts its last day in."""
    pack = load_pack("cn_microloan")
    for until, outcome in ((TODAY, "approve"), (TODAY - timedelta(1), "decline"), (None, "decline")):
        decision = decide(lin(), SETTINGS, pack.as_used((), until))
        assert decision.outcome == outcome
        assert codes(decision) == (["licence"] if outcome == "decline" else [])
        assert not decision.advice
