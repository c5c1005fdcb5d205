"""What is shared with others: a household passes, more is looked at, a shared identity stops."""

from typing import Any

import pytest
from pydantic import ValidationError

from lending.evidence import FraudEvidence
from lending.records import PersonalLink
from scoring.correction import Correction, Row
from scoring.fraud import FraudGate, fraud_gate
from scoring.fraud_model import FraudModel
from scoring.fraud_settings import FraudSettings
from scoring.settings import ScoringSettings
from tests.scoring.people import SETTINGS

Links = tuple[tuple[str, int], ...]
FAMILY = (("phone", 3), ("payout_account", 3), ("address", 4))


class Says:
    """A correction that always adds the same to the log-odds."""

    def __init__(self, log_odds: float) -> None:
        self.says = log_odds

    def log_odds(self, row: Row) -> float:
        assert "anomaly" in row
        return self.says

    def contributions(self, row: Row) -> dict[str, float]:
        return dict.fromkeys(row, 0.0)


def gate(links: Links = (), model: FraudModel | None = None, **evidence: Any) -> FraudGate:
    return fraud_gate([PersonalLink(*link) for link in links], FraudSettings(), FraudEvidence(**evidence), model)


@pytest.mark.parametrize(
    ("links", "outcome", "kind"),
    [
        ((), "pass", ""),
        ((("phone", 1),), "pass", "phone"),
        ((("payout_account", 1),), "pass", "payout_account"),
        ((("phone", 2),), "refer", "phone"),
        ((("phone", 1), ("payout_account", 1)), "refer", "payout_account"),
        ((("picture", 1),), "refer", "picture"),
        ((("picture", 2),), "block", "picture"),
        ((("national_id", 1),), "block", "national_id"),
        ((("shoe_size", 9),), "pass", ""),
        ((("phone", 500),), "refer", "phone"),
    ],
)
def test_a_decision_without_evidence_weighs_what_is_shared_as_it_always_did(links: Links, outcome: str, kind: str):
    found = fraud_gate([PersonalLink(*link) for link in links], FraudSettings())
    assert (found.outcome, found.kind) == (outcome, kind)


def test_an_honest_household_that_shares_everything_passes_and_staff_see_why():
    found = gate(FAMILY, household=4)
    assert (found.outcome, found.weight) == ("pass", FraudSettings().household_weight)
    assert sum(weight for _, weight in found.parts) == found.weight
    assert found.parts[-1][0] == "household"


@pytest.mark.parametrize(
    ("differs", "outcome"),
    [
        ({"household": 6}, "refer"),
        ({"household": 4, "bad_near": 1}, "refer"),
        ({"household": 4, "defaults_near": 1}, "refer"),
        ({"household": 4, "strangers": 1}, "refer"),
        ({"household": 4, "referral_ring": 3}, "refer"),
        ({"household": 4, "account_new": 3}, "pass"),
    ],
)
def test_a_household_is_spared_only_while_nothing_speaks_against_it(differs: dict[str, int], outcome: str):
    assert gate(FAMILY, **differs).outcome == outcome


@pytest.mark.parametrize(
    ("evidence", "outcome", "proof"),
    [
        ({"payee_differs": 1}, "step_up", "second_selfie"),
        ({"statements_changed": 3, "answer_ms": 400}, "step_up", "income_proof"),
        ({"statements_changed": 3, "answer_ms": 400, "proofs": 1}, "pass", "income_proof"),
        ({"answer_ms": 400}, "pass", "income_proof"),
        ({"answer_ms": 4000, "statements_changed": 2, "asked_lately": 9}, "pass", "second_selfie"),
        ({"bad_far": 1}, "pass", "second_selfie"),
        ({"bad_near": 1}, "refer", "second_selfie"),
        ({"referral_ring": 20}, "refer", "second_selfie"),
        ({"referral_ring": 2}, "pass", "second_selfie"),
        ({"guarantor_ring": 2}, "refer", "second_selfie"),
        ({"bad_near": 1, "bad_far": 1, "referral_ring": 5}, "block", "second_selfie"),
        ({"bad_near": 1, "bad_far": 1, "referral_ring": 5, "proofs": 3}, "block", "second_selfie"),
    ],
)
def test_signals_ask_for_a_proof_for_a_person_or_stop(evidence: dict[str, int], outcome: str, proof: str):
    found = gate((), **evidence)
    assert (found.outcome, found.proof) == (outcome, proof)


def test_a_learned_correction_may_clear_what_is_looked_at_but_never_what_the_rules_stop():
    cleared = FraudModel("f1", correction=Correction("f1", Says(-3.0)))
    assert gate((("picture", 1),), cleared, strangers=1).outcome == "pass"
    assert gate((("national_id", 1),), cleared, strangers=1).outcome == "block"
    raised = FraudModel("f2", correction=Correction("f2", Says(2.0)))
    assert gate((("payout_account", 1),), raised, household=1).outcome == "refer"
    assert ("model", 29) in gate((), raised).parts


def test_a_correction_that_gives_no_number_is_left_out():
    broken = FraudModel("f3", correction=Correction("f3", Says(float("nan"))))
    assert gate((("phone", 1),), broken) == gate((("phone", 1),))


def test_settings_that_make_no_sense_are_refused():
    with pytest.raises(ValidationError, match="grow"):
        FraudSettings(step_up_at=50, review_at=40)
    with pytest.raises(ValidationError, match="loans_repaid"):
        ScoringSettings.model_validate(
            {**SETTINGS.model_dump(), "fraud": {"signals": {"loans_repaid": {"weight": 1, "at": 1}}}}
        )
