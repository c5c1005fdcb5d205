"""Who is better: ranks over the tables, and differences fold by fold with an interval.

Folds share most of what they are trained on, so that their differences vary less than those of fresh tables would. The
interval widens for it: variance x (1/n + test rows / train rows), t with n - 1 degrees (Nadeau and Bengio 2003).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

STUDENT_T_95 = {2: 12.706, 3: 4.303, 4: 3.182, 5: 2.776, 10: 2.262, 15: 2.145, 20: 2.093, 25: 2.064}
"""Two-sided 95 % points of Student's t by the number of differences."""


@dataclass(frozen=True)
class Difference:
    """Of paired figures: the mean, and how far the interval reaches to either side."""

    mean: float
    reach: float

    def __str__(self) -> str:
        return f"{self.mean:+.4f} ± {self.reach:.4f}"


def difference(ours: Sequence[float], theirs: Sequence[float], folds: int) -> Difference:
    """Ours minus theirs over the same folds of `folds`-fold validation, with its 95 % interval."""
    apart = [mine - other for mine, other in zip(ours, theirs, strict=True)]
    widened = 1 / len(apart) + 1 / (folds - 1)
    return Difference(fmean(apart), STUDENT_T_95[len(apart)] * stdev(apart) * widened**0.5)


def ranks(found: Mapping[str, float], less_is_better: bool) -> dict[str, float]:
    """The place of each by its figure, 1 the best; who are equal share the mean of their places."""
    order = sorted(found, key=lambda who: found[who], reverse=not less_is_better)
    places: dict[str, float] = {}
    for who in order:
        equal = [place for place, other in enumerate(order, start=1) if found[other] == found[who]]
        places[who] = fmean(equal)
    return places


def mean_ranks(by_table: Sequence[Mapping[str, float]], less_is_better: bool) -> dict[str, float]:
    """The mean place over the tables, of those who are in all of them."""
    everywhere = set.intersection(*(set(found) for found in by_table)) if by_table else set()
    placed = [ranks({who: found[who] for who in everywhere}, less_is_better) for found in by_table]
    return {who: fmean(one[who] for one in placed) for who in everywhere}
