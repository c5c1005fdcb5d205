"""The fraud gate: weighted rules on what a person shares with others and on how they ask; a learned correction later.

Links are counts of keyed hashes, so nothing about the others is known here. A link never touches the credit score.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lending.evidence import FraudEvidence
from lending.records import PersonalLink
from scoring.fraud_model import FraudModel
from scoring.fraud_row import FraudRow, fraud_row
from scoring.fraud_settings import FraudSettings

PASS, STEP_UP, REFER, BLOCK = "pass", "step_up", "refer", "block"
HOUSEHOLD = ("phone", "payout_account", "address")
"""Kinds of links that people who live together have."""
ABOUT_MEANS = frozenset({"statements_changed", "asked_lately", "answer_ms"})
"""Signals that an income proof answers; all others ask for another picture of the person."""
SELFIE, INCOME_PROOF = "second_selfie", "income_proof"

Part = tuple[str, int]
"""A kind of link or signal, and what it weighs."""


@dataclass(frozen=True)
class FraudGate:
    """What speaks against a person, and the outcome: pass, step_up, refer or block.

    `parts` name the kinds and their weights, the heaviest first; they sum up to `weight`. `kind` is the heaviest, ""
    without any. `proof` is what a step-up asks for.
    """

    weight: int
    outcome: str
    kind: str
    parts: tuple[Part, ...] = ()
    proof: str = ""


def fraud_gate(
    links: Sequence[PersonalLink],
    settings: FraudSettings,
    evidence: FraudEvidence | None = None,
    model: FraudModel | None = None,
) -> FraudGate:
    """The gate for these links. Kinds that the settings do not weigh count nothing.

    Without evidence, as decisions were made in the first releases, links alone are weighed, and nobody is asked for
    another proof.
    """
    weights = _links(links, settings)
    kind = max(weights, key=lambda kind: (weights[kind], kind), default="")
    weight = sum(weights.values())
    if evidence is None:
        return FraudGate(weight, _outcome(weight, settings, proofs=1), kind if weight else "", _ordered(weights))
    row = fraud_row(links, evidence)
    weights |= dict(_signals(row, settings, model))
    weights["household"] = -_spared(weights, evidence, settings)
    rules = sum(weights.values())
    if model is not None and model.correction is not None:
        weights["model"] = _learned(row, rules, settings, model)
    parts = _ordered(weights)
    weight = sum(weights.values())
    heaviest = parts[0][0] if parts and parts[0][1] > 0 else ""
    proof = INCOME_PROOF if heaviest in ABOUT_MEANS else SELFIE
    return FraudGate(weight, _outcome(weight, settings, evidence.proofs), heaviest, parts, proof)


def log_odds(weight: int, settings: FraudSettings) -> float:
    """The rules' log-odds of deceit at this weight: where a learned correction starts from (its `init_score`)."""
    return weight * math.log(2.0) / float(settings.points_to_double) - math.log(float(settings.base_odds))


def rules_weight(links: Sequence[PersonalLink], evidence: FraudEvidence, settings: FraudSettings) -> int:
    """What the rules alone weigh, without anomaly or correction: for training one."""
    return fraud_gate(links, settings, evidence).weight


def _links(links: Sequence[PersonalLink], settings: FraudSettings) -> dict[str, int]:
    weights: dict[str, int] = {}
    for link in links:
        each = settings.weights.get(link.kind, 0) * min(max(link.others, 0), settings.most_counted)
        weights[link.kind] = weights.get(link.kind, 0) + each
    return weights


def _signals(row: FraudRow, settings: FraudSettings, model: FraudModel | None) -> Iterator[Part]:
    known = dict(row)
    if model is not None and model.anomaly is not None:
        known["anomaly"] = round(model.anomaly.distance(row))
    for name, signal in settings.signals.items():
        if signal.speaks(known.get(name)):
            yield name, signal.weight


def _spared(weights: dict[str, int], evidence: FraudEvidence, settings: FraudSettings) -> int:
    """What an honest household is spared of the weight of its phone, address and account; a large one less."""
    shared = sum(weights.get(kind, 0) for kind in HOUSEHOLD)
    clean = not (evidence.strangers or evidence.bad_near or evidence.defaults_near)
    honest = clean and evidence.household <= settings.household_most
    return max(0, shared - (settings.household_weight if honest else settings.shared_most))


def _learned(row: FraudRow, rules: int, settings: FraudSettings, model: FraudModel) -> int:
    """What the correction adds, in points. It never lets through what the rules alone stop."""
    assert model.correction is not None
    added = model.correction.log_odds(model.seen(row))
    if not math.isfinite(added):
        return 0
    points = round(added * float(settings.points_to_double) / math.log(2.0))
    return max(points, settings.block_at - rules) if rules >= settings.block_at else points


def _outcome(weight: int, settings: FraudSettings, proofs: int) -> str:
    if weight >= settings.block_at:
        return BLOCK
    if weight >= settings.review_at:
        return REFER
    return STEP_UP if weight >= settings.step_up_at and not proofs else PASS


def _ordered(weights: dict[str, int]) -> tuple[Part, ...]:
    return tuple(sorted(((k, w) for k, w in weights.items() if w), key=lambda part: (-part[1], part[0])))
