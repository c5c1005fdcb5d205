"""How unlike the usual a person is: fitted from stored rows, the same whatever their order."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from lending.evidence import FraudEvidence
from lending.records import PersonalLink
from scoring.fraud import fraud_gate
from scoring.fraud_anomaly import Anomaly, fit
from scoring.fraud_model import ANOMALY, FraudModel, read_fraud_model
from scoring.fraud_row import FraudRow, fraud_row
from scoring.fraud_settings import FraudSettings


def usual(count: int = 200) -> list[FraudRow]:
    chance = Random(1)
    return [
        fraud_row(
            [PersonalLink("phone", 1)] if chance.random() < 0.1 else [],
            FraudEvidence(asked_lately=chance.randint(1, 3), answer_ms=chance.randint(4000, 9000)),
        )
        for _ in range(count)
    ]


def test_the_usual_person_is_near_and_one_who_is_odd_in_many_ways_is_far():
    fitted = fit(usual())
    assert fitted is not None
    assert fitted.distance(usual()[0]) < 5
    odd = fraud_row([PersonalLink("picture", 2)], FraudEvidence(strangers=2, bad_far=3, answer_ms=50, asked_lately=40))
    assert fitted.distance(odd) > 20


def test_the_order_of_the_rows_changes_nothing_and_it_survives_storage():
    rows = usual()
    fitted, again = fit(rows), fit(rows[::-1])
    assert fitted == again
    assert fitted is not None
    assert Anomaly.from_json(json.loads(json.dumps(fitted.to_json()))) == fitted


def test_of_few_rows_nothing_is_fitted_and_what_is_unknown_is_left_out():
    assert fit(usual(49)) is None
    fitted = fit(usual())
    assert fitted is not None
    row = usual()[3]
    assert fitted.distance({**row, "answer_ms": None}) <= fitted.distance(row)


@pytest.mark.parametrize("damage", [{"middle": {"age": 1}, "spread": {"age": 1}}, {"middle": {"household": 1}}, "?"])
def test_a_damaged_file_leaves_the_rules_deciding(tmp_path: Path, damage: Any):
    (tmp_path / ANOMALY).write_text(json.dumps(damage))
    loaded = read_fraud_model(tmp_path, FraudSettings())
    assert loaded.model is None
    assert "rules decide alone" in loaded.why_not


def test_a_fitted_anomaly_is_read_and_weighs_little(tmp_path: Path):
    fitted = fit(usual())
    assert fitted is not None
    (tmp_path / ANOMALY).write_text(json.dumps(fitted.to_json()))
    model = read_fraud_model(tmp_path, FraudSettings()).model
    assert model == FraudModel("anomaly", fitted)
    odd = FraudEvidence(household=5, referred_lately=9, asked_lately=9, bad_far=1, defaults_near=1, account_new=1)
    alone, judged = (fraud_gate((), FraudSettings(), odd, m) for m in (None, model))
    assert judged.weight == alone.weight + FraudSettings().signals["anomaly"].weight
