"""What is shared with others: a household passes, more is looked at, a shared identity stops."""

import pytest

from lending.records import PersonalLink
from scoring.fraud import fraud_gate
from scoring.settings import FraudSettings


@pytest.mark.parametrize(
    ("links", "outcome", "kind"),
    [
        ((), "pass", ""),
        ((("phone", 1),), "pass", "phone"),
        ((("payout_account", 1),), "pass", "payout_account"),
        ((("phone", 2),), "review", "phone"),
        ((("phone", 1), ("payout_account", 1)), "review", "payout_account"),
        ((("picture", 1),), "review", "picture"),
        ((("picture", 2),), "block", "picture"),
        ((("national_id", 1),), "block", "national_id"),
        ((("shoe_size", 9),), "pass", ""),
        ((("phone", 500),), "review", "phone"),
    ],
)
def test_the_gate_weighs_what_is_shared(links: tuple[tuple[str, int], ...], outcome: str, kind: str):
    gate = fraud_gate([PersonalLink(*link) for link in links], FraudSettings())
    assert (gate.outcome, gate.kind) == (outcome, kind)
