"""What a score may see, and what it may never see."""

import pytest
from pydantic import ValidationError

from scoring.features import MONITORING, REGISTRY, SCORE, Feature, FeatureNotAllowed, score_feature
from scoring.scorecard_settings import Band, FeaturePoints, ScorecardSettings
from tests.scoring.people import decided, lin


@pytest.mark.parametrize(
    "name",
    [
        "age",
        "sex",
        "dependants",
        "marital_status",
        "language",
        "legal_name",
        "address",
        "district",
        "household_size",
        "telegram_bio",
        "hour_of_day",
        "device_model",
        "birth_year",
    ],
)
def test_a_prohibited_attribute_cannot_become_an_input_of_a_score(name: str):
    with pytest.raises(FeatureNotAllowed):
        Feature(name, "", "", "number", 0, "application", frozenset({SCORE}))
    with pytest.raises(FeatureNotAllowed):
        score_feature(name)
    with pytest.raises(ValidationError):
        FeaturePoints(feature=name, bands=(Band(points=1),), missing=0)


def test_a_prohibited_attribute_may_be_watched_for_fairness():
    assert Feature("sex", "", "", "category", 0, "identity", frozenset({MONITORING})).name == "sex"


def test_a_feature_nobody_registered_cannot_be_scored():
    with pytest.raises(FeatureNotAllowed, match="shoe_size"):
        score_feature("shoe_size")


def test_the_shipped_card_uses_registered_features_only_and_each_once():
    names = [table.feature for table in ScorecardSettings().features]
    assert len(set(names)) == len(names)
    assert set(names) <= set(REGISTRY)


def test_the_birth_date_and_the_consents_change_no_point():
    older = lin(birth_date=lin().today.replace(year=1950), consents=frozenset({"bureau"}))
    assert decided(older).points == decided(lin()).points


def test_more_people_to_feed_count_as_a_cost_and_not_as_a_trait():
    assert decided(lin(household=3)).points == decided(lin(household=1)).points  # 3,000 covers both tables
    assert decided(lin(household=7)).affordability != decided(lin()).affordability
