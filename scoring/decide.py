"""The decision on one request: what was asked, held against everything; if that fails, the nearest terms that pass.

Pure: the same applicant, settings, pack and model always give the same decision, to the bit.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from lending.policy_pack import PolicyPack
from scoring.advice import advise
from scoring.applicant import Applicant
from scoring.correction import Correction
from scoring.evaluation import Evaluation, Rules, evaluate
from scoring.explanation import reasons_for
from scoring.fraud import STEP_UP
from scoring.fraud_model import FraudModel
from scoring.outcome import Advice, Decision, FraudFinding, Proposal
from scoring.policy import income_proof_needed
from scoring.search import nearest_terms, not_stopped
from scoring.settings import ScoringSettings
from scoring.trials import Trials

NEVER_ADVISED = frozenset({"deny_list", "identity_shared", "licence"})
"""Failing these, nothing that a person could change helps; a person may look again."""


def decide(
    applicant: Applicant,
    settings: ScoringSettings,
    pack: PolicyPack,
    correction: Correction | None = None,
    fraud: FraudModel | None = None,
) -> Decision:
    """The decision on this request, with its reasons, what would help, and what it stood on.

    Approve where every check passes; refer where only such fail that a person may decide; counter where other terms
    pass; decline otherwise.
    """
    rules = Rules(settings, pack, correction, fraud)
    trials = Trials(rules, settings.search.most_trials)
    asked = evaluate(applicant, rules)
    if asked.passes:
        return _decision(asked, asked, "approve", rules, trials)
    soft_failed = any(check.refers for check in asked.failed)
    near = nearest_terms(applicant, asked.bounds, trials, not_stopped) if asked.stopped else asked
    if near is None:
        return _decision(asked, None, "decline", rules, trials)
    if soft_failed or not near.passes:
        return _decision(asked, near, "refer", rules, trials)
    return _decision(asked, near, "counter", rules, trials)


def replay(
    inputs: Mapping[str, Any],
    settings: ScoringSettings,
    pack: PolicyPack,
    correction: Correction | None = None,
    fraud: FraudModel | None = None,
) -> Decision:
    """The decision made again from its stored inputs; with the same versions it is equal to the first one."""
    return decide(Applicant.from_json(dict(inputs)), settings, pack, correction, fraud)


def _decision(asked: Evaluation, near: Evaluation | None, outcome: str, rules: Rules, trials: Trials) -> Decision:
    """The decision as a value. `near` are the terms that may be lent, by the program or by a person."""
    shown = near if near is not None and outcome in ("approve", "counter") else asked
    advice = _advice(asked, shown, outcome, trials)
    return Decision(
        stage=asked.applicant.stage,
        outcome=outcome,
        principal=shown.applicant.principal,
        term=shown.applicant.term,
        rate=shown.rate,
        terms=shown.terms if outcome in ("approve", "counter") else None,
        grade=shown.credit.band.grade,
        points=shown.credit.points,
        pd=shown.credit.pd,
        limit=min(shown.limits.least, shown.bounds.most),
        affordability=shown.affordability,
        needs=_needs(shown) if outcome in ("approve", "counter") else (),
        reasons=() if outcome == "approve" else reasons_for(asked, rules),
        advice=advice,
        come_back_on=_come_back(asked, advice, outcome, rules.settings),
        within_policy=None if near is None else Proposal(near.applicant.principal, near.applicant.term, near.rate),
        rules=tuple(check.result() for check in asked.checks),
        versions=_versions(rules),
        fraud=_fraud(asked),
    )


def _advice(asked: Evaluation, shown: Evaluation, outcome: str, trials: Trials) -> tuple[Advice, ...]:
    failed = {check.code for check in asked.failed}
    if outcome == "approve" or failed & NEVER_ADVISED:
        return ()
    return advise(asked, shown, outcome, trials)


def _needs(shown: Evaluation) -> tuple[str, ...]:
    """Proofs that the outcome still hangs on; a step-up is asked for once identity was asked, not before."""
    income = ("income_proof",) if income_proof_needed(shown.applicant, shown.bounds) else ()
    steps_up = shown.fraud.outcome == STEP_UP and shown.applicant.stage == "decision"
    return (*income, shown.fraud.proof) if steps_up and shown.fraud.proof not in income else income


def _fraud(asked: Evaluation) -> FraudFinding | None:
    """What the fraud gate found; None where it was made of links alone, as in the first releases."""
    gate = asked.fraud
    return None if asked.applicant.evidence is None else FraudFinding(gate.weight, gate.outcome, gate.parts)


def _come_back(asked: Evaluation, advice: tuple[Advice, ...], outcome: str, settings: ScoringSettings) -> date | None:
    """When to ask again: the day that is known to help; else, after a refusal that shows no way, when the gap ends."""
    days = [on for entry in advice if entry.code == "wait" and isinstance(on := entry.params["on"], date)]
    if days:
        return min(days)
    failed = {check.code: check for check in asked.failed}
    if outcome != "decline" or advice or set(failed) & NEVER_ADVISED:
        return None
    return asked.applicant.today + timedelta(days=settings.refusal_gap_days)


def _versions(rules: Rules) -> dict[str, str]:
    model = "none" if rules.correction is None else rules.correction.model_version
    versions = {"model": model, "scorecard": rules.settings.fingerprint, "policy": rules.pack.version}
    return versions if rules.fraud is None else {**versions, "fraud": rules.fraud.version}
