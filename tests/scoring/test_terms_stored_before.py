"""Decisions that were stored while every term was counted in months are made again to the same bits.

`stored_decisions.json` was written by the release before terms had units. Only the versions differ: settings that came
since have made another fingerprint.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from lending.term import Term, TermUnit
from scoring.applicant import Applicant
from scoring.decision import Decision, replay
from tests.scoring.people import PACK, PRODUCT, SETTINGS, decided, lin, yuan

STORED: dict[str, Any] = json.loads(Path(__file__).with_name("stored_decisions.json").read_text(encoding="utf-8"))
DAYS = PRODUCT.read(
    {key: value for key, value in PRODUCT.model_dump(mode="json").items() if key not in ("months", "every")}
    | {"days": [7, 14, 30], "method": "daily_rate", "day_count": "act/365"}
)


def without_versions(result: dict[str, Any]) -> str:
    return json.dumps({key: value for key, value in result.items() if key != "versions"})


@pytest.mark.parametrize("name", STORED)
def test_a_decision_stored_in_months_is_made_again_to_the_same_bits(name: str) -> None:
    stored = STORED[name]
    made = replay(stored["inputs"], SETTINGS, PACK)
    assert without_versions(made.to_json()) == without_versions(stored["result"])
    assert without_versions(Decision.from_json(stored["result"]).to_json()) == without_versions(stored["result"])


def test_a_term_in_days_is_stored_with_its_unit_and_reads_back() -> None:
    fortnight = Term(14, TermUnit.DAY)
    ann = lin(product=DAYS, principal=yuan(1000), term=fortnight)
    stored = json.loads(json.dumps(ann.to_json()))
    assert stored["term"] == {"term": [14, "day"]}
    assert Applicant.from_json(stored) == ann
    decision = decided(ann)
    assert (decision.outcome, decision.term) == ("approve", fortnight)
    assert Decision.from_json(json.loads(json.dumps(decision.to_json()))) == decision
    assert replay(stored, SETTINGS, PACK) == decision


def test_a_term_that_a_product_does_not_have_is_countered_in_its_own_unit() -> None:
    decision = decided(lin(product=DAYS, principal=yuan(1000), term=Term(9, TermUnit.DAY)))
    assert (decision.outcome, decision.term) == ("counter", Term(14, TermUnit.DAY))
    assert Decision.from_json(json.loads(json.dumps(decision.to_json()))) == decision
