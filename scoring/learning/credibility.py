"""A model beside the expert scorecard that was there first: how much it counts grows with the bad loans it has seen.

log-odds = w x model + (1 - w) x card, w = bads / (bads + 40): the credibility weight of insurance (Bühlmann 1967). The
card's log-odds are also a column of the model's, with which the risk rises. A model of a few dozen bad loans alone is
often worse than the card; with 40, the worst of some sixty simulated draws was within noise of it.
"""

from dataclasses import dataclass, replace

import numpy as np

from scoring.learning.checks import FEWEST_BADS, FEWEST_ROWS
from scoring.learning.fit import fit
from scoring.learning.fitted import FittedModel
from scoring.learning.logistic import sigmoid
from scoring.learning.settings import RISES, FitSettings
from scoring.learning.table import Floats, Table

EXPERT = "expert_log_odds"
HALF_WAY = 40.0
"""Bad loans at which the model counts as much as the card."""


@dataclass(frozen=True)
class BesideCard:
    """The model, None while there is too little to learn from, and its `weight` between 0 (card alone) and 1."""

    model: FittedModel | None
    weight: float

    def log_odds(self, table: Table, card: Floats) -> Floats:
        """Log-odds of bad of each row, whose expert card says `card`."""
        if self.model is None:
            return card
        learned = self.model.log_odds(with_card(table, card))
        return np.asarray(self.weight * learned + (1.0 - self.weight) * card)

    def pd(self, table: Table, card: Floats) -> Floats:
        """The same as probabilities."""
        return sigmoid(self.log_odds(table, card))


def with_card(table: Table, card: Floats) -> Table:
    """The rows with the card's log-odds as one more column."""
    return replace(table, columns=(*table.columns, *Table.of({EXPERT: card}).columns))


def credibility(bads: int, goods: int) -> float:
    """How much a model of so many loans counts beside the card; nothing where too few can be learned from."""
    fewer = min(bads, goods)
    enough = bads + goods >= FEWEST_ROWS and fewer >= FEWEST_BADS
    return fewer / (fewer + HALF_WAY) if enough else 0.0


def fit_beside_card(table: Table, bad: Floats, card: Floats, settings: FitSettings) -> BesideCard:
    """The model of these loans beside the card that said `card` (log-odds of bad) of each when it was granted."""
    bads = int(np.sum(bad))
    weight = credibility(bads, len(bad) - bads)
    if weight == 0.0:
        return BesideCard(None, 0.0)
    directions = {**settings.monotone, EXPERT: RISES}
    return BesideCard(fit(with_card(table, card), bad, replace(settings, monotone=directions)), weight)
