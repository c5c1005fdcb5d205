"""What a person can change so that the answer becomes yes, found by trying each change with the real rules.

Only what is in a person's power is tried: prove the income, lower other debts, settle a running loan, wait, another
purpose, other terms. Nothing is advised that was not seen to pass.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from scoring.applicant import Applicant
from scoring.debts import lower_debts
from scoring.evaluation import Evaluation
from scoring.json_values import Param
from scoring.outcome import Advice
from scoring.search import nearest_terms, passes
from scoring.trials import Trials
from scoring.waiting import days_that_may_help

_MONEY_CODES = frozenset(
    {"affordability_share", "residual", "unverified_cap", "limit", "limit_ladder", "credit_points", "price"}
)
"""Failings that more provable income, fewer debts or a smaller loan may cure."""


@dataclass(frozen=True)
class Asked:
    """The request that was not granted, what is offered instead, and the trials that are left."""

    evaluation: Evaluation
    shown: Evaluation
    outcome: str
    trials: Trials

    @property
    def applicant(self) -> Applicant:
        return self.evaluation.applicant

    @property
    def failed(self) -> frozenset[str]:
        return frozenset(check.code for check in self.evaluation.failed)


def advise(evaluation: Evaluation, shown: Evaluation, outcome: str, trials: Trials) -> tuple[Advice, ...]:
    """What would help, each found to pass; the easiest for the person first. Empty where nothing was found."""
    asked = Asked(evaluation, shown, outcome, trials)
    found: list[Advice] = []
    for lever in _LEVERS:
        found.extend(lever(asked))
    if not found:
        found.extend(_both(asked))
    return tuple(found)


def _promise(code: str, asked: Asked, granted: Evaluation, change: Mapping[str, Any], **params: Param) -> Advice:
    """The advice with what it leads to; terms that differ from those asked for are part of the change."""
    request = granted.applicant
    terms: dict[str, Any] = {}
    if request.principal != asked.applicant.principal:
        terms["principal"] = request.principal
    if request.term != asked.applicant.term:
        terms["term"] = request.term
    offer: dict[str, Param] = {
        "principal": request.principal,
        "term": request.term,
        "instalment": granted.instalment,
    }
    return Advice(code, {**offer, **params}, {**change, **terms})


def _granted(asked: Asked, changed: Applicant) -> Evaluation | None:
    """What would be granted after a change: the request itself, or the terms nearest to it.

    Beside a counter-proposal only more money, or the whole request, is worth a person's trouble.
    """
    granted = nearest_terms(changed, asked.evaluation.bounds, asked.trials, passes)
    if granted is None or asked.outcome != "counter":
        return granted
    got, offered = granted.applicant, asked.shown.applicant
    is_all = (got.principal, got.term) == (asked.applicant.principal, asked.applicant.term)
    return granted if is_all or got.principal > offered.principal else None


def _other_terms(asked: Asked) -> Iterator[Advice]:
    """While a person would have to look at the request: the terms that need nobody's word."""
    if asked.outcome != "refer":
        return
    granted = _granted(asked, asked.applicant)
    if granted is not None:
        yield _promise("other_terms", asked, granted, {})


def _settle_loan(asked: Asked) -> Iterator[Advice]:
    if "open_loan" not in asked.failed:
        return
    history = asked.applicant.history
    settled = replace(
        history,
        running_loans=0,
        loans_repaid=history.loans_repaid + history.running_loans,
        outstanding=history.outstanding - history.outstanding,
    )
    granted = _granted(asked, replace(asked.applicant, history=settled))
    if granted is not None:
        yield _promise("settle_loan", asked, granted, {"history": settled}, outstanding=history.outstanding)


def _prove_income(asked: Asked) -> Iterator[Advice]:
    if asked.applicant.income_verified or not asked.failed & _MONEY_CODES:
        return
    granted = _granted(asked, replace(asked.applicant, income_verified=True))
    if granted is not None:
        yield _promise("prove_income", asked, granted, {"income_verified": True})


def _lower_debts(asked: Asked) -> Iterator[Advice]:
    if asked.failed & _MONEY_CODES:
        yield from _debts("lower_debts", asked, {})


def _both(asked: Asked) -> Iterator[Advice]:
    """Where nothing helps alone: proof of income and lower debts together."""
    if asked.failed & _MONEY_CODES and not asked.applicant.income_verified:
        yield from _debts("prove_income_and_lower_debts", asked, {"income_verified": True})


def _debts(code: str, asked: Asked, change: Mapping[str, Any]) -> Iterator[Advice]:
    now = asked.applicant.debts
    if now is None or now.minor <= 0:
        return
    changed = replace(asked.applicant, **change)
    without = replace(changed, debts=now - now)
    longest = replace(without, term=(*asked.evaluation.bounds.terms[-1:], changed.term)[0])
    # Over the longest term debts must come down the least; then the shortest term that still carries them.
    best = asked.trials.passing(longest) if asked.outcome == "decline" else None
    best = best or _granted(asked, without)
    if best is None:
        return
    request = replace(changed, principal=best.applicant.principal, term=best.applicant.term)
    debts, granted = lower_debts(request, best, asked.trials)
    granted = _granted(asked, replace(changed, debts=debts)) or granted
    yield _promise(code, asked, granted, {**change, "debts": debts}, debts=debts, lower_by=now - debts)


def _wait(asked: Asked) -> Iterator[Advice]:
    for on, change in days_that_may_help(asked.evaluation, asked.trials.rules.settings):
        granted = _granted(asked, replace(asked.applicant, **change))
        if granted is not None:
            yield _promise("wait", asked, granted, change, on=on)
            return


def _other_purpose(asked: Asked) -> Iterator[Advice]:
    if "purpose" not in asked.failed:
        return
    bounds = asked.evaluation.bounds
    for purpose in filter(bounds.purpose_is_allowed, bounds.purposes):
        granted = _granted(asked, replace(asked.applicant, purpose=purpose))
        if granted is not None:
            yield _promise("other_purpose", asked, granted, {"purpose": purpose}, purpose=purpose)
        return


_LEVERS: tuple[Callable[[Asked], Iterator[Advice]], ...] = (
    _other_terms,
    _other_purpose,
    _settle_loan,
    _prove_income,
    _lower_debts,
    _wait,
)
