"""All codes of reasons and advice with the names of their parameters, so that catalogues can be checked against them.

The words are made elsewhere: the code `residual` is the phrase `reason.residual`, the advice `lower_debts` is
`advice.lower_debts`. Amounts are Money, `_percent` are Decimals, days are dates, counts are int, terms are Term;
`purpose`, `feature`, `link` and `field` are codes that have words of their own.
"""

from scoring.features import REGISTRY, SCORE

_RULES: dict[str, tuple[str, ...]] = {
    "purpose": ("purpose",),
    "age": ("years",),
    "amount_range": ("least", "most", "step"),
    "term_range": ("least_term", "most_term"),
    "open_loan": ("running", "most"),
    "deny_list": (),
    "licence": (),
    "refusal_gap": ("on",),
    "identity_shared": ("link",),
    "rate_cap": ("rule", "limit"),
    "affordability_share": ("instalment", "share_percent", "limit_percent"),
    "residual": ("residual", "floor", "instalment"),
    "unknown": ("field",),
    "occupation_time": ("months", "least_months"),
    "unverified_cap": ("limit",),
    "exposure": ("which",),
    "fraud_review": ("link",),
    "credit_points": ("points", "least_points"),
    "price": ("grade",),
    "limit": ("limit",),
    "limit_ladder": ("limit", "loans_repaid"),
}

_FACTOR_NAMES = {
    "occupation_months": "occupation_time",
    "debt_share": "debts",
    "surplus_share": "left_over",
    "amount_to_income": "amount",
    "worst_days_late": "late_payments",
    "loans_repaid": "short_history",
    "early_payments": "no_early_payments",
    "promises_kept_share": "promises",
    "income_verified": "income_not_proven",
}
"""Features whose words to a person differ from their name in the registry."""


def factor_code(feature: str, known: bool) -> str:
    """The reason code of a score feature that spoke against a person.

    What is unknown has a code of its own: "we could not verify", never "is low".
    """
    code = f"factor_{_FACTOR_NAMES.get(feature, feature)}"
    return code if known else f"{code}_unknown"


def _factor_codes() -> dict[str, tuple[str, ...]]:
    scored = [feature for feature in REGISTRY.values() if SCORE in feature.uses]
    known = {factor_code(feature.name, True): () for feature in scored}
    unknown = {factor_code(feature.name, False): () for feature in scored if feature.can_be_unknown}
    return {**known, **unknown}


REASONS: dict[str, tuple[str, ...]] = {**_RULES, **_factor_codes()}
"""Every reason code, with its parameters."""

_OFFER = ("principal", "term", "instalment")
ADVICE: dict[str, tuple[str, ...]] = {
    "prove_income": _OFFER,
    "lower_debts": (*_OFFER, "debts", "lower_by"),
    "prove_income_and_lower_debts": (*_OFFER, "debts", "lower_by"),
    "settle_loan": (*_OFFER, "outstanding"),
    "wait": (*_OFFER, "on"),
    "other_purpose": (*_OFFER, "purpose"),
    "other_terms": _OFFER,
}
"""Every advice code, with its parameters; `principal`, `term` and `instalment` are what it leads to."""

MOST_REASONS = 4
