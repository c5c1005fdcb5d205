"""A fitted model: a scorecard, a plain regression, bags of boosted trees, their weights and a calibration.

log-odds = calibration(sum over candidates of weight x (start + mean of the bag's trees)), where a bag starts from the
average or from the scorecard. Contributions divide exactly these log-odds among the features.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log
from typing import Any

import numpy as np

from scoring.learning.boost import Member
from scoring.learning.calibration import Calibration
from scoring.learning.linear import LinearModel
from scoring.learning.logistic import sigmoid
from scoring.learning.schema import Schema
from scoring.learning.settings import PointScale
from scoring.learning.table import Floats, Numbers, Table
from scoring.learning.woe_card import WoeCard


@dataclass(frozen=True)
class Bag:
    """Boosters whose log-odds are averaged, their weight, and the constant they start from (None: the card)."""

    name: str
    weight: float
    start: float | None
    members: tuple[Member, ...]

    def raw(self, matrix: Floats) -> Floats:
        """The mean of the members' log-odds, without the start."""
        total = np.zeros(len(matrix))
        for member in self.members:
            total += member.raw(matrix)
        return total / len(self.members)

    def contributions(self, matrix: Floats) -> Floats:
        """The same by feature (SHAP values), the last column being what the average row has."""
        total = np.zeros((len(matrix), matrix.shape[1] + 1))
        for member in self.members:
            total += member.contributions(matrix)
        return total / len(self.members)


@dataclass(frozen=True)
class FittedModel:
    """All that a score needs; `choice` says what inner validation chose and why, `notes` what a person should know,
    `metrics` how good it was on rows that it had not seen."""

    schema: Schema
    card: WoeCard
    card_weight: float
    linear: LinearModel
    linear_weight: float
    bags: tuple[Bag, ...]
    calibration: Calibration
    scale: PointScale
    choice: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    metrics: Mapping[str, Any] = field(default_factory=dict)

    def log_odds(self, table: Table) -> Floats:
        """Calibrated log-odds of bad, one a row."""
        return self.of_matrix(self.schema.encode(table).matrix)

    def pd(self, table: Table) -> Floats:
        """The probability of bad, one a row."""
        return sigmoid(self.log_odds(table))

    def points(self, table: Table) -> Numbers:
        """Whole points, more is better, on the model's scale."""
        return self.scale.points(self.log_odds(table))

    def of_matrix(self, matrix: Floats) -> Floats:
        """Calibrated log-odds of the schema's matrix."""
        return self.calibration.apply(self._raw(matrix))

    def contributions(self, table: Table) -> tuple[Floats, float]:
        """What each feature adds to the calibrated log-odds (rows x features), and the base: base + sum = log-odds."""
        return self.contributions_of_matrix(self.schema.encode(table).matrix)

    def contributions_of_matrix(self, matrix: Floats) -> tuple[Floats, float]:
        """The same for the schema's matrix. A calibration stretches a row's parts alike, so that they still add up."""
        parts, base = self._parts(matrix)
        raw = base + parts.sum(axis=1)
        flat = self.calibration.apply(np.array([base]))
        moved = raw - base
        stretch = np.where(np.abs(moved) > 1e-9, self.calibration.apply(raw) - flat, 1.0)
        return parts * (stretch / np.where(np.abs(moved) > 1e-9, moved, 1.0))[:, None], float(flat[0])

    def _raw(self, matrix: Floats) -> Floats:
        card = self.card.log_odds(matrix) if self.reads_card else np.zeros(len(matrix))
        total = self.card_weight * card
        if self.linear_weight > 0:
            total += self.linear_weight * self.linear.log_odds(matrix)
        for bag in self.bags:
            total += bag.weight * ((card if bag.start is None else bag.start) + bag.raw(matrix))
        return total

    def _parts(self, matrix: Floats) -> tuple[Floats, float]:
        share = self.card_weight + sum(bag.weight for bag in self.bags if bag.start is None)
        parts = share * self.card.contributions(matrix)
        base = share * self.card.intercept
        if self.linear_weight > 0:
            parts += self.linear_weight * self.linear.contributions(matrix)
            base += self.linear_weight * self.linear.intercept
        for bag in self.bags:
            shap = bag.contributions(matrix)
            parts += bag.weight * shap[:, :-1]
            base += bag.weight * (float(shap[0, -1]) + (bag.start or 0.0))
        return parts, base

    @property
    def reads_card(self) -> bool:
        """Whether the scorecard has any part in the log-odds."""
        return self.card_weight > 0 or any(bag.start is None for bag in self.bags)


def log_odds_of(rate: float) -> float:
    """ln(rate / (1 - rate))."""
    return log(rate / (1.0 - rate))
