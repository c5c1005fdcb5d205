"""Every feature that a decision may know, with what it means and what it may be used for; and the row they make.

A feature that is not in the registry cannot be scored. What the law or decency forbids is named in PROHIBITED: such a
name as an input of a score fails when it is registered, and a configuration or model that asks for it is refused.
"""

import re
from dataclasses import dataclass

PROHIBITED = frozenset(
    {
        "age",
        "birth",
        "sex",
        "gender",
        "dependants",
        "dependents",
        "household",
        "children",
        "marital",
        "spouse",
        "married",
        "language",
        "name",
        "surname",
        "address",
        "district",
        "city",
        "region",
        "postcode",
        "religion",
        "race",
        "ethnicity",
        "nationality",
        "telegram",
        "username",
        "avatar",
        "bio",
        "contacts",
        "device",
        "phone",
        "hour",
        "weekday",
    }
)
"""Words that no feature of a score may carry in its name."""

SCORE, FRAUD, PRICING, MONITORING = "score", "fraud", "pricing", "monitoring"


class FeatureNotAllowed(ValueError):
    """A score asked for an input that it may not have; the text names it."""


@dataclass(frozen=True)
class Feature:
    """One input. `direction` is what more of it is expected to do to the points: 1 better, -1 worse, 0 unknown.

    `kind` is number, flag (0 or 1) or category. `can_be_unknown` is whether it may be missing. `source` is where it
    comes from.
    """

    name: str
    meaning: str
    unit: str
    kind: str
    direction: int
    source: str
    uses: frozenset[str]
    can_be_unknown: bool = True

    def __post_init__(self) -> None:
        if SCORE in self.uses:
            refuse_prohibited(self.name)


def refuse_prohibited(name: str) -> None:
    """Raises `FeatureNotAllowed` where a word of `name` is a prohibited attribute."""
    words = set(re.split(r"[^a-z]+", name.lower()))
    if words & PROHIBITED:
        raise FeatureNotAllowed(f"{name}: a score may not use this attribute")


def _score(
    name: str, meaning: str, unit: str, direction: int, source: str, kind: str = "number", *, sure: bool = False
) -> Feature:
    return Feature(name, meaning, unit, kind, direction, source, frozenset({SCORE, MONITORING}), not sure)


def _fraud(name: str, meaning: str, unit: str, source: str, *, sure: bool = True) -> Feature:
    """More of it always speaks against a person (-1), but for time, where less does. Never an input of a score."""
    direction = 1 if unit == "milliseconds" else -1
    return Feature(name, meaning, unit, "number", direction, source, frozenset({FRAUD, MONITORING}), not sure)


_FRAUD = (
    _fraud("shared_national_id", "others with the same national id", "people", "keyed hashes"),
    _fraud("shared_picture", "others who handed in a same picture, or two that look alike", "people", "pictures"),
    _fraud("picture_alike", "others with one picture that looks alike", "people", "pictures"),
    _fraud("shared_account", "others with the same payout account", "people", "keyed hashes"),
    _fraud("shared_phone", "others with the same phone", "people", "keyed hashes"),
    _fraud("shared_address", "others with the same address", "people", "keyed hashes"),
    _fraud("household", "others who share phone, address or account and nothing else", "people", "keyed hashes"),
    _fraud("strangers", "others who share an id or a picture", "people", "keyed hashes and pictures"),
    _fraud("bad_near", "people one link away whom staff found to deceive", "people", "links and cases"),
    _fraud("bad_far", "people two links away whom staff found to deceive", "people", "links and cases"),
    _fraud("defaults_near", "people one link away who never paid an instalment", "people", "links and loans"),
    _fraud("referral_ring", "people in the shortest closed chain of referrals", "people", "referrals"),
    _fraud("guarantor_ring", "people in the shortest closed chain of guarantees", "people", "guarantees"),
    _fraud("account_new", "others who came with this payout account in 14 days", "people", "keyed hashes"),
    _fraud("referred_lately", "others whom the same referrer brought in 7 days", "people", "referrals"),
    _fraud("asked_lately", "the person's own requests in 7 days", "requests", "applications"),
    _fraud("statements_changed", "means told otherwise after a no, in 7 days", "times", "applications"),
    _fraud("answer_ms", "mean time from answer to answer", "milliseconds", "session", sure=False),
    _fraud("payee_differs", "the bank names another holder of the account", "", "payout rail", sure=False),
    _fraud("anomaly", "robust distance of all these figures from the usual", "deviations", "decisions", sure=False),
)

_FEATURES = (
    _score("occupation", "what the person lives from", "", 0, "application", "category"),
    _score("occupation_months", "time in the present occupation", "months", 1, "application"),
    _score("income_verified", "income was proven", "", 1, "documents", "flag", sure=True),
    _score("debt_share", "repayments of other debts over the income that counts", "ratio", -1, "affordability"),
    _score("surplus_share", "what living costs and debts leave of the income that counts", "ratio", 1, "affordability"),
    _score("amount_to_income", "the loan over one month of the income that counts", "months", -1, "affordability"),
    _score("loans_repaid", "earlier loans repaid here", "loans", 1, "history", sure=True),
    _score("worst_days_late", "the longest delay on any loan here", "days", -1, "history"),
    _score("early_payments", "instalments paid before their day", "instalments", 1, "history"),
    _score("promises_kept_share", "kept promises to pay over all that ended", "ratio", 1, "history"),
)

REGISTRY: dict[str, Feature] = {feature.name: feature for feature in (*_FEATURES, *_FRAUD)}


def score_feature(name: str) -> Feature:
    """The registered feature `name`, if a score may use it; `FeatureNotAllowed` otherwise."""
    refuse_prohibited(name)
    feature = REGISTRY.get(name)
    if feature is None or SCORE not in feature.uses:
        raise FeatureNotAllowed(f"{name}: is not a feature that a score may use")
    return feature


def fraud_feature(name: str) -> Feature:
    """The registered feature `name`, if the fraud gate may use it; `FeatureNotAllowed` otherwise."""
    feature = REGISTRY.get(name)
    if feature is None or FRAUD not in feature.uses:
        raise FeatureNotAllowed(f"{name}: is not a feature that the fraud gate may use")
    return feature
