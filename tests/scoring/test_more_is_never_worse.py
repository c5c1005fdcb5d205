"""More income, fewer debts, a longer time at work: none of them ever makes an answer worse."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lending.money import Money
from scoring.applicant import Applicant
from scoring.decision import Decision
from tests.scoring.drawn import applicants
from tests.scoring.people import decided, yuan

ORDER = ("decline", "refer", "counter", "approve")
QUICK = settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


def not_worse(better: Decision, than: Decision) -> None:
    assert ORDER.index(better.outcome) >= ORDER.index(than.outcome)
    assert better.points >= than.points or better.principal > than.principal
    if better.outcome == than.outcome == "counter":
        assert (better.principal, -better.term.count) >= (than.principal, -than.term.count)
    if better.outcome == than.outcome and better.principal == than.principal:
        assert better.rate <= than.rate


@QUICK
@given(applicants(known=True), st.integers(1, 8000))
def test_more_income_is_never_worse(applicant: Applicant, more: int):
    assert applicant.income is not None
    richer = replace(applicant, income=applicant.income + yuan(more))
    not_worse(decided(richer), decided(applicant))


@QUICK
@given(applicants(known=True), st.integers(0, 100))
def test_fewer_debts_are_never_worse(applicant: Applicant, percent: int):
    assert applicant.debts is not None
    lighter = replace(applicant, debts=Money(applicant.debts.minor * percent // 100, "CNY"))
    not_worse(decided(lighter), decided(applicant))


@QUICK
@given(applicants(known=True), st.integers(1, 60))
def test_a_longer_time_at_work_is_never_worse(applicant: Applicant, longer: int):
    assert applicant.occupation_months is not None
    settled = replace(applicant, occupation_months=applicant.occupation_months + longer)
    not_worse(decided(settled), decided(applicant))


@QUICK
@given(applicants(known=True))
def test_proof_of_income_is_never_worse(applicant: Applicant):
    not_worse(decided(replace(applicant, income_verified=True)), decided(replace(applicant, income_verified=False)))
