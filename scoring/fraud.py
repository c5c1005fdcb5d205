"""The fraud gate of the first day: weighted rules on what this person shares with others.

Links are counts of keyed hashes, so nothing about the others is known here. A link never touches the credit score.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from lending.records import PersonalLink
from scoring.settings import FraudSettings


@dataclass(frozen=True)
class FraudGate:
    """What the links weigh, and the outcome: pass, review or block. `kind` is the heaviest link, "" without any."""

    weight: int
    outcome: str
    kind: str


def fraud_gate(links: Sequence[PersonalLink], settings: FraudSettings) -> FraudGate:
    """The gate for these links. Kinds that the settings do not weigh count nothing."""
    weights: dict[str, int] = {}
    for link in links:
        each = settings.weights.get(link.kind, 0) * min(max(link.others, 0), settings.most_counted)
        weights[link.kind] = weights.get(link.kind, 0) + each
    weight = sum(weights.values())
    outcome = "block" if weight >= settings.block_at else "review" if weight >= settings.review_at else "pass"
    heaviest = max(weights, key=lambda kind: (weights[kind], kind), default="")
    return FraudGate(weight, outcome, heaviest if weight else "")
