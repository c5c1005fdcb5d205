"""A decision can be made again from what was stored, to the bit, and reads back from its own JSON."""

import json

from hypothesis import HealthCheck, given, settings

from scoring.applicant import Applicant
from scoring.decision import Decision, replay
from scoring.settings import ScoringSettings
from tests.scoring.drawn import applicants
from tests.scoring.people import PACK, SETTINGS, decided, lin

QUICK = settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@QUICK
@given(applicants())
def test_an_applicant_survives_storage_exactly(applicant: Applicant):
    stored = json.loads(json.dumps(applicant.to_json()))
    assert Applicant.from_json(stored) == applicant


@QUICK
@given(applicants())
def test_a_stored_decision_is_made_again_to_the_bit(applicant: Applicant):
    decision = decided(applicant)
    inputs = json.loads(json.dumps(applicant.to_json()))
    assert json.dumps(replay(inputs, SETTINGS, PACK).to_json()) == json.dumps(decision.to_json())
    assert Decision.from_json(json.loads(json.dumps(decision.to_json()))) == decision


def test_settings_read_from_a_configuration_decide_the_same():
    read = ScoringSettings.model_validate(json.loads(SETTINGS.model_dump_json()))
    assert read.fingerprint == SETTINGS.fingerprint
    assert replay(lin().to_json(), read, PACK) == decided(lin())


def test_other_settings_are_another_version():
    changed = SETTINGS.model_copy(update={"refusal_gap_days": 31})
    fresh = ScoringSettings.model_validate(changed.model_dump())
    assert fresh.fingerprint != SETTINGS.fingerprint
    assert decided(lin()).versions == {"model": "none", "scorecard": SETTINGS.fingerprint, "policy": PACK.version}
