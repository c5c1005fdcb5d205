"""Builders: a usual product, and Lin, an employed person with a usual request; each test says only what differs."""

from dataclasses import replace
from datetime import date
from typing import Any

from lending.money import Money
from lending.policy_pack import PolicyPack, load_pack
from lending.product import Product
from lending.term import Term
from scoring.applicant import Applicant, Exposure, History
from scoring.correction import Correction
from scoring.decision import Decision, decide
from scoring.settings import ScoringSettings

TODAY = date(2026, 11, 23)
SETTINGS = ScoringSettings()
PACK: PolicyPack = load_pack("default")
PRODUCT = Product.read(
    {
        "code": "personal",
        "name": {"en": "Personal loan"},
        "currency": "CNY",
        "min_amount": "500",
        "max_amount": "20000",
        "amount_step": "100",
        "months": {"min": 1, "max": 12},
        "annual_rate_percent": {"A": "12", "B": "15", "C": "18", "D": "21"},
        "penalty": {"percent_per_day": "0.05", "grace_days": 4, "cap_per_instalment": "20"},
    }
)


def yuan(amount: int | str) -> Money:
    return Money.parse(str(amount), "CNY")


def lin(**differs: Any) -> Applicant:
    """Lin earns 8,000 (not proven), spends 3,000 for two people, owes nothing, and asks for 5,000 over 6 months."""
    return replace(_LIN, **differs)


_LIN = Applicant(
    stage="decision",
    today=TODAY,
    product=PRODUCT,
    principal=yuan(5000),
    term=Term(6),
    purpose="repair",
    occupation="employed",
    occupation_months=24,
    income=yuan(8000),
    living_costs=yuan(3000),
    debts=yuan(0),
    household=2,
    birth_date=date(1990, 5, 1),
    history=History.none("CNY"),
    exposure=Exposure(yuan(100_000), yuan(0), yuan(1_000_000)),
)


def decided(applicant: Applicant, correction: Correction | None = None) -> Decision:
    return decide(applicant, SETTINGS, PACK, correction)


def codes(decision: Decision) -> list[str]:
    return [reason.code for reason in decision.reasons]


def passed(decision: Decision, code: str) -> bool:
    return next(rule.passed for rule in decision.rules if rule.code == code)
