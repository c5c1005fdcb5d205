"""Harbour Microcredit: the lender that the journeys of the tests are played at, with its staff and its one product."""

from dataclasses import replace
from typing import Any

from conversations.context import House, StaffMember
from lending.policy_pack import load_pack
from lending.product import Product
from scoring.settings import ScoringSettings

GROUP = -1001000000501
WEI, ANA, BAO = 501, 502, 599
"""Telegram ids of the officer, of the approver, and of Bao, who lives with Wei."""

STAFF = (
    StaffMember(WEI, "Wei", frozenset({"officer", "collector"}), "harbour", 1_000_000, household=frozenset({WEI, BAO})),
    StaffMember(ANA, "Ana", frozenset({"approver", "operator"}), "harbour", 5_000_000, household=frozenset({ANA})),
)


def product(**changed: Any) -> Product:
    """500 to 20,000 yuan over 1 to 12 months, 12 % to 21 % a year by grade, no fees; a rest below 0.05 is given up."""
    return Product.read(
        {
            "code": "personal",
            "name": {"en": "Personal loan", "zh_CN": "个人借款"},
            "currency": "CNY",
            "min_amount": "500",
            "max_amount": "20000",
            "amount_step": "100",
            "months": {"min": 1, "max": 12},
            "annual_rate_percent": {"A": "12", "B": "15", "C": "18", "D": "21"},
            "penalty": {"percent_per_day": "0.05", "grace_days": 4, "cap_per_instalment": "20"},
            "residue_below": "0.05",
            **changed,
        }
    )


def house(**changed: Any) -> House:
    """The house; what is named in `changed` is otherwise."""
    plain = House(
        name={"en": "Harbour Microcredit", "zh_CN": "海港小贷"},
        currency="CNY",
        timezone="Asia/Shanghai",
        branch="harbour",
        products=(product(),),
        pack=load_pack("default"),
        scoring=ScoringSettings(),
        staff=STAFF,
        staff_group=GROUP,
        languages=("en", "zh_CN"),
        notice_version="2026-11",
        countries=("CN",),
        national_id="cn",
        complaint_escalation={"en": "the financial consumer hotline, 12378", "zh_CN": "金融消费者投诉热线 12378"},
        support_hours=(9, 18),
        reminder_days=(-3, 0, 1, 4),
        claim_minutes=30,
        offer_days=7,
        deposit_account="6222 0200 0000 0001",
        invoices=True,
        withdrawal_days=14,
        complaint_days=15,
        review_days=5,
        retention_years=5,
    )
    return replace(plain, **changed)
