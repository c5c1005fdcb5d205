"""The scorecard: points from a table, feature by feature, and what points mean as odds.

points = base_points + points_to_double / ln 2 x ln(odds good to bad / base_odds), the usual scaling (Siddiqi 2006).
"""

import math
from bisect import bisect_right
from dataclasses import dataclass
from decimal import Decimal

from scoring.correction import Row
from scoring.scorecard_settings import FeaturePoints, ScorecardSettings

LARGEST_LOG_ODDS = 13.0
"""Nobody is surer than about one in 440,000, either way."""


@dataclass(frozen=True)
class FeatureScore:
    """What one feature gave: its `points`, how many would be neither for nor against, and whether it was known."""

    feature: str
    points: int
    neutral: int
    known: bool

    @property
    def lost(self) -> int:
        """The points that this feature cost; negative where it helped."""
        return self.neutral - self.points


def score_features(row: Row, card: ScorecardSettings) -> tuple[FeatureScore, ...]:
    """The points of each feature of the card for this row, in the card's order."""
    return tuple(_score_one(row.get(table.feature), table) for table in card.features)


def _score_one(value: Decimal | int | str | None, table: FeaturePoints) -> FeatureScore:
    if value is None:
        return FeatureScore(table.feature, table.missing, table.neutral, known=False)
    if isinstance(value, str):
        known = value in table.categories
        points = table.categories.get(value, table.missing)
        return FeatureScore(table.feature, points, table.neutral, known)
    bounds = [band.at_least for band in table.bands if band.at_least is not None]
    return FeatureScore(
        table.feature, table.bands[bisect_right(bounds, Decimal(value))].points, table.neutral, known=True
    )


def total_points(scores: tuple[FeatureScore, ...], card: ScorecardSettings) -> int:
    """The points of the whole row."""
    return card.start + sum(score.points for score in scores)


def bad_log_odds(points: int, card: ScorecardSettings) -> float:
    """The natural logarithm of the odds of default that `points` stand for; this is a model's starting point."""
    doublings = (points - card.base_points) / float(card.points_to_double)
    return -(math.log(float(card.base_odds)) + doublings * math.log(2.0))


def points_of(log_odds: float, card: ScorecardSettings) -> int:
    """The points that log-odds of default stand for, rounded to whole points."""
    doublings = (-log_odds - math.log(float(card.base_odds))) / math.log(2.0)
    return round(card.base_points + doublings * float(card.points_to_double))


def probability(log_odds: float) -> Decimal:
    """The probability of default as a fraction with six decimals: the one place where a float becomes a figure."""
    bounded = max(-LARGEST_LOG_ODDS, min(LARGEST_LOG_ODDS, log_odds))
    return Decimal(f"{1.0 / (1.0 + math.exp(-bounded)):.6f}")
