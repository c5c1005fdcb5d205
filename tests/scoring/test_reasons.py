"""The codes of reasons and advice are complete, so that every one can have its words."""

from scoring.features import REGISTRY, SCORE
from scoring.reasons import REASONS, factor_code
from tests.scoring.people import decided, lin


def test_every_score_feature_has_a_reason_for_when_it_is_known_and_when_it_is_not():
    for feature in REGISTRY.values():
        if SCORE in feature.uses:
            assert factor_code(feature.name, True) in REASONS
            assert (factor_code(feature.name, False) in REASONS) == feature.can_be_unknown


def test_every_rule_of_a_decision_has_a_reason():
    assert {rule.code for rule in decided(lin()).rules} <= set(REASONS)
