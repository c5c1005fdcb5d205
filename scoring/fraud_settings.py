"""What the fraud gate weighs: the section [scoring.fraud] of the configuration.

Weights are points; the sum decides between pass, step-up (another proof is asked for), refer and block. The shipped
ones hold to one rule: what an honest household shares passes, what nobody shares honestly is looked at, and one habit
alone troubles nobody.
"""

from decimal import Decimal

from pydantic import Field, model_validator

from lending.exact import FrozenModel, PositiveDecimal
from scoring.features import FRAUD, REGISTRY


class Signal(FrozenModel):
    """`weight` once the figure reaches `at`; with `below`, once it falls under `at`."""

    weight: int = Field(ge=0)
    at: int = Field(ge=0)
    below: bool = False

    def speaks(self, figure: int | None) -> bool:
        """Whether this figure weighs; what is not known never does."""
        return figure is not None and (figure < self.at if self.below else figure >= self.at)


def _links() -> dict[str, int]:
    return {"national_id": 100, "picture": 50, "picture_alike": 20, "payout_account": 30, "phone": 20, "address": 5}


def _signals() -> dict[str, Signal]:
    return {
        "bad_near": Signal(weight=45, at=1),
        "bad_far": Signal(weight=20, at=1),
        "defaults_near": Signal(weight=20, at=1),
        "referral_ring": Signal(weight=45, at=3),
        "guarantor_ring": Signal(weight=45, at=2),
        "account_new": Signal(weight=10, at=2),
        "referred_lately": Signal(weight=10, at=15),
        "asked_lately": Signal(weight=10, at=10),
        "statements_changed": Signal(weight=20, at=3),
        "answer_ms": Signal(weight=15, at=1000, below=True),
        "payee_differs": Signal(weight=35, at=1),
        "anomaly": Signal(weight=10, at=20),
    }


class FraudSettings(FrozenModel):
    """Weights of what is shared with others, by kind, and of signals.

    Each other person counts, up to `most_counted`. Up to `household_most` others who share phone, address or account
    and nothing else weigh `household_weight` together at most, unless one of them deceived or never paid; what a
    household can share never weighs more than `shared_most`, so that it asks for a person and stops nobody. The sum of
    the weights asks for another proof from `step_up_at` on, for a person from `review_at` on, and stops from `block_at`
    on. A learned correction speaks log-odds: `points_to_double` points double the odds, which are 1 to `base_odds` at
    nothing.
    """

    weights: dict[str, int] = Field(default_factory=_links)
    most_counted: int = Field(default=3, ge=1)
    signals: dict[str, Signal] = Field(default_factory=_signals)
    household_most: int = Field(default=5, ge=0)
    household_weight: int = Field(default=15, ge=0)
    shared_most: int = Field(default=50, ge=0)
    step_up_at: int = Field(default=30, ge=1)
    review_at: int = Field(default=40, ge=1)
    block_at: int = Field(default=100, ge=1)
    points_to_double: PositiveDecimal = Decimal(10)
    base_odds: PositiveDecimal = Decimal(200)

    @model_validator(mode="after")
    def _in_order(self) -> "FraudSettings":
        if not self.step_up_at <= self.review_at <= self.block_at:
            raise ValueError("step_up_at, review_at and block_at grow")
        unknown = [name for name in self.signals if name not in REGISTRY or FRAUD not in REGISTRY[name].uses]
        if unknown:
            raise ValueError(f"signals: {', '.join(sorted(unknown))}: not a feature of the fraud gate")
        return self
