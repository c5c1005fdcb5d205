"""Points, odds and probabilities: the scaling is the one that was configured, and tables are read as written."""

import math
from decimal import Decimal

import pytest
from pydantic import ValidationError

from scoring.scorecard import bad_log_odds, points_of, probability, score_features
from scoring.scorecard_settings import Band, FeaturePoints, ScorecardSettings
from scoring.settings import GradeBand, LadderSettings, LadderStep, PriceSettings, ScoringSettings

CARD = ScorecardSettings()
TENURE = FeaturePoints(
    feature="occupation_months", bands=(Band(points=-5), Band(at_least=Decimal(12), points=3)), missing=-1
)


def test_six_hundred_points_are_fifty_to_one_and_twenty_more_double_it():
    assert math.isclose(math.exp(-bad_log_odds(600, CARD)), 50.0)
    assert math.isclose(math.exp(-bad_log_odds(620, CARD)), 100.0)
    assert probability(bad_log_odds(600, CARD)) == Decimal("0.019608")  # 1 / 51


def test_points_come_back_from_their_log_odds():
    assert all(points_of(bad_log_odds(points, CARD), CARD) == points for points in range(400, 801))


def test_no_log_odds_are_so_large_that_a_probability_is_nothing_or_one():
    assert probability(-1e9) == Decimal("0.000002")
    assert probability(1e9) == Decimal("0.999998")


@pytest.mark.parametrize(("months", "points", "known"), [(11, -5, True), (12, 3, True), (None, -1, False)])
def test_a_band_begins_at_its_bound_and_the_unknown_has_its_own_points(months: int | None, points: int, known: bool):
    (score,) = score_features({"occupation_months": months}, ScorecardSettings(features=(TENURE,)))
    assert (score.points, score.known) == (points, known)


def test_an_occupation_the_card_does_not_know_counts_as_unknown():
    table = FeaturePoints(feature="occupation", categories={"employed": 4}, missing=-4)
    (score,) = score_features({"occupation": "other"}, ScorecardSettings(features=(table,)))
    assert (score.points, score.known) == (-4, False)


def test_points_against_the_expected_direction_are_refused():
    with pytest.raises(ValidationError, match="rise"):
        FeaturePoints(
            feature="occupation_months", bands=(Band(points=5), Band(at_least=Decimal(12), points=3)), missing=0
        )


@pytest.mark.parametrize(
    "bands",
    [(Band(at_least=Decimal(1), points=0),), (Band(points=0), Band(points=1))],
)
def test_bands_that_leave_a_gap_are_refused(bands: tuple[Band, ...]):
    with pytest.raises(ValidationError):
        FeaturePoints(feature="occupation_months", bands=bands, missing=0)


def test_grades_must_cover_every_risk_in_order():
    first = GradeBand(grade="A", pd_up_to=Decimal("0.05"), income_multiple=Decimal(3))
    with pytest.raises(ValidationError, match="grades"):
        ScoringSettings(grades=(first,))
    with pytest.raises(ValidationError, match="multiple"):
        ScoringSettings(grades=(first, GradeBand(grade="B", pd_up_to=Decimal(1), income_multiple=Decimal(4))))


def test_a_ladder_starts_at_the_first_loan_and_grows():
    with pytest.raises(ValidationError, match="grow"):
        LadderSettings(steps=(LadderStep(loans_repaid=1, limit=Decimal(100)),))


def test_the_price_floor_is_loss_funding_work_and_margin():
    assert PriceSettings().hurdle_percent(Decimal("0.05")) == Decimal(12)  # 5 % x 60 % + 4 + 4 + 1
