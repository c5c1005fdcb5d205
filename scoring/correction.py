"""The learned correction: what a model adds to the scorecard's log-odds of default.

The scorecard is the whole model on the first day. A correction was trained with the scorecard's log-odds as its
starting point, so it says only what the card does not know; without one the card decides alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

Row = Mapping[str, Decimal | int | str | None]
"""One named row of features; None is missing."""


class LogOddsModel(Protocol):
    """Anything that gives log-odds of default for a row, and how much of it each feature gave."""

    def log_odds(self, row: Row) -> float: ...

    def contributions(self, row: Row) -> dict[str, float]: ...


@dataclass(frozen=True)
class Correction:
    """A trained model under its version. Its log-odds are added to the scorecard's; more means riskier."""

    model_version: str
    model: LogOddsModel

    def log_odds(self, row: Row) -> float:
        """What the model adds to the log-odds of default of this row."""
        return self.model.log_odds(row)

    def contributions(self, row: Row) -> dict[str, float]:
        """The same figure, feature by feature; what no feature gave stands under an empty name."""
        return self.model.contributions(row)
