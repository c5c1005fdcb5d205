"""Whatever is advised works: doing exactly that gives exactly what was promised; and nothing else is ever advised."""

from collections import Counter
from dataclasses import fields, replace

import pytest
from hypothesis import HealthCheck, given, settings

from lending.term import Term
from scoring.applicant import Applicant, History
from scoring.reasons import ADVICE, REASONS
from tests.scoring.drawn import applicants
from tests.scoring.people import PRODUCT, decided, lin, yuan

WITHIN_REACH = {"principal", "term", "debts", "income_verified", "today", "occupation_months", "purpose", "history"}
QUICK = settings(max_examples=200, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@QUICK
@given(applicants())
def test_following_the_advice_gives_the_promised_loan(applicant: Applicant):
    for advice in decided(applicant).advice:
        followed = decided(replace(applicant, **advice.applicant_change))
        assert followed.outcome == "approve", advice
        assert (followed.principal, followed.term) == (advice.params["principal"], advice.params["term"])
        assert followed.affordability is not None
        assert followed.affordability.instalment == advice.params["instalment"]


@QUICK
@given(applicants())
def test_a_counter_proposal_is_approved_when_it_is_asked_for(applicant: Applicant):
    decision = decided(applicant)
    if decision.outcome == "counter":
        taken = decided(replace(applicant, principal=decision.principal, term=decision.term))
        assert (taken.outcome, taken.terms, taken.rate) == ("approve", decision.terms, decision.rate)
        assert decision.principal <= applicant.principal


@QUICK
@given(applicants())
def test_advice_and_reasons_are_known_codes_with_all_their_figures(applicant: Applicant):
    decision = decided(applicant)
    assert len(decision.reasons) <= 4
    assert bool(decision.reasons) == (decision.outcome != "approve")
    for reason in decision.reasons:
        assert set(reason.params) == set(REASONS[reason.code])
    for advice in decision.advice:
        assert set(advice.params) == set(ADVICE[advice.code])
        assert set(advice.applicant_change) <= WITHIN_REACH
        assert set(advice.applicant_change) <= {field.name for field in fields(Applicant)}


def test_the_people_drawn_here_meet_every_outcome():
    met: Counter[str] = Counter()
    advised: Counter[str] = Counter()

    @settings(QUICK, max_examples=150)
    @given(applicants())
    def look(applicant: Applicant) -> None:
        decision = decided(applicant)
        met.update([decision.outcome])
        advised.update(advice.code for advice in decision.advice)

    look()
    assert all(met[outcome] >= 10 for outcome in ("approve", "counter", "refer", "decline")), met
    assert sum(advised.values()) >= 40, advised


SMALL = {"living_costs": yuan(1500), "household": 1}
KINDS_OF_ADVICE = {
    "prove_income": lin(**SMALL, income=yuan(2800)),
    "lower_debts": lin(**SMALL, income=yuan(3500), debts=yuan(1200)),
    "wait": lin(occupation_months=2),
    "settle_loan": lin(history=History(1, 0, 2, 0, 0, 1, yuan(2000))),
    "other_terms": lin(principal=yuan(9000)),
    "other_purpose": lin(product=PRODUCT.model_copy(update={"purposes": ("tools",)})),
}


@pytest.mark.parametrize("code", KINDS_OF_ADVICE)
def test_each_kind_of_advice_is_given_where_it_helps(code: str):
    assert code in {advice.code for advice in decided(KINDS_OF_ADVICE[code]).advice}


def test_a_person_is_told_the_highest_debts_that_still_pass():
    chen = lin(income=yuan(3500), living_costs=yuan(1500), debts=yuan(1200), household=1)
    (advice,) = decided(chen).advice
    debts = advice.params["debts"]
    twelve = replace(chen, term=Term(12))
    assert decided(replace(twelve, debts=debts)).outcome == "approve"
    assert decided(replace(twelve, debts=debts + yuan(10))).outcome != "approve"


def test_where_neither_alone_helps_proof_and_lower_debts_are_advised_together():
    work = {"occupation_months": 4, "income": yuan(2000), "debts": yuan(300)}
    li = lin(**SMALL, **work, principal=yuan(1000))
    assert [advice.code for advice in decided(li).advice] == ["prove_income_and_lower_debts"]
    assert decided(replace(li, income_verified=True)).outcome == "decline"
    assert decided(replace(li, debts=yuan(0))).outcome == "decline"
