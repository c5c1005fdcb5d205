"""How unlike everybody else a person's figures are: a robust distance, fitted from the rows of earlier decisions.

Each figure's distance from the median is counted in median absolute deviations (times 1.4826, which makes them standard
deviations where the figures are normal), and nobody's figure counts for more than `MOST`. Most of these figures are
nothing for most people, so their deviation is nothing too; then the mean absolute deviation takes its place, as
Iglewicz and Hoaglin (1993) advise. The anomaly is the root of the sum of squares: one figure among others, never a
verdict.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Self

from scoring.fraud_row import NAMES, FraudRow

MOST = 10.0
"""Deviations that one figure counts for at most: else one odd figure would drown the rest."""
NORMAL = 1.4826
"""Median absolute deviations in a standard deviation of a normal distribution."""
NORMAL_MEAN = 1.2533
"""Mean absolute deviations in one."""
FEWEST = 50
"""Rows below which nothing is fitted: what is usual is not known yet."""


@dataclass(frozen=True)
class Anomaly:
    """The middle and the spread of each figure among earlier decisions."""

    middle: Mapping[str, float]
    spread: Mapping[str, float]

    def distance(self, row: FraudRow) -> float:
        """Root of the sum of squared deviations of the figures that are known, each capped; 0 is wholly usual."""
        squares = (
            self._deviation(name, float(value)) ** 2 for name in self.middle if (value := row.get(name)) is not None
        )
        return math.sqrt(sum(squares))

    def _deviation(self, name: str, value: float) -> float:
        spread = self.spread[name]
        apart = abs(value - self.middle[name])
        if spread == 0.0:
            return MOST if apart else 0.0
        return min(MOST, apart / spread)

    def to_json(self) -> dict[str, Any]:
        """As it is stored beside a model."""
        return {"middle": dict(self.middle), "spread": dict(self.spread)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """What `to_json` wrote; ValueError for a figure that no row has, or that is not finite."""
        middle = {str(name): float(value) for name, value in stored["middle"].items()}
        spread = {str(name): float(value) for name, value in stored["spread"].items()}
        if middle.keys() != spread.keys() or not middle.keys() <= set(NAMES):
            raise ValueError("an anomaly knows the figures of the fraud row and no others")
        if not all(math.isfinite(value) for value in (*middle.values(), *spread.values())):
            raise ValueError("the figures of an anomaly are finite")
        return cls(middle, spread)


def fit(rows: Sequence[FraudRow]) -> Anomaly | None:
    """What is usual among these rows, the same for the same rows in any order; None below `FEWEST` rows."""
    if len(rows) < FEWEST:
        return None
    middle: dict[str, float] = {}
    spread: dict[str, float] = {}
    for name in NAMES:
        known = sorted(float(value) for row in rows if (value := row.get(name)) is not None)
        if len(known) >= FEWEST:
            middle[name] = float(median(known))
            spread[name] = _spread(known, middle[name])
    return Anomaly(middle, spread)


def _spread(known: Sequence[float], middle: float) -> float:
    apart = [abs(value - middle) for value in known]
    return NORMAL * float(median(apart)) or NORMAL_MEAN * math.fsum(sorted(apart)) / len(apart)
