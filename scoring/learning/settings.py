"""What a fit is told: the seed, known directions, how points are scaled. The method itself is in the modules."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from scoring.learning.table import Floats, Numbers

RISES, FALLS = 1, -1


@dataclass(frozen=True)
class PointScale:
    """Points as odds: `base_points` mean `base_odds` good to one bad, `to_double` more points double them."""

    base_points: int = 600
    base_odds: float = 50.0
    to_double: float = 20.0

    def points(self, log_odds: Floats) -> Numbers:
        """Whole points for log-odds of bad."""
        doublings = (-log_odds - np.log(self.base_odds)) / np.log(2.0)
        return np.asarray(np.rint(self.base_points + self.to_double * doublings), dtype=np.int64)

    def whole_points(self, log_odds: float) -> int:
        """The same for one row."""
        return int(self.points(np.array([log_odds]))[0])


@dataclass(frozen=True)
class FitSettings:
    """`monotone` says of a number column whether the risk of bad RISES or FALLS with its value; `seed` fixes every
    chance; `threads` is for LightGBM, where more than one pays only from about 100,000 rows on. `swift` asks for few
    trees: a score with its reasons in about a millisecond, for a little less precision."""

    seed: int = 1
    monotone: Mapping[str, int] = field(default_factory=dict)
    scale: PointScale = PointScale()
    threads: int = 1
    swift: bool = False
