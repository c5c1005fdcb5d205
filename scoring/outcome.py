"""A decision as a value: what is offered or refused, at what price, why, what would help, and what it stood on."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Self

from lending.money import Money
from lending.term import Term
from lending.terms import LoanTerms
from scoring.json_values import Param, from_plain, to_plain
from scoring.term_values import name_of, with_bounds, with_term

OUTCOMES = ("approve", "counter", "refer", "decline")


@dataclass(frozen=True)
class Reason:
    """Why the outcome is not what was asked for: a stable code of `scoring.reasons.REASONS` and its figures."""

    code: str
    params: Mapping[str, Param]


@dataclass(frozen=True)
class Advice:
    """What a person can change so that the answer becomes yes, proven by trying it.

    `applicant_change` holds fields of `Applicant` with their new values: `decide(replace(applicant, **change))`
    approves the `principal`, `term` and `instalment` that `params` promise.
    """

    code: str
    params: Mapping[str, Param]
    applicant_change: Mapping[str, Any]


@dataclass(frozen=True)
class RuleResult:
    """One rule that was tried on what was asked for.

    A hard rule nobody can override. A soft one a person may, within their authority: some soft rules ask one at once
    (the outcome is refer), the lender's appetite for risk (credit_points, limit, price) refuses until one looks again.
    """

    code: str
    kind: str  # hard, soft
    passed: bool


@dataclass(frozen=True)
class Affordability:
    """What the monthly budget says, as shown to people.

    `income` is what counts of it (unverified income is cut); `living_costs` the larger of declared and the household
    table; `instalment` the most of the loan that falls due in a month; `share_percent` all debts with this loan over
    that income, held against `limit_percent`; `residual` what is left after everything, held against `residual_floor`.
    """

    income: Money
    living_costs: Money
    debts: Money
    instalment: Money
    share_percent: Decimal
    limit_percent: Decimal
    residual: Money
    residual_floor: Money


@dataclass(frozen=True)
class Proposal:
    """Terms as a person would say them: so much, over so long, at this nominal rate in percent a year."""

    principal: Money
    term: Term
    rate: Decimal


@dataclass(frozen=True)
class FraudFinding:
    """What the fraud gate found: the sum of the weights, its outcome, and the kinds with their weights, for staff.

    Kinds are codes of links and signals; nothing here is about anybody else.
    """

    weight: int
    outcome: str  # pass, step_up, refer, block
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Decision:
    """The outcome of one request, with all that it can be explained and repeated from.

    `principal`, `term`, `rate` (nominal, percent a year) and `terms` are what is offered; on refer and decline they
    are what was asked for, `rate` is that of the grade (the dearest for a grade that is not lent to), `terms` None.
    `affordability` is None where income or debts are unknown. `pd` is the probability of default as a fraction.
    `limit` is the most that grade, income and ladder carry now. `needs` are proofs that the outcome still hangs on
    ("income_proof", "second_selfie"). `within_policy` are the terms nearest to the request that only a person's word
    may still be missing for; on refer it is what an officer may grant. `rules` were tried on what was asked for.
    `versions` has model, scorecard and policy, and fraud where there is a model of deceit. `fraud` is None in decisions
    of the first releases.
    """

    stage: str
    outcome: str
    principal: Money
    term: Term
    rate: Decimal
    terms: LoanTerms | None
    grade: str
    points: int
    pd: Decimal
    limit: Money
    affordability: Affordability | None
    needs: tuple[str, ...]
    reasons: tuple[Reason, ...]
    advice: tuple[Advice, ...]
    come_back_on: date | None
    within_policy: Proposal | None
    rules: tuple[RuleResult, ...]
    versions: Mapping[str, str]
    fraud: FraudFinding | None = None

    def to_json(self) -> dict[str, Any]:
        """The whole decision as JSON; the same decision always gives the same JSON."""
        plain = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _OWN_FORM}
        return {
            **{name_of(name, value): to_plain(value) for name, value in plain.items()},
            "terms": None if self.terms is None else self.terms.model_dump(mode="json"),
            "affordability": None if self.affordability is None else _fields_to_plain(self.affordability),
            "within_policy": None if self.within_policy is None else _fields_to_plain(self.within_policy),
            "reasons": [_fields_to_plain(reason) for reason in self.reasons],
            "advice": [_fields_to_plain(advice) for advice in self.advice],
            "rules": [_fields_to_plain(rule) for rule in self.rules],
            **({} if self.fraud is None else {"fraud": _fields_to_plain(self.fraud)}),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """The decision that `to_json` wrote."""
        plain = {name: from_plain(value) for name, value in with_term(stored).items() if name not in _OWN_FORM}
        terms, affordability = stored["terms"], stored["affordability"]
        return cls(
            **plain,
            terms=None if terms is None else LoanTerms.read(terms),
            affordability=None if affordability is None else Affordability(**from_plain(affordability)),
            within_policy=None
            if (near := stored["within_policy"]) is None
            else Proposal(**from_plain(with_term(near))),
            reasons=tuple(
                Reason(reason["code"], from_plain(with_bounds(reason["params"]))) for reason in stored["reasons"]
            ),
            advice=tuple(_advice(advice) for advice in stored["advice"]),
            rules=tuple(RuleResult(**from_plain(rule)) for rule in stored["rules"]),
            fraud=None if (found := stored.get("fraud")) is None else FraudFinding(**from_plain(found)),
        )


_OWN_FORM = frozenset({"terms", "affordability", "within_policy", "reasons", "advice", "rules", "fraud"})


def _fields_to_plain(value: Affordability | Proposal | Reason | Advice | RuleResult | FraudFinding) -> dict[str, Any]:
    values = {f.name: getattr(value, f.name) for f in fields(value)}
    return {name_of(name, item): to_plain(item) for name, item in values.items()}


def _advice(stored: Mapping[str, Any]) -> Advice:
    parts = {name: from_plain(with_term(stored[name])) for name in ("params", "applicant_change")}
    return Advice(stored["code"], **parts)
