"""Credit risk of one row: points, probability of default and grade, from the card and, where there is one, the model.

The probability is that of the log-odds before rounding to points; without a model both are the same thing.
"""

import math
from dataclasses import dataclass
from decimal import Decimal

from scoring.correction import Correction, Row
from scoring.scorecard import FeatureScore, bad_log_odds, points_of, probability, score_features, total_points
from scoring.settings import GradeBand, ScoringSettings


@dataclass(frozen=True)
class Factor:
    """A feature that speaks against a person, in points lost. `known` is False where it could not be verified."""

    feature: str
    lost: float
    known: bool


@dataclass(frozen=True)
class Credit:
    """The risk of one request as points, `pd` (a fraction) and grade band; `scores` are the card's own points."""

    points: int
    pd: Decimal
    band: GradeBand
    scores: tuple[FeatureScore, ...]


def credit_of(row: Row, settings: ScoringSettings, correction: Correction | None) -> Credit:
    """The risk of this row. A model whose answer is not a finite number is left out: the card decides alone."""
    card = settings.scorecard
    scores = score_features(row, card)
    points = total_points(scores, card)
    log_odds = bad_log_odds(points, card)
    if correction is not None:
        added = correction.log_odds(row)
        if math.isfinite(added):
            log_odds += added
            points = points_of(log_odds, card)
    pd = probability(log_odds)
    return Credit(points, pd, settings.grade_of(pd), scores)


def adverse_factors(
    credit: Credit, row: Row, settings: ScoringSettings, correction: Correction | None
) -> tuple[Factor, ...]:
    """What speaks against the person, the heaviest first: points lost on the card and those the model took away."""
    lost = {score.feature: float(score.lost) for score in credit.scores}
    known = {score.feature: score.known for score in credit.scores}
    if correction is not None:
        a_point = math.log(2.0) / float(settings.scorecard.points_to_double)
        for feature, log_odds in correction.contributions(row).items():
            if feature and math.isfinite(log_odds):
                lost[feature] = lost.get(feature, 0.0) + log_odds / a_point
                known.setdefault(feature, row.get(feature) is not None)
    factors = [Factor(feature, points, known[feature]) for feature, points in lost.items() if points >= 1.0]
    return tuple(sorted(factors, key=lambda factor: (-factor.lost, factor.feature)))
