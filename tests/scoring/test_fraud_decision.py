"""The fraud gate in a decision: what it asks for, what it tells staff, and that it never touches the credit score."""

import json
from dataclasses import asdict
from typing import Any

import pytest

from lending.evidence import FraudEvidence
from lending.records import PersonalLink
from scoring.applicant import Applicant
from scoring.decide import decide
from scoring.decision import Decision, replay
from scoring.features import FRAUD, REGISTRY, SCORE, FeatureNotAllowed, fraud_feature, score_feature
from scoring.fraud_model import FraudModel
from scoring.fraud_row import NAMES, fraud_row
from tests.scoring.people import PACK, SETTINGS, codes, decided, lin


def seen(links: tuple[PersonalLink, ...] = (), **evidence: Any) -> Applicant:
    return lin(links=links, evidence=FraudEvidence(**evidence))


def test_evidence_that_says_nothing_changes_nothing_but_that_it_was_looked_at():
    with_evidence, without = decided(seen()).to_json(), decided(lin()).to_json()
    assert with_evidence.pop("fraud") == {"weight": 0, "outcome": "pass", "parts": []}
    assert with_evidence == without


def test_a_step_up_asks_for_a_proof_and_leaves_the_offer_as_it_is():
    asked = decided(seen(payee_differs=1))
    assert (asked.outcome, asked.needs, asked.reasons) == ("approve", ("second_selfie",), ())
    assert decided(seen(payee_differs=1, proofs=1)).needs == ()
    before_identity = decided(lin(stage="indication", evidence=FraudEvidence(payee_differs=1)))
    assert before_identity.needs == ()


def test_what_is_referred_names_kinds_and_weights_for_staff_and_no_number_of_others():
    found = decided(seen((PersonalLink("picture", 1),), strangers=1, bad_far=1))
    assert (found.outcome, codes(found)) == ("refer", ["fraud_review"])
    assert found.fraud is not None
    assert found.fraud.parts == (("picture", 50), ("bad_far", 20))


def test_links_and_habits_never_move_the_points():
    many = tuple(PersonalLink(kind, 1) for kind in ("phone", "payout_account", "address"))
    assert decided(seen(many, household=1, answer_ms=100)).points == decided(lin()).points


@pytest.mark.parametrize("name", NAMES)
def test_no_figure_of_the_fraud_gate_can_be_scored(name: str):
    assert SCORE not in fraud_feature(name).uses
    with pytest.raises(FeatureNotAllowed):
        score_feature(name)


def test_the_row_has_every_feature_of_the_gate_but_the_anomaly_and_each_says_where_it_is_from():
    registered = {name for name, feature in REGISTRY.items() if FRAUD in feature.uses}
    assert set(fraud_row((), FraudEvidence())) | {"anomaly"} == registered
    assert all(REGISTRY[name].source and REGISTRY[name].meaning for name in registered)
    with pytest.raises(FeatureNotAllowed, match="debt_share"):
        fraud_feature("debt_share")


def test_a_decision_with_evidence_is_made_again_to_the_bit():
    applicant = seen((PersonalLink("picture", 1),), strangers=1, answer_ms=900, payee_differs=0)
    stored = json.loads(json.dumps(applicant.to_json()))
    assert Applicant.from_json(stored) == applicant
    made = decided(applicant)
    assert json.dumps(replay(stored, SETTINGS, PACK).to_json()) == json.dumps(made.to_json())
    assert Decision.from_json(json.loads(json.dumps(made.to_json()))) == made


def test_inputs_that_were_stored_without_evidence_are_stored_and_decided_as_before():
    old = lin(links=(PersonalLink("phone", 2),))
    assert "evidence" not in old.to_json()
    made = replay(old.to_json(), SETTINGS, PACK)
    assert (made.outcome, made.fraud) == ("refer", None)
    assert "fraud" not in made.to_json()
    assert "fraud" not in made.versions


def test_a_model_of_deceit_is_named_among_the_versions():
    made = decide(seen(), SETTINGS, PACK, None, FraudModel("deceit-1"))
    assert made.versions["fraud"] == "deceit-1"


def test_every_figure_of_the_evidence_survives_storage():
    full = FraudEvidence(**{name: n for n, name in enumerate(asdict(FraudEvidence()), 1) if name != "denied"})
    applicant = lin(evidence=full)
    assert Applicant.from_json(json.loads(json.dumps(applicant.to_json()))).evidence == full
