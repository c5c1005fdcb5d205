"""The expert scorecard as configuration: for each feature its bands and their points, and how points become odds.

Points for numbers are given to values from a bound upwards; points for categories by name. A feature that is not known
gets the points of "missing". Only registered features that a score may use are accepted.
"""

from decimal import Decimal
from functools import cached_property

from pydantic import Field, field_validator, model_validator

from lending.exact import ExactDecimal, FrozenModel, PositiveDecimal
from scoring.features import score_feature
from scoring.fingerprint import fingerprint


class Band(FrozenModel):
    """Points for values of at least `at_least` (None: from the beginning) and below the next band."""

    at_least: ExactDecimal | None = None
    points: int


class FeaturePoints(FrozenModel):
    """One feature's points: `bands` for a number, `categories` for a name, `missing` when it is not known.

    `neutral` is what speaks neither for nor against a person; what is below it can be a reason of a refusal.
    """

    feature: str
    bands: tuple[Band, ...] = ()
    categories: dict[str, int] = Field(default_factory=dict)
    missing: int
    neutral: int = 0

    @field_validator("feature")
    @classmethod
    def _may_be_scored(cls, name: str) -> str:
        return score_feature(name).name

    @model_validator(mode="after")
    def _follows_the_expected_direction(self) -> "FeaturePoints":
        feature = score_feature(self.feature)
        if (feature.kind == "category") != bool(self.categories) or bool(self.categories) == bool(self.bands):
            raise ValueError(f"{self.feature}: a number has bands, a category has categories")
        if self.bands:
            self._check_bands(feature.direction)
        return self

    def _check_bands(self, direction: int) -> None:
        first, *rest = self.bands
        bounds = [band.at_least for band in rest if band.at_least is not None]
        if first.at_least is not None or len(bounds) != len(rest) or bounds != sorted(set(bounds)):
            raise ValueError(f"{self.feature}: the first band has no at_least, the others grow")
        points = [band.points for band in self.bands]
        if direction and points != sorted(points, reverse=direction < 0):
            raise ValueError(f"{self.feature}: points must {'rise' if direction > 0 else 'fall'} with the value")


def _numbers(feature: str, missing: int, *pairs: tuple[str | None, int]) -> FeaturePoints:
    bands = tuple(Band(at_least=None if low is None else Decimal(low), points=points) for low, points in pairs)
    return FeaturePoints(feature=feature, bands=bands, missing=missing)


def _expert_tables() -> tuple[FeaturePoints, ...]:
    """The shipped card: an expert's points for a small consumer lender, before any loan of one's own is known."""
    return (
        _numbers("occupation_months", -8, (None, -25), ("3", -14), ("6", -6), ("12", 0), ("24", 6), ("60", 12)),
        FeaturePoints(
            feature="occupation",
            categories={"employed": 4, "self_employed": 0, "business": 0, "farming": 0, "pension": 4, "other": -4},
            missing=-4,
        ),
        _numbers("income_verified", 0, (None, 0), ("1", 8)),
        _numbers("debt_share", -10, (None, 8), ("0.05", 4), ("0.15", -2), ("0.25", -12), ("0.4", -25)),
        _numbers("surplus_share", -10, (None, -25), ("0.1", -14), ("0.2", -4), ("0.35", 4), ("0.5", 8)),
        _numbers("amount_to_income", -8, (None, 6), ("0.5", 2), ("1", -3), ("2", -9), ("3", -18)),
        _numbers("loans_repaid", 0, (None, 0), ("1", 10), ("2", 16), ("4", 22)),
        _numbers("worst_days_late", 0, (None, 6), ("1", 0), ("5", -8), ("15", -22), ("30", -45)),
        _numbers("early_payments", 0, (None, 0), ("1", 3), ("4", 6)),
        _numbers("promises_kept_share", 0, (None, -15), ("0.5", -5), ("1", 4)),
    )


class ScorecardSettings(FrozenModel):
    """Points as odds: `base_points` mean odds of `base_odds` good to one bad; `points_to_double` double them.

    `start` is what everybody has before any feature counts.
    """

    base_points: int = 600
    base_odds: PositiveDecimal = Decimal(50)
    points_to_double: PositiveDecimal = Decimal(20)
    start: int = 552
    features: tuple[FeaturePoints, ...] = Field(default_factory=_expert_tables)

    @model_validator(mode="after")
    def _each_feature_once(self) -> "ScorecardSettings":
        names = [table.feature for table in self.features]
        if not names or len(set(names)) != len(names):
            raise ValueError("scorecard: name at least one feature, and each only once")
        return self

    @cached_property
    def fingerprint(self) -> str:
        """A short hash of every figure: a model corrects exactly one scorecard."""
        return fingerprint(self)
